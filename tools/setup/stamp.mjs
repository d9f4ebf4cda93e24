// Remembers that a step of the setup was finished, so that the next run can skip it. A stamp is written last:
// a step that was interrupted has none and is done again.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { toolchain } from '../paths.mjs';

const stampFile = (step) => join(toolchain, 'stamps', step);

/** Was this step finished for exactly this recipe, and is what it made still there? */
export function isStamped(step, recipe, ...made) {
  const file = stampFile(step);
  return existsSync(file) && readFileSync(file, 'utf8') === recipe && made.every((path) => existsSync(path));
}

export function stamp(step, recipe) {
  mkdirSync(dirname(stampFile(step)), { recursive: true });
  writeFileSync(stampFile(step), recipe);
}

export function unstamp(step) {
  rmSync(stampFile(step), { force: true });
}
