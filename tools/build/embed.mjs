// Makes the modules that the shim imports as `#core/…` out of what Emscripten linked: its JavaScript minified, the
// WebAssembly as text, which another module brings, and the WebAssembly translated to JavaScript.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildFolder } from '../paths.mjs';
import { minified } from './minify.mjs';
import { pack, unpackerText } from './pack.mjs';
import { translate } from './translate.mjs';
import { withoutCustomSections } from './wasm.mjs';

const core = join(buildFolder, 'core');

/** Where esbuild finds what the shim imports. */
export const coreModules = {
  '#core/glue': join(core, 'glue.mjs'),
  '#core/wasm': join(core, 'wasm.mjs'),
  '#core/translated': join(core, 'translated.mjs'),
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
  writeFileSync(
    coreModules['#core/wasm'],
    [
      '/** The length of the WebAssembly. */',
      `export const size = ${wasm.length};`,
      '/** The WebAssembly, packed. */',
      'export let text;',
      '/** What unpacks it, as text. */',
      'export let unpacker;',
      'export const carry = (packed, small) => {',
      '  text = packed;',
      '  unpacker = small;',
      '};',
      '',
    ].join('\n'),
  );
  const carried = { packed: await pack(wasm), unpacker: unpackerText() };
  const exported = Object.entries(carried).map(
    ([name, text]) => `export const ${name} = ${JSON.stringify(text)};`,
  );
  writeFileSync(packedCore, `/** For \`carry\` of \`#core/wasm\`. */\n${exported.join('\n')}\n`);
  const translated = await minified(await translate(shippedWasm, core), { module: true });
  writeFileSync(coreModules['#core/translated'], translated.code);
}
