// The stages of `npm test`, in their order. Each says what it needs, runs, and returns how many of its tests passed
// and failed.

import { build } from '../build.mjs';
import { catch2 } from './catch2.mjs';
import { appearance } from './appearance.mjs';
import { coverage } from './coverage.mjs';
import { fuzz } from './fuzz.mjs';
import { nodeTests } from './node-tests.mjs';
import { sim } from './sim.mjs';
import { tidy } from './tidy.mjs';

export const stages = [
  { name: 'format', title: 'formatting, lint and types', packages: ['check'], run: appearance },
  { name: 'native', title: 'the core, natively, with sanitizers', packages: ['check'], run: catch2 },
  { name: 'coverage', title: 'what of the core its tests run', needs: 'native', run: coverage },
  { name: 'sim', title: 'the core in 20 000 bad worlds', packages: ['check'], run: sim },
  { name: 'fuzz', title: 'the core under hostile input', packages: ['check'], run: fuzz },
  { name: 'tidy', title: 'the core under clang-tidy', packages: ['check'], run: tidy },
  { name: 'build', title: 'the package', run: builds },
  {
    name: 'headless',
    title: 'the package with a make-believe browser',
    needs: 'build',
    run: nodeTests('headless'),
  },
  {
    name: 'package',
    title: 'the package as it is installed',
    needs: 'build',
    packages: ['browser'],
    run: nodeTests('package'),
  },
  { name: 'gateway', title: 'the embedded gateway', needs: 'build', run: nodeTests('gateway') },
  {
    name: 'e2e',
    title: 'the package in Chromium',
    needs: 'build',
    packages: ['browser'],
    run: nodeTests('e2e'),
  },
];

async function builds() {
  await build();
  return { passed: 1, failed: 0 };
}
