// What is written for the reference is right for this package: one application compiles against the declarations of
// both, and every name that exists at run time is there and of the same kind.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { inRoot } from '../../tools/paths.mjs';
import { capture } from '../../tools/run.mjs';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-types-'));
const application = readFileSync(inRoot('tests/package/consumer.ts'), 'utf8');
const reference = inRoot('node_modules/@telnyx/webrtc/lib');

after(() => rmSync(folder, { recursive: true, force: true }));

/** What the compiler says of the application; nothing when all is well. */
async function compiled(declarations, skipLibCheck, text = application) {
  writeFileSync(join(folder, 'application.ts'), text);
  const compilerOptions = {
    target: 'ES2022',
    module: 'ESNext',
    moduleResolution: 'bundler',
    strict: true,
    noEmit: true,
    skipLibCheck,
    lib: ['ES2022', 'DOM', 'DOM.Iterable'],
    types: [],
    paths: { '@telnyx/webrtc': [declarations] },
  };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['application.ts'] }),
  );
  const compiler = inRoot('node_modules/typescript/bin/tsc');
  const { stdout } = await capture(process.execPath, [compiler, '--project', folder], { cwd: folder });
  return stdout;
}

test('the application compiles against the reference', async () =>
  assert.equal(await compiled(join(reference, 'src/index.d.ts'), true), ''));

test('the application compiles against this package, its declarations checked as well', async () =>
  assert.equal(await compiled(inRoot('lib/types/index.d.ts'), false), ''));

test('the application names every export of the reference', async () => {
  const [, named] = /^([\s\S]*?)declare const stream/.exec(application);
  const all = [...named.matchAll(/^ {2}(\w+),$/gm)].map(([, name]) => name);
  const exported = new Set(await exportsOf(join(reference, 'src/index.d.ts')));
  assert.equal(exported.size, 79);
  assert.deepEqual(all.sort(), [...exported].sort());
});

test('types that the reference has only at deep paths, or only names in its guides, can be imported', async () => {
  const exported = await exportsOf(inRoot('lib/types/index.d.ts'));
  const wanted =
    'RunPreCallOptions RunNetworkCheckOptions RunMicrophoneCheckOptions NominatedPair PreCallDiagnosticWarning ' +
    'PreCallIceServerComparisonEntry PreCallIceServerComparison PreCallAudioDevice PreCallMicrophoneAudioLevelStats ' +
    'IWebRTCCall AnswerParams IHangupParams TargetParams IWebRTCInfo IWebRTCSupportedBrowser Direction Quality';
  assert.deepEqual(
    wanted.split(' ').filter((name) => !exported.includes(name)),
    [],
  );
});

test('every name that the reference exports at run time is there, and of the same kind', async () => {
  const theirs = await import(join(reference, 'bundle.mjs'));
  const ours = await import(inRoot('lib/bundle.mjs'));
  for (const [name, value] of Object.entries(theirs)) {
    assert.equal(typeof ours[name], typeof value, name);
    if (typeof value === 'function') {
      assert.equal(isClass(ours[name]), isClass(value), name);
    } else if (typeof value === 'object') {
      assert.deepEqual(constants(ours[name], value), constants(value, value), name);
    }
  }
  assert.equal(Object.keys(theirs).length, 23);
});

/** The names a module exports, types included. */
async function exportsOf(declarations) {
  const { default: typescript } = await import('typescript');
  const program = typescript.createProgram([declarations], { skipLibCheck: true, types: [] });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(declarations));
  return checker.getExportsOfModule(module).map(({ name }) => name);
}

/** The members that the reference has too, texts of the catalogue aside: those are our own. */
function constants(object, reference) {
  return Object.fromEntries(
    Object.keys(reference).map((key) => {
      const value = object[key];
      return [key, value?.solutions ? { name: value.name, fatal: value.fatal } : value];
    }),
  );
}

const isClass = (value) => /^class\b/.test(Function.prototype.toString.call(value));
