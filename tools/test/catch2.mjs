// Builds the core natively with the sanitizers and runs its Catch2 tests; counts test cases.

import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cmakeBuild } from '../cmake.mjs';
import { capture } from '../run.mjs';
import { coverageCounters } from './coverage.mjs';

export async function catch2() {
  const folder = await cmakeBuild('native-debug');
  const report = join(folder, 'core_tests.xml');
  const counters = coverageCounters(folder);
  for (const file of [report, counters]) rmSync(file, { force: true });
  const { code } = await capture(join(folder, 'core_tests'), ['-r', 'console', '-r', `xml::out=${report}`], {
    echo: true,
    timeout: 300_000,
    env: { ...process.env, LLVM_PROFILE_FILE: counters },
  });
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
