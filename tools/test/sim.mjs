// Runs the simulator over as many sessions as are quickly done; counts its rules, and whether each is written down.

import { readFileSync } from 'node:fs';
import { inRoot } from '../paths.mjs';
import { say } from '../run.mjs';
import { simulate } from '../sim.mjs';

const SESSIONS = '20000';

export async function sim() {
  const { code, stdout } = await simulate(['--sessions', SESSIONS, '--seed', '1']);
  const [, held = 0, broken = 1] = /(\d+) rules held, (\d+) were broken/.exec(stdout)?.map(Number) ?? [];
  const unsaid = await missingFromReport();
  for (const rule of unsaid) say(`docs/reliability.md does not say: ${rule}`);
  return { passed: held, failed: (code === 0 ? 0 : Math.max(broken, 1)) + unsaid.length };
}

async function missingFromReport() {
  const { stdout } = await simulate(['--rules']);
  const report = readFileSync(inRoot('docs/reliability.md'), 'utf8').replaceAll(/\s+/g, ' ');
  return stdout.split('\n').filter((line) => line.endsWith('.') && !report.includes(line));
}
