// `npm run catalog`: writes the catalogue's tables for TypeScript, `shim/catalog-tables.ts`, see catalog/program.cpp.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cmakeBuild } from './cmake.mjs';
import { inRoot } from './paths.mjs';
import { main, quietly } from './run.mjs';
import { setup } from './setup/index.mjs';

/** Where the tables lie in the tree. */
export const catalogTables = inRoot('shim/catalog-tables.ts');

/** What is to stand there, by the program that was linked in this build folder. */
export async function tablesFrom(linked) {
  const { format, resolveConfig } = await import('prettier');
  const text = await quietly(process.execPath, [join(linked, 'catalog.js')]);
  return format(text, { ...(await resolveConfig(catalogTables)), filepath: catalogTables });
}

await main(import.meta, async () => {
  await setup();
  const linked = await cmakeBuild('wasm-release', 'holdfast_catalog');
  writeFileSync(catalogTables, await tablesFrom(linked));
});
