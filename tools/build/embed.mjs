// Makes the two modules that the shim imports as `#core/glue` and `#core/wasm` out of what Emscripten linked: its
// JavaScript minified, and the WebAssembly as text, which a third brings.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildFolder } from '../paths.mjs';
import { minified } from './minify.mjs';
import { pack } from './pack.mjs';
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

export async function embed(linked) {
  mkdirSync(core, { recursive: true });
  const glue = await minified(readFileSync(join(linked, 'core.mjs'), 'utf8'), { module: true });
  writeFileSync(coreModules['#core/glue'], glue.code);

  const wasm = withoutCustomSections(readFileSync(join(linked, 'core.wasm')));
  writeFileSync(shippedWasm, wasm);
  const { text, lengths } = await pack(wasm);
  writeFileSync(
    coreModules['#core/wasm'],
    [
      '/** The length of the WebAssembly. */',
      `export const size = ${wasm.length};`,
      '/** How long each byte is spelt before it is packed, in each of the codes. */',
      `export const lengths = ['${lengths.join("', '")}'];`,
      '/** The WebAssembly, packed. */',
      'export let text;',
      'export const carry = (packed) => {',
      '  text = packed;',
      '};',
      '',
    ].join('\n'),
  );
  writeFileSync(packedCore, `/** For \`carry\` of \`#core/wasm\`. */\nexport const packed =\n  '${text}';\n`);
}
