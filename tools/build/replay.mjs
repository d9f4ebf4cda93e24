// Puts the program of `npx holdfast-rtc replay` beside the bundles. No page loads it.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../paths.mjs';
import { withoutCustomSections } from './wasm.mjs';

export function replayProgram(linked) {
  writeFileSync(inRoot('lib/replay.wasm'), withoutCustomSections(readFileSync(join(linked, 'replay.wasm'))));
}
