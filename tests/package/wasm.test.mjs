// What got into the linked program: no library feature that costs more than all of ours, and no way to evaluate text.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { pack } from '../../tools/build/embed.mjs';
import { strandsOf } from '../../tools/build/strands.mjs';
import { functions, withoutCustomSections } from '../../tools/build/wasm.mjs';
import { inRoot } from '../../tools/paths.mjs';

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
  const { packed: bytes } = await import(inRoot('build/core/packed.mjs'));
  const { lengths, size } = await import(inRoot('build/core/wasm.mjs'));
  const { unpack, weave } = await unpackers();
  const all = lengths.reduce((sum, length) => sum + length);
  const shipped = Buffer.from(weave(unpack(Buffer.from(bytes, 'base64'), all), lengths, size));
  assert.equal(shipped.length, size);
  assert.deepEqual(shipped, withoutCustomSections(linked));
  assert.ok(WebAssembly.validate(shipped));
});

for (const file of ['build/core/glue.mjs', 'lib/bundle.mjs', 'lib/bundle.js']) {
  test(`${file} evaluates no text, so that a page without unsafe-eval may load it`, () => {
    const found = readFileSync(inRoot(file), 'utf8').match(/(?<![\w$])(eval|Function)\s*\(.{0,40}/g);
    assert.equal(found, null);
  });
}

test('what was packed comes out as it was, whatever it is', async () => {
  const { unpack } = await unpackers();
  const chance = Buffer.from(
    Array.from({ length: 5_000 }, (_, place) => (place * place * 2_654_435_761) >>> 24),
  );
  const samples = [
    Buffer.from('a'),
    Buffer.alloc(100_000, 7),
    chance,
    Buffer.concat([chance, linked, chance]),
  ];
  for (const sample of samples) {
    assert.deepEqual(Buffer.from(unpack(pack(sample), sample.length)), sample);
  }
});

test('an instruction that the page could not weave is refused when the package is built', () => {
  const [magic, version] = [Buffer.from('\0asm'), Buffer.from([1, 0, 0, 0])];
  const program = (...body) =>
    Buffer.concat([magic, version, Buffer.from([10, body.length + 4, 1, body.length + 2, 0, ...body, 0x0b])]);
  assert.deepEqual(strandsOf(program(0x1a)).lengths, [4, 0, 0, 0, 0, 9, 0]);
  assert.throws(() => strandsOf(program(0xfd, 0)), /does not know the instruction 0xfd/);
  assert.throws(() => strandsOf(program(0xfc, 12)), /does not know the instruction 0xfc 12/);
});

test('loads and stores of any alignment are woven as they were', async () => {
  const { weave } = await unpackers();
  const body = [];
  for (let operation = 0x28; operation <= 0x3e; operation += 1) {
    for (const alignment of [0, 1, 2, 3]) body.push(operation, alignment, 0x80, 0x01);
  }
  const length = (of) => [(of & 127) | 128, of >> 7];
  const one = [...length(body.length + 2), 0, ...body, 0x0b];
  const program = Buffer.from(
    [...'\0asm\x01\0\0\0']
      .map((letter) => letter.charCodeAt(0))
      .concat([10, ...length(one.length + 1), 1, ...one, 11, 1, 0]),
  );
  const { strands, lengths } = strandsOf(program);
  assert.deepEqual(Buffer.from(weave(strands, lengths, program.length)), program);
});

async function unpackers() {
  const { build } = await import('esbuild');
  const made = await build({
    stdin: {
      contents: "export { unpack } from './unpack.ts'; export { weave } from './weave.ts';",
      resolveDir: inRoot('shim'),
    },
    bundle: true,
    format: 'esm',
    write: false,
  });
  return import(`data:text/javascript,${encodeURIComponent(made.outputFiles[0].text)}`);
}
