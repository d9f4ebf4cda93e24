// Provides the C++ libraries the build takes from packages: nlohmann/json for the core, Catch2 for its tests.
// Both are sources: headers that need no building, and one amalgamated pair of files.

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { toolchain } from '../paths.mjs';
import { during, quietly } from '../run.mjs';
import { privateApt, unpack } from './private-apt.mjs';
import { isStamped, stamp, unstamp } from './stamp.mjs';

const json = join(toolchain, 'json');
const catch2 = join(toolchain, 'catch2');
const recipe = 'nlohmann-json3-dev and catch2 of trixie';

export async function provideLibraries() {
  if (isStamped('libraries', recipe, json, catch2)) return;
  unstamp('libraries');
  const apt = await privateApt();
  await during('downloading nlohmann/json and Catch2', async () => {
    const packages = await apt.download('nlohmann-json3-dev');
    rmSync(json, { recursive: true, force: true });
    await unpack(packages['nlohmann-json3-dev'], json, [
      '--strip-components=2',
      './usr/include',
      './usr/share/cmake',
    ]);

    const archive = await apt.downloadSource('catch2');
    rmSync(catch2, { recursive: true, force: true });
    mkdirSync(catch2, { recursive: true });
    await quietly('tar', [
      '-x',
      '-f',
      archive,
      '-C',
      catch2,
      '--strip-components=2',
      '--wildcards',
      '*/extras/*',
    ]);
  });
  stamp('libraries', recipe);
}
