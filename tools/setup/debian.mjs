// Provides the system's own packages: compiler, CMake, browsers. What is there already, wherever it came from, is used.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Stop, during, quietly } from '../run.mjs';

// Each package with the file that proves it is there: a bare name is looked for on the PATH.
const groups = {
  build: {
    python3: 'python3',
    'clang-19': 'clang++-19',
    'lld-19': 'ld.lld-19',
    'llvm-19': '/usr/lib/llvm-19/bin/llvm-nm',
    cmake: 'cmake',
    'ninja-build': 'ninja',
  },
  check: {
    'libclang-rt-19-dev': '/usr/lib/llvm-19/lib/clang/19/include/sanitizer/asan_interface.h',
    'clang-tidy-19': 'clang-tidy-19',
    'clang-format-19': 'clang-format-19',
  },
  browser: { chromium: 'chromium', 'firefox-esr': 'firefox-esr', coturn: 'turnserver', iproute2: 'ip' },
};

/** Installs what is missing of the named groups: `build`, `check`, `browser`. */
export async function provideDebianPackages(...names) {
  const missing = names
    .flatMap((name) => Object.entries(groups[name]))
    .filter(([, proof]) => !isThere(proof))
    .map(([name]) => name);
  if (missing.length === 0) return;

  const list = missing.join(' ');
  if (!isThere('apt-get')) throw new Stop(`missing, and there is no apt-get to install it with: ${list}`);
  if (process.getuid() !== 0) {
    throw new Stop(`missing packages; as root run: apt-get install --no-install-recommends ${list}`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const patient = ['-o', 'DPkg::Lock::Timeout=300'];
  await during(`installing ${list} with apt-get`, async () => {
    await quietly('apt-get', [...patient, 'update'], { env });
    await quietly('apt-get', [...patient, 'install', '-y', '--no-install-recommends', ...missing], { env });
  });
  const absent = missing.filter((name) =>
    names.some((group) => name in groups[group] && !isThere(groups[group][name])),
  );
  if (absent.length > 0) throw new Stop(`apt-get installed but left without effect: ${absent.join(' ')}`);
}

function isThere(proof) {
  if (proof.startsWith('/')) return existsSync(proof);
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, proof)));
}
