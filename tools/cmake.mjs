// Configures and builds a CMake preset. Knows the presets' names only; ninja knows what has changed.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildFolder, inRoot, root } from './paths.mjs';
import { during, quietly } from './run.mjs';
import { emscriptenEnvironment } from './setup/emscripten.mjs';

/** Brings a preset's targets up to date, or those that are named; returns the folder they lie in. */
export async function cmakeBuild(preset, ...targets) {
  const folder = await cmakeConfigure(preset);
  const named = targets.length > 0 ? ['--target', ...targets] : [];
  await during(`building ${[preset, ...targets].join(' ')}`, () =>
    quietly('cmake', ['--build', folder, ...named], { env: environment(preset) }),
  );
  return folder;
}

/** Makes a preset ready to be built; its folder then holds `compile_commands.json`. */
export async function cmakeConfigure(preset) {
  const folder = join(buildFolder, preset);
  // Ninja configures again when CMakeLists.txt changes, but never looks at the presets.
  const presets = createHash('sha256')
    .update(readFileSync(inRoot('CMakePresets.json')))
    .digest('hex');
  const wanted = `${root} ${presets}`;
  const mark = join(folder, 'configured');
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== wanted) {
    await quietly('cmake', ['--preset', preset, '--fresh'], { env: environment(preset) });
    writeFileSync(mark, wanted);
  }
  return folder;
}

const environment = (preset) => (preset.startsWith('wasm') ? emscriptenEnvironment() : process.env);
