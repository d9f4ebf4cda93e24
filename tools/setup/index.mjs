// Makes a clone ready for work, on a bare Debian 12 as on a machine that has everything: each step looks first and
// does only what is missing. Runs before any npm package is there, so nothing here imports one.

import { Stop } from '../run.mjs';
import { provideDebianPackages } from './debian.mjs';
import { provideEmscripten } from './emscripten.mjs';
import { provideLibraries } from './libraries.mjs';
import { provideNodePackages } from './npm.mjs';
import { removePrivateApt } from './private-apt.mjs';

/** Sets up what the named groups need: `build` always, `check` for the C++ checks, `browser` for Chromium. */
export async function setup(...groups) {
  if (process.platform !== 'linux')
    throw new Stop('the tools run on Linux only; the package they make runs anywhere');
  await provideNodePackages();
  await provideDebianPackages('build', ...groups);
  try {
    await provideEmscripten();
    await provideLibraries();
  } finally {
    removePrivateApt();
  }
}
