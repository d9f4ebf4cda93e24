// Binaryen of a newer Debian, run by that Debian's own loader and C++ library, so that it works on an older one.
// Knows nothing of Emscripten, which only needs a folder with `bin/` in it.

import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { toolchain } from '../paths.mjs';
import { unpack } from './private-apt.mjs';

export const binaryenPackages = ['binaryen', 'libc6', 'libstdc++6', 'libgcc-s1'];

const libraries = [
  /^libbinaryen\.so$/,
  /^ld-linux-[\w-]+\.so\.\d$/,
  /^lib[cm]\.so\.6$/,
  /^libgcc_s\.so\.1$/,
  /^libstdc\+\+\.so\.6$/,
];

/** Unpacks Binaryen into a folder and puts a starter for each of its tools into `bin/`. */
export async function unpackBinaryen(packages, folder) {
  rmSync(folder, { recursive: true, force: true });
  for (const part of ['bin', 'real', 'lib']) mkdirSync(join(folder, part), { recursive: true });
  const unpacked = realpathSync(mkdtempSync(join(toolchain, 'binaryen-')));
  for (const name of binaryenPackages) await unpack(packages[name], unpacked);

  for (const path of readdirSync(unpacked, { recursive: true }).map((name) => join(unpacked, name))) {
    if (libraries.some((pattern) => pattern.test(basename(path))) && staysInside(path, unpacked)) {
      cpSync(path, join(folder, 'lib', basename(path)), { dereference: true });
    }
  }
  const loader = readdirSync(join(folder, 'lib')).find((name) => name.startsWith('ld-linux'));
  for (const tool of readdirSync(join(unpacked, 'usr/bin')).filter((name) => name.startsWith('wasm'))) {
    cpSync(join(unpacked, 'usr/bin', tool), join(folder, 'real', tool));
    writeFileSync(join(folder, 'bin', tool), starter(loader));
    chmodSync(join(folder, 'bin', tool), 0o755);
  }
  rmSync(unpacked, { recursive: true });
}

// An absolute link in a package would lead to this system's own, older library.
const staysInside = (path, folder) => existsSync(path) && realpathSync(path).startsWith(folder);

// The starter looks for its own folder through links, since it may be called by one.
const starter = (loader) => `#!/bin/sh
here=$(dirname "$(dirname "$(readlink -f "$0")")")
exec "$here"/lib/${loader} --library-path "$here/lib" "$here/real/$(basename "$0")" "$@"
`;
