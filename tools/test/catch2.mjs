// Builds the core natively with the sanitizers and runs its Catch2 tests, a share of them on each processor; counts
// test cases.

import { readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { cmakeBuild } from '../cmake.mjs';
import { capture, say } from '../run.mjs';
import { countersOf, oldCounters } from './coverage.mjs';

export async function catch2() {
  const folder = await cmakeBuild('native-debug');
  for (const file of oldCounters(folder)) rmSync(file);
  const shares = availableParallelism();
  const outcomes = await Promise.all(
    Array.from({ length: shares }, (_, share) => runShare(folder, share, shares)),
  );
  const sum = (key) => outcomes.reduce((total, outcome) => total + outcome[key], 0);
  return { passed: sum('passed'), failed: sum('failed') };
}

async function runShare(folder, share, shares) {
  const report = join(folder, `core_tests.${share}.xml`);
  rmSync(report, { force: true });
  const { code, stdout, stderr } = await capture(
    join(folder, 'core_tests'),
    ['-r', 'console', '-r', `xml::out=${report}`, `--shard-count=${shares}`, `--shard-index=${share}`],
    { timeout: 300_000, env: { ...process.env, LLVM_PROFILE_FILE: countersOf(folder, share) } },
  );
  say(`${stdout}${stderr}`.trim());
  const [passed, failed] = counts(report);
  // A sanitizer's verdict ends the program without a count.
  return { passed, failed: code === 0 ? failed : Math.max(failed, 1) };
}

function counts(report) {
  try {
    const totals = /<OverallResultsCases successes="(\d+)" failures="(\d+)"/.exec(
      readFileSync(report, 'utf8'),
    );
    return totals ? [Number(totals[1]), Number(totals[2])] : [0, 1];
  } catch {
    return [0, 1];
  }
}
