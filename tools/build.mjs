// `npm run build`: from sources to `lib/`, the package as it is imported. Does again only what has changed.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, bundles } from './build/bundle.mjs';
import { declarations } from './build/declarations.mjs';
import { embed } from './build/embed.mjs';
import { fingerprint, forgetBundled, isBundled, rememberBundled } from './build/fingerprint.mjs';
import { replayProgram } from './build/replay.mjs';
import { recordSizes } from './build/sizes.mjs';
import { cmakeBuild } from './cmake.mjs';
import { inRoot } from './paths.mjs';
import { during, main, say } from './run.mjs';
import { setup } from './setup/index.mjs';

export async function build() {
  await setup();
  const linked = await cmakeBuild('wasm-release');

  const ingredients = ['core.mjs', 'core.wasm', 'pack.wasm', 'unpack.wasm', 'replay.wasm'].map((name) =>
    join(linked, name),
  );
  const sources = ['shim', 'tools/build', 'package.json', 'package-lock.json', 'tsconfig.json'].map((name) =>
    inRoot(name),
  );
  const print = fingerprint([...ingredients, ...sources]);
  const made = [
    ...bundles.map((name) => `lib/${name}`),
    'lib/core.wasm',
    'lib/replay.wasm',
    'lib/types/index.d.ts',
    'lib/bundle.d.mts',
    'lib/src/index.d.ts',
    'docs/sizes.md',
  ].map((name) => inRoot(name));
  if (isBundled(print, made)) {
    say('lib/ is up to date');
    return;
  }

  forgetBundled();
  const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  await during('bundling lib/', async () => {
    await embed(linked);
    await Promise.all([bundle(version), declarations()]);
    replayProgram(linked);
  });
  say(`\n${await recordSizes(linked, version)}\n`);
  rememberBundled(print);
}

await main(import.meta, build);
