// Provides Emscripten at `.toolchain/emscripten`: a link to one that is installed and works, or an unpacked Debian one.
// Needs LLVM 19 in the system and the npm packages (Emscripten finds `acorn` in the clone's node_modules).

import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { toolchain } from '../paths.mjs';
import { Stop, capture, during, say } from '../run.mjs';
import { binaryenPackages, unpackBinaryen } from './binaryen.mjs';
import { privateApt, unpack } from './private-apt.mjs';
import { isStamped, stamp, unstamp } from './stamp.mjs';

const oldest = [3, 1, 69];
const folder = join(toolchain, 'emscripten');
const binaryen = join(toolchain, 'binaryen');
const cmakePlatform = 'cmake/Modules/Platform/Emscripten.cmake';

// What lies in the stamp: an unpacked copy holds absolute paths, so that a moved clone makes its own anew.
const recipe = `emscripten for ${toolchain} run by ${process.execPath}`;

export async function provideEmscripten() {
  if (isStamped('emscripten', recipe, join(folder, cmakePlatform))) return;
  unstamp('emscripten');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(toolchain, { recursive: true });
  const installed = await installedEmscripten();
  if (installed) {
    say(`using the Emscripten in ${installed}`);
    symlinkSync(installed, folder);
  } else {
    await unpackDebianEmscripten();
  }
  stamp('emscripten', recipe);
}

/** The environment in which emcc must be run: an unpacked copy is not to be led astray by settings for another. */
export function emscriptenEnvironment() {
  if (lstatSync(folder).isSymbolicLink()) return process.env;
  const { EM_CONFIG, EM_LLVM_ROOT, EM_BINARYEN_ROOT, NODE_PATH, ...rest } = process.env;
  return rest;
}

/** The folder of an emcc on the PATH that is new enough and proves that it links; otherwise nothing. */
async function installedEmscripten() {
  const emcc = (process.env.PATH ?? '')
    .split(delimiter)
    .map((path) => join(path, 'emcc'))
    .find((path) => existsSync(path));
  if (!emcc) return undefined;
  const { stdout } = await capture(emcc, ['--version']);
  const version = /(\d+)\.(\d+)\.(\d+)/.exec(stdout)?.slice(1).map(Number);
  if (!version || !reaches(version)) return undefined;
  const home = dirname(realpathSync(emcc));
  if (!existsSync(join(home, cmakePlatform))) return undefined;
  return (await complaintWhenLinking(emcc, process.env)) === '' ? home : undefined;
}

function reaches(version) {
  const differing = version.findIndex((part, place) => part !== oldest[place]);
  return differing === -1 || version[differing] > oldest[differing];
}

/** Links a small embind program, since a version says nothing about the tools that Emscripten leans on; '' is success. */
async function complaintWhenLinking(emcc, env) {
  const trial = mkdtempSync(join(tmpdir(), 'holdfast-emcc-'));
  try {
    writeFileSync(
      join(trial, 'trial.cpp'),
      '#include <emscripten/bind.h>\nint one() { return 1; }\nEMSCRIPTEN_BINDINGS(trial) { emscripten::function("one", &one); }\n',
    );
    const options = ['trial.cpp', '-o', 'trial.mjs', '-std=c++20', '-Oz', '-flto', '-lembind'];
    const { code, stdout, stderr } = await capture(emcc, options, { cwd: trial, env });
    return stdout + stderr || (code === 0 ? '' : `status ${code}`);
  } finally {
    rmSync(trial, { recursive: true });
  }
}

async function unpackDebianEmscripten() {
  const apt = await privateApt();
  const packages = await during('downloading Emscripten 3.1.69 and Binaryen 120 (246 MB)', () =>
    apt.download('emscripten', ...binaryenPackages),
  );
  await during('unpacking Emscripten into .toolchain (260 MB)', async () => {
    await unpack(packages.emscripten, folder, [
      '--strip-components=4',
      '--wildcards',
      ...unused.map((pattern) => `--exclude=${pattern}`),
      './usr/share/emscripten',
    ]);
    await unpackBinaryen(packages, binaryen);
    writeFileSync(join(folder, '.emscripten'), configuration);
    const complaint = await complaintWhenLinking(join(folder, 'emcc'), emscriptenEnvironment());
    if (complaint) throw new Stop(`Emscripten was unpacked but does not link a program: ${complaint}`);
  });
}

// Threads, sanitizers, position-independent code and Emscripten's own tests: most of its 1600 MB.
const unused = [
  '*/wasm32-emscripten/pic',
  '*/lto-pic',
  '*-mt.a',
  '*-mt-*.a',
  '*-ww.a',
  '*-ww-*.a',
  '*-asan*.a',
  '*/lib*san_*.a',
  ...['test', 'docs', 'media', 'out'].map((part) => `./usr/share/emscripten/${part}`),
];

// FROZEN_CACHE: every system library needed lies in the package; without it Emscripten would erase them to build its own.
const configuration = `LLVM_ROOT = '/usr/lib/llvm-19/bin'
BINARYEN_ROOT = '${binaryen}'
NODE_JS = '${process.execPath}'
FROZEN_CACHE = True
`;
