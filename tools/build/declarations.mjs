// Writes the package's declarations with TypeScript's own compiler; this is the shim's type check as well.

import { rmSync } from 'node:fs';
import { inRoot } from '../paths.mjs';
import { quietly } from '../run.mjs';

export async function declarations() {
  rmSync(inRoot('lib/types'), { recursive: true, force: true });
  const options = ['--noEmit', 'false', '--emitDeclarationOnly', '--project', inRoot('tsconfig.json')];
  await quietly(process.execPath, [inRoot('node_modules/typescript/bin/tsc'), ...options]);
}
