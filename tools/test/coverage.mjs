// Says which share of the core's lines and branches its native tests ran, and demands the least that is allowed. Reads
// what the last run of the tests counted.

import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buildFolder, inRoot, root } from '../paths.mjs';
import { quietly, say } from '../run.mjs';

const leastLines = 95; // per cent
const llvm = '/usr/lib/llvm-19/bin';

/** Where one of several runs of the tests in this build folder leaves its counters. */
export const countersOf = (folder, run) => join(folder, `core_tests.${run}.profraw`);

/** What the last runs left. */
export const oldCounters = (folder) =>
  readdirSync(folder)
    .filter((name) => /^core_tests\.\d+\.profraw$/.test(name))
    .map((name) => join(folder, name));

export async function coverage() {
  const folder = join(buildFolder, 'native-debug');
  const merged = join(folder, 'core_tests.profdata');
  await quietly(`${llvm}/llvm-profdata`, ['merge', '-sparse', ...oldCounters(folder), '-o', merged]);
  const exported = await quietly(`${llvm}/llvm-cov`, [
    ...['export', join(folder, 'core_tests'), `-instr-profile=${merged}`, '-summary-only'],
    inRoot('src'),
  ]);
  const [{ files, totals }] = JSON.parse(exported).data;
  const rows = [
    ...files.map(({ filename, summary }) => [relative(root, filename), summary]),
    ['all of src/', totals],
  ];
  say(`${'file'.padEnd(36)}${'lines'.padStart(16)}${'branches'.padStart(16)}`);
  for (const [name, { lines, branches }] of rows)
    say(`${name.padEnd(36)}${share(lines)}${branches.count > 0 ? share(branches) : ''}`);
  const enough = totals.lines.percent >= leastLines;
  if (!enough) say(`fewer than ${leastLines} % of the lines ran`);
  return { passed: Number(enough), failed: Number(!enough) };
}

function share({ covered, count, percent }) {
  return `${`${covered}/${count}`.padStart(10)} ${`${percent.toFixed(0)} %`.padStart(5)}`;
}
