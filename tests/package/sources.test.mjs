// What must never include what: the core knows no browser, no clock and no chance, and JSON stays behind one door.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { filesIn } from '../../tools/files.mjs';
import { inRoot } from '../../tools/paths.mjs';

const core = read('src', '.hpp', '.cpp');
const web = read('web', '.hpp', '.cpp');
const shim = read('shim', '.ts');

test('the core includes no Emscripten, no clock, no threads, no chance of its own', () => {
  const never = /^(emscripten[./].*|thread|mutex|future|random|ctime|sys\/time\.h|time\.h)$/;
  assert.deepEqual(including(core, never), []);
});

test('the core and its host include no library header that is too costly to ship', () => {
  const never =
    /^(format|regex|iostream|ostream|istream|fstream|sstream|iomanip|locale|unordered_map|unordered_set)$/;
  assert.deepEqual(including([...core, ...web], never), []);
});

test('nobody in the core reads a clock', () => {
  assert.deepEqual(
    mentioning(core, /\bnow\s*\(\s*\)|\bsteady_clock\b|\bsystem_clock\b|\bclock_gettime\b/),
    [],
  );
});

test('nobody in the core asks for chance', () => {
  assert.deepEqual(mentioning(core, /\b(rand|srand|random_device|getentropy|arc4random)\s*\(/), []);
});

test('nlohmann/json is included by src/wire/json.cpp alone', () => {
  assert.deepEqual(including([...core, ...web], /^nlohmann\//), ['src/wire/json.cpp: nlohmann/json.hpp']);
});

test('calls and signaling do not know each other: the session carries between them', () => {
  const inFolder = (folder) => core.filter(({ path }) => path.startsWith(folder));
  assert.deepEqual(including(inFolder('src/call/'), /^signaling\//), []);
  assert.deepEqual(including(inFolder('src/signaling/'), /^call\//), []);
});

test('what unpacks the core includes nothing that had to be linked to it', () => {
  const unpacking = read('unpack', '.hpp', '.cpp');
  assert.deepEqual(including(unpacking, /^(?!cstdint$|model\.hpp$|program\.hpp$)/), []);
});

test('the bindings are in web/bindings.cpp alone', () => {
  const paths = [...core, ...web].filter(({ code }) => code.includes('EMSCRIPTEN_BINDINGS'));
  assert.deepEqual(
    paths.map(({ path }) => path),
    ['web/bindings.cpp'],
  );
});

test('only shim/core.ts and the carriers know that there is WebAssembly', () => {
  const importers = shim.filter(({ code }) => /from '#core\//.test(code));
  assert.deepEqual(
    importers.map(({ path }) => path),
    ['shim/carried.ts', 'shim/core.ts', 'shim/translated.ts'],
  );
});

test('the shim imports no module of Node', () => {
  assert.deepEqual(mentioning(shim, /from 'node:|\brequire\(/), []);
});

function read(folder, ...endings) {
  const files = filesIn([folder], ...endings).map((path) => ({
    path,
    code: withoutComments(readFileSync(inRoot(path), 'utf8')),
  }));
  assert.ok(files.length > 0, `no files in ${folder}`);
  return files;
}

// A comment may well say what the code must not do; an address in a text keeps its slashes.
function withoutComments(text) {
  return text.replace(/\/\*[^]*?\*\//g, '').replace(/(?<!:)\/\/.*$/gm, '');
}

function including(files, pattern) {
  return files.flatMap(({ path, code }) =>
    [...code.matchAll(/^\s*#\s*include\s*[<"]([^>"]+)[>"]/gm)]
      .filter(([, header]) => pattern.test(header))
      .map(([, header]) => `${path}: ${header}`),
  );
}

function mentioning(files, pattern) {
  return files.filter(({ code }) => pattern.test(code)).map(({ path }) => path);
}
