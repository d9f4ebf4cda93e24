// Makes the two modules that the shim imports as `#core/glue` and `#core/wasm` out of what Emscripten linked: its
// JavaScript minified, and the WebAssembly as text.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildFolder } from '../paths.mjs';
import { minified } from './minify.mjs';
import { withoutCustomSections } from './wasm.mjs';

const core = join(buildFolder, 'core');

/** Where esbuild finds what the shim imports. */
export const coreModules = {
  '#core/glue': join(core, 'glue.mjs'),
  '#core/wasm': join(core, 'wasm.mjs'),
};

/** The WebAssembly as it ships, on its way into the bundle. */
export const shippedWasm = join(core, 'core.wasm');

export async function embed(linked) {
  mkdirSync(core, { recursive: true });
  const glue = await minified(readFileSync(join(linked, 'core.mjs'), 'utf8'), { module: true });
  writeFileSync(coreModules['#core/glue'], glue.code);

  const wasm = withoutCustomSections(readFileSync(join(linked, 'core.wasm')));
  writeFileSync(shippedWasm, wasm);
  // Deflated text compresses again to about what the wasm itself does; plain base64 takes a quarter more. Zopfli
  // finds a deflate stream that is 6 % shorter than zlib's, in a second that only the build spends.
  const deflated = execFileSync('zopfli', ['--deflate', '--i15', '-c', shippedWasm]);
  const bytes = deflated.toString('base64');
  writeFileSync(
    coreModules['#core/wasm'],
    `/** The length of the WebAssembly once inflated. */\nexport const size = ${wasm.length};\n` +
      `/** The WebAssembly: deflated, in base64. */\nexport const bytes =\n  '${bytes}';\n`,
  );
}
