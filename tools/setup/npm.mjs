// Provides node_modules as package-lock.json has it.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot, toolchain } from '../paths.mjs';
import { during, quietly } from '../run.mjs';

export async function provideNodePackages() {
  if (isInstalled()) return;
  const options = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  // In CI nothing may come from a cache outside the clone.
  const cache = join(toolchain, 'npm-cache');
  if (process.env.CI === 'true') options.push('--cache', cache);
  await during('installing the npm packages of package-lock.json', () => quietly('npm', options));
  rmSync(cache, { recursive: true, force: true });
}

/** Does node_modules hold each package that the lock file asks for, in the same version? */
function isInstalled() {
  const record = inRoot('node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || installed[path]?.version === entry.version,
  );
}
