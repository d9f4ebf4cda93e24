// `npm run package`: what a user installs, as `dist/holdfast-rtc-<version>.tgz`.

import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from './build.mjs';
import { inRoot, root } from './paths.mjs';
import { main, quietly, say } from './run.mjs';

async function makePackage() {
  await build();
  say(relative(root, await pack(inRoot('dist'))));
}

/** Packs the built clone into a folder; returns the tarball's path. */
export async function pack(folder) {
  mkdirSync(folder, { recursive: true });
  const told = await quietly('npm', ['pack', '--json', '--loglevel=error', '--pack-destination', folder]);
  return join(folder, JSON.parse(told)[0].filename);
}

await main(import.meta, makePackage);
