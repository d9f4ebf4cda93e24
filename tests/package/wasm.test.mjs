// What got into the linked program: no library feature that costs more than all of ours, and no way to evaluate text.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { bundles } from '../../tools/build/bundle.mjs';
import { pack, unpackerText, unpacking } from '../../tools/build/pack.mjs';
import { functions, withoutCustomSections } from '../../tools/build/wasm.mjs';
import { inRoot } from '../../tools/paths.mjs';
import { Stop } from '../../tools/run.mjs';

const linked = readFileSync(inRoot('build/wasm-release/core.wasm'));
const names = functions(linked).map(({ name }) => name);

const costly = {
  'std::format': /\bv?format_to|\b__format::|\bformatter</,
  'std::regex': /\bbasic_regex|\bregex_traits/,
  'streams and locales':
    /\bbasic_[io]?stream|\bbasic_streambuf|\bbasic_stringbuf|\bios_base\b|std::__2::locale\b/,
  'numbers to text by std::to_chars': /\bto_chars\([^)]*(double|float)|\b__d2s|\b__d2fixed/,
  'std::unordered_map': /\bunordered_(multi)?(map|set)\b|\b__hash_table\b/,
  exceptions: /__cxa_throw|__cxa_begin_catch/,
};

test('the linked program carries the names that these tests look at', () => {
  assert.ok(names.some((name) => name.includes('holdfast::')));
  assert.ok(names.filter((name) => name === '').length < names.length / 20);
});

for (const [feature, pattern] of Object.entries(costly)) {
  test(`the program is free of ${feature}`, () => {
    assert.deepEqual(
      names.filter((name) => pattern.test(name)),
      [],
    );
  });
}

test('what ships is the linked program without its names', async () => {
  const { packed, unpacker } = await import(inRoot('build/core/packed.mjs'));
  const { size } = await import(inRoot('build/core/wasm.mjs'));
  const { unpack } = await unpacking();
  const shipped = Buffer.from(unpack(unpacker, packed, size));
  assert.equal(shipped.length, size);
  assert.deepEqual(shipped, withoutCustomSections(linked));
  assert.ok(WebAssembly.validate(shipped));
});

const evaluating = ['build/core/glue.mjs', ...bundles.map((name) => `lib/${name}`)];
for (const file of evaluating) {
  test(`${file} evaluates no text, so that a page without unsafe-eval may load it`, () => {
    const found = readFileSync(inRoot(file), 'utf8').match(/(?<![\w$])(eval|Function)\s*\(.{0,40}/g);
    assert.equal(found, null);
  });
}

test('what was packed comes out as it was, whatever it is', async () => {
  const { unpack } = await unpacking();
  const chance = Array.from({ length: 5_000 }, (_, place) => (place * place * 2_654_435_761) >>> 24);
  const data = (content) => [11, ...length(content.length), ...content];
  const samples = [
    program(),
    program(0x1a),
    program(...everyAccess()),
    Buffer.concat([program(0x1a), Buffer.from(data(chance))]),
    Buffer.concat([program(0x1a), Buffer.from(data(new Array(100_000).fill(7)))]),
    readFileSync(inRoot('lib/replay.wasm')),
  ];
  for (const sample of samples) {
    const text = await pack(sample);
    assert.deepEqual(Buffer.from(unpack(unpackerText(), text, sample.length)), sample);
    assert.doesNotMatch(text, /['"\\\n]/, 'stands between quotes as it is');
  }
});

test('what unpacks the core asks nothing of the page, and fits into what the bundle can afford', () => {
  const program = new WebAssembly.Module(readFileSync(inRoot('build/wasm-release/unpack.wasm')));
  assert.deepEqual(WebAssembly.Module.imports(program), []);
  const names = WebAssembly.Module.exports(program).map(({ name }) => name);
  assert.deepEqual(names.sort(), ['memory', 'unpack']);
  assert.match(unpackerText(), /^[#-~]{3000,4000}$/);
});

test('an instruction that the page could not write is refused when the package is built', async () => {
  const constantOfVectors = [0xfd, 0x0c, ...new Array(16).fill(0x0b)];
  await assert.rejects(pack(program(...constantOfVectors)), Stop);
});

test('a spoilt text ends, in an exception or in what does not compile', async () => {
  const { packed, unpacker } = await import(inRoot('build/core/packed.mjs'));
  const { size } = await import(inRoot('build/core/wasm.mjs'));
  const { unpack } = await unpacking();
  const spoilt = [
    '',
    packed.slice(0, 1_000),
    packed.replace(/^.{100}/, ''),
    `${packed.slice(0, 20_000)}(((((${packed.slice(20_005)}`,
    [...packed].reverse().join(''),
    packed.replace(/^[^,]*,/, '0,'),
    packed.replace(/^[^,]*,/, '1,'),
    'not one of the digits: \u{1f4a5}'.repeat(3_000),
  ];
  for (const text of spoilt) {
    assert.throws(() => new WebAssembly.Module(unpack(unpacker, text, size)));
  }
});

test('the entry without WebAssembly traps with what exists there', () => {
  for (const file of ['lib/js.mjs', 'lib/js.js']) {
    const text = readFileSync(inRoot(file), 'utf8');
    assert.ok(!text.includes('WebAssembly.RuntimeError'), file);
    assert.ok(/new EvalError\(["']unreachable/.test(text), file);
  }
});

const length = (of) => (of < 128 ? [of] : [(of & 127) | 128, ...length(of >> 7)]);

/** A program of one function. */
function program(...body) {
  const one = [0, ...body, 0x0b];
  const section = [1, ...length(one.length), ...one];
  return Buffer.from([...Buffer.from('\0asm\x01\0\0\0'), 10, ...length(section.length), ...section]);
}

/** Loads and stores of every alignment. */
function everyAccess() {
  const body = [];
  for (let operation = 0x28; operation <= 0x3e; operation += 1) {
    for (const alignment of [0, 1, 2, 3]) body.push(operation, alignment, 0x80, 0x01);
  }
  return body;
}
