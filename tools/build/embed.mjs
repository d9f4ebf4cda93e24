// Makes the two modules that the shim imports as `#core/glue` and `#core/wasm` out of what Emscripten linked: its
// JavaScript minified, and the WebAssembly as text, which a third brings.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildFolder } from '../paths.mjs';
import { minified } from './minify.mjs';
import { strandsOf } from './strands.mjs';
import { withoutCustomSections } from './wasm.mjs';

const core = join(buildFolder, 'core');

/** Where esbuild finds what the shim imports. */
export const coreModules = {
  '#core/glue': join(core, 'glue.mjs'),
  '#core/wasm': join(core, 'wasm.mjs'),
};

/** What `#core/wasm` is to carry: a module of its own, so that it can come last in the bundle. */
export const packedCore = join(core, 'packed.mjs');

/** The WebAssembly as it ships, on its way into the bundle. */
export const shippedWasm = join(core, 'core.wasm');

/** Packs with LZMA, for `shim/unpack.ts` to unpack. */
export function pack(content) {
  // These options suit the strands of WebAssembly: where a byte stands tells nothing, the one before it a little.
  const options = ['--format=raw', '--lzma1=preset=9e,lc=1,lp=0,pb=0', '--stdout'];
  return execFileSync('xz', options, { input: content, maxBuffer: 1e9 });
}

export async function embed(linked) {
  mkdirSync(core, { recursive: true });
  const glue = await minified(readFileSync(join(linked, 'core.mjs'), 'utf8'), { module: true });
  writeFileSync(coreModules['#core/glue'], glue.code);

  const wasm = withoutCustomSections(readFileSync(join(linked, 'core.wasm')));
  writeFileSync(shippedWasm, wasm);
  const { strands, lengths } = strandsOf(wasm);
  writeFileSync(
    coreModules['#core/wasm'],
    [
      '/** The length of the WebAssembly. */',
      `export const size = ${wasm.length};`,
      '/** The lengths of its strands, once unpacked. */',
      `export const lengths = [${lengths.join(', ')}];`,
      '/** The strands: packed with LZMA, in base64. */',
      'export let bytes;',
      'export const carry = (packed) => {',
      '  bytes = packed;',
      '};',
      '',
    ].join('\n'),
  );
  writeFileSync(
    packedCore,
    `/** For \`carry\` of \`#core/wasm\`. */\nexport const packed =\n  '${pack(strands).toString('base64')}';\n`,
  );
}
