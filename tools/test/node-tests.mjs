// Runs the node:test files of one folder below `tests/`; counts what they report.

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn } from '../files.mjs';
import { buildFolder, inRoot } from '../paths.mjs';
import { Stop, capture } from '../run.mjs';

/** The runner for one folder. A folder without tests is an error, or a lost folder would look like success. */
export const nodeTests = (folder) => async () => {
  const files = filesIn([`tests/${folder}`], '.test.mjs');
  if (files.length === 0) throw new Stop(`there are no tests in tests/${folder}`);
  const report = join(buildFolder, `${folder}.tap`);
  mkdirSync(buildFolder, { recursive: true });
  rmSync(report, { force: true });
  const reporters = [
    ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
    ...['--test-reporter=tap', `--test-reporter-destination=${report}`],
  ];
  // One file at a time: the browser tests measure sound, and the others are quick.
  const { code } = await capture(
    process.execPath,
    ['--test', '--test-concurrency=1', ...reporters, ...files.map((file) => inRoot(file))],
    { echo: true, timeout: 900_000 },
  );
  const [passed, failed] = counts(report);
  return { passed, failed: code === 0 ? failed : Math.max(failed, 1) };
};

function counts(report) {
  let text = '';
  try {
    text = readFileSync(report, 'utf8');
  } catch {
    return [0, 1];
  }
  const total = (name) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  return [total('pass'), total('fail') + total('cancelled')];
}
