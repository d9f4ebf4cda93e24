// `npm run fuzz`: libFuzzer on from the corpus in the tree and from what earlier runs found. `--seconds N` for each
// target (60 unless given), `--target NAME` for one of them. `--keep` adds to the tree what reaches new edges. An input that breaks
// a rule is kept, and the command that repeats it is printed.

import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cmakeBuild } from './cmake.mjs';
import { buildFolder, inRoot } from './paths.mjs';
import { renewSection } from './reliability.mjs';
import { Stop, capture, main, say } from './run.mjs';
import { setup } from './setup/index.mjs';
import { table } from './table.mjs';

export const targets = ['frame', 'facts'];
export const corpusOf = (target) => inRoot('tests/fuzz/corpus', target);

// The core is built with counters for the coverage of its tests; the fuzzers' counts belong nowhere. A finding is run
// again without the second line, and then says in full where memory came from; here that costs a quarter of the time.
const environment = {
  LLVM_PROFILE_FILE: '/dev/null',
  ASAN_OPTIONS: 'malloc_context_size=3:quarantine_size_mb=8',
};

// No input is longer: beyond that a target listens no more.
const longest = { frame: 1024, facts: 400 };

// libFuzzer's own bookkeeping took more than half of the time: of which inputs are rare, how often each edge was
// taken, and which of two inputs for the same edges is shorter.
const lean = ['-entropic=0', '-use_counters=0', '-reduce_inputs=0'];

const what = { frame: 'what a gateway may say', facts: 'what a host may bring, and when' };

/** Builds the targets; returns the folder they lie in. */
export const buildFuzzers = () => cmakeBuild('native-debug', ...targets.map((target) => `fuzz_${target}`));

/**
 * Runs one target; with no seconds it only reads its corpus again, and replays the recording of each input. Never
 * throws on a finding.
 */
export async function runFuzzer(folder, target, { seconds, corpora }) {
  const findings = join(buildFolder, 'fuzz', 'findings');
  mkdirSync(findings, { recursive: true });
  const limits = seconds > 0 ? [`-max_total_time=${seconds}`] : ['-runs=0'];
  const dictionary = inRoot('tests/fuzz', `${target}.dict`);
  const options = [
    ...corpora,
    ...limits,
    ...lean,
    ...(existsSync(dictionary) ? [`-dict=${dictionary}`] : []),
    ...[`-max_len=${longest[target]}`, '-timeout=20', '-rss_limit_mb=2048', '-print_final_stats=1'],
    `-artifact_prefix=${findings}/${target}-`,
  ];
  const env = { ...process.env, ...environment, ...(seconds > 0 ? {} : { FUZZ_REPLAY: 'all' }) };
  const { code, stderr } = await capture(join(folder, `fuzz_${target}`), options, { env });
  const last = (pattern) => Number([...stderr.matchAll(pattern)].at(-1)?.[1] ?? 0);
  const outcome = {
    executions: last(/^stat::number_of_executed_units:\s+(\d+)/gm) || last(/^#(\d+)/gm),
    edges: last(/ cov: (\d+)/g),
    found: code !== 0,
  };
  if (outcome.found) {
    say(stderr.trim().split('\n').slice(-60).join('\n'));
    const artifact = /Test unit written to (\S+)/.exec(stderr)?.[1];
    if (artifact) say(`\nagain: FUZZ_REPLAY=all ${join(folder, `fuzz_${target}`)} ${artifact}`);
  }
  return outcome;
}

async function fuzz(args) {
  const { seconds, chosen, keep } = read(args);
  await setup('check');
  const folder = await buildFuzzers();
  const rows = [];
  let findings = 0;
  for (const target of chosen) {
    const own = join(buildFolder, 'fuzz', target);
    mkdirSync(own, { recursive: true });
    say(`fuzz_${target}, ${seconds} s …`);
    const outcome = await runFuzzer(folder, target, { seconds, corpora: [own, corpusOf(target)] });
    findings += Number(outcome.found);
    rows.push([
      `\`${target}\``,
      what[target],
      String(seconds),
      String(outcome.executions),
      String(outcome.edges),
      String(Number(outcome.found)),
    ]);
    if (keep) await grow(folder, target, own);
  }
  const figures = table(['target', 'input', 'seconds', 'executions', 'edges', 'findings'], rows, 2);
  say(`\n${figures}`);
  if (chosen.length === targets.length && findings === 0) renewSection('Fuzzing', section(figures));
  return findings === 0 ? 0 : 1;
}

/** Adds to the tree inputs that reach what its corpus does not, as long as there is room. */
async function grow(folder, target, own) {
  const room = 40_000;
  const kept = corpusOf(target);
  const merged = join(buildFolder, 'fuzz', `${target}-merged`);
  mkdirSync(merged, { recursive: true });
  // Also here only edges count: by how often each is taken nearly every input would be worth its place.
  const options = ['-merge=1', '-use_counters=0', `-max_len=${longest[target]}`, merged, kept, own];
  await capture(join(folder, `fuzz_${target}`), options, { env: { ...process.env, ...environment } });
  const size = (file) => statSync(file).size;
  let used = readdirSync(kept).reduce((sum, name) => sum + size(join(kept, name)), 0);
  const fresh = readdirSync(merged)
    .map((name) => ({ name, bytes: size(join(merged, name)) }))
    // The long ones reach the most.
    .sort((one, other) => other.bytes - one.bytes);
  for (const { name, bytes } of fresh) {
    if (used + bytes > room) continue;
    copyFileSync(join(merged, name), join(kept, name));
    used += bytes;
  }
  say(`tests/fuzz/corpus/${target} holds ${used} bytes`);
}

function read(args) {
  const options = { seconds: 60, chosen: targets, keep: false };
  for (let rest = args; rest.length > 0;) {
    const [name, value] = rest;
    if (name === '--keep') {
      options.keep = true;
      rest = rest.slice(1);
      continue;
    }
    if (name === '--seconds' && /^[1-9]\d{0,6}$/.test(value ?? '')) options.seconds = Number(value);
    else if (name === '--target' && targets.includes(value)) options.chosen = [value];
    else throw new Stop(`npm run fuzz [-- --seconds N] [--target ${targets.join('|')}] [--keep]`);
    rest = rest.slice(2);
  }
  return options;
}

const section = (figures) => `
\`npm run fuzz -- --seconds N\`: libFuzzer with the sanitizers, on from the corpus in \`tests/fuzz/corpus\`. A finding is a
crash, a sanitizer's verdict, or a broken rule of \`tests/core/rules.hpp\`. Edges are those of the core and the models.
One input in eight is recorded and replayed at its end as well, chosen by its bytes; of the corpus in \`npm test\`
every one is.

${figures}
`;

await main(import.meta, fuzz);
