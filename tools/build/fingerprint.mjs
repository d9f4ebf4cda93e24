// Tells whether the package must be bundled anew: a hash over everything that goes into it.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildFolder } from '../paths.mjs';

const record = join(buildFolder, 'bundled');

/** One text for the content of files and of all files in folders. */
export function fingerprint(paths) {
  const hash = createHash('sha256').update(process.version);
  for (const path of paths.flatMap(filesAt)) hash.update(path).update('\0').update(readFileSync(path));
  return hash.digest('hex');
}

/** Was this bundled last, and is what was made of it still there? */
export function isBundled(print, made) {
  return (
    existsSync(record) && readFileSync(record, 'utf8') === print && made.every((path) => existsSync(path))
  );
}

export function rememberBundled(print) {
  mkdirSync(dirname(record), { recursive: true });
  writeFileSync(record, print);
}

export function forgetBundled() {
  rmSync(record, { force: true });
}

function filesAt(path) {
  if (!statSync(path).isDirectory()) return [path];
  const below = readdirSync(path, { recursive: true }).map((name) => join(path, name));
  return below.filter((name) => statSync(name).isFile()).sort();
}
