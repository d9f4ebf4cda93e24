// Finds files of the clone by their names' endings.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from './paths.mjs';

/** The files below folders of the clone whose names end so, as paths from the root, in order. */
export function filesIn(folders, ...endings) {
  return folders
    .filter((folder) => existsSync(inRoot(folder)))
    .flatMap((folder) => readdirSync(inRoot(folder), { recursive: true }).map((name) => join(folder, name)))
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .sort();
}

/** Every C++ file of ours. */
export const cppFiles = () => filesIn(['src', 'web', 'replay', 'catalog', 'unpack', 'tests'], '.cpp', '.hpp');
