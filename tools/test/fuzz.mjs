// Reads the fuzzers' corpus again and goes on from it for a few seconds; each counts as a test for each target.

import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildFuzzers, corpusOf, runFuzzer, targets } from '../fuzz.mjs';
import { buildFolder } from '../paths.mjs';
import { say } from '../run.mjs';

const seconds = 10;

export async function fuzz() {
  const folder = await buildFuzzers();
  const outcomes = [];
  for (const target of targets) {
    const corpus = corpusOf(target);
    // libFuzzer writes what it finds into the first folder: not into the tree.
    const scratch = join(buildFolder, 'fuzz', `${target}-stage`);
    rmSync(scratch, { recursive: true, force: true });
    mkdirSync(scratch, { recursive: true });
    const again = await runFuzzer(folder, target, { seconds: 0, corpora: [corpus] });
    say(`${target}: ${readdirSync(corpus).length} inputs again, ${again.edges} edges`);
    const onward = await runFuzzer(folder, target, { seconds, corpora: [scratch, corpus] });
    say(`${target}: ${onward.executions} executions in ${seconds} s, ${onward.edges} edges`);
    outcomes.push(again, onward);
  }
  const failed = outcomes.filter(({ found }) => found).length;
  return { passed: outcomes.length - failed, failed };
}
