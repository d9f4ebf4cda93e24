// Where things lie in a clone. Knows names of folders, nothing of what is in them.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone itself. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A path inside the clone. */
export const inRoot = (...parts) => join(root, ...parts);

/** What setup fetches and unpacks; never committed. */
export const toolchain = inRoot('.toolchain');

/** What a build makes on the way to `lib/`; never committed. */
export const buildFolder = inRoot('build');
