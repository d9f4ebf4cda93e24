// What got into the linked program: no library feature that costs more than all of ours, and no way to evaluate text.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { pack } from '../../tools/build/embed.mjs';
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
  const { bytes, size } = await import(inRoot('build/core/wasm.mjs'));
  const shipped = Buffer.from((await unpacker())(Buffer.from(bytes, 'base64'), size));
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
  const unpack = await unpacker();
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

async function unpacker() {
  const { build } = await import('esbuild');
  const made = await build({
    entryPoints: [inRoot('shim/unpack.ts')],
    bundle: true,
    format: 'esm',
    write: false,
  });
  const { unpack } = await import(`data:text/javascript,${encodeURIComponent(made.outputFiles[0].text)}`);
  return unpack;
}
