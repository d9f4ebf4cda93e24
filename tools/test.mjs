// `npm test`: everything there is to check, stage by stage; `npm test -- native headless` runs just those. Goes on after
// a failure, and its last line counts the tests of all stages.

import { Stop, main, say } from './run.mjs';
import { setup } from './setup/index.mjs';
import { stages } from './test/stages.mjs';

async function test(names) {
  const chosen = choose(names);
  await setup(...new Set(chosen.flatMap(({ packages = [] }) => packages)));

  const outcomes = [];
  for (const stage of chosen) {
    const broken = outcomes.find(({ name, failed }) => name === stage.needs && failed > 0);
    outcomes.push(
      broken ? { name: stage.name, passed: 0, failed: 1, seconds: 0, note: 'not run' } : await runs(stage),
    );
  }

  say('');
  for (const { name, passed, failed, seconds, note } of outcomes) {
    const result = note ?? `${passed} passed, ${failed} failed`;
    say(`${name.padEnd(10)} ${result.padEnd(26)} ${seconds.toFixed(0).padStart(4)} s`);
  }
  const sum = (key) => outcomes.reduce((total, outcome) => total + outcome[key], 0);
  say(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') === 0 ? 0 : 1;
}

/** The stages of these names with those they need; all of them when none is named. */
function choose(names) {
  const unknown = names.find((name) => !stages.some((stage) => stage.name === name));
  if (unknown)
    throw new Stop(`no stage "${unknown}"; there are: ${stages.map(({ name }) => name).join(' ')}`);
  const wanted = new Set(names);
  for (const { name, needs } of stages) if (needs && wanted.has(name)) wanted.add(needs);
  return stages.filter(({ name }) => names.length === 0 || wanted.has(name));
}

async function runs({ name, title, run }) {
  say(`\n== ${name}: ${title}`);
  const begun = Date.now();
  let counted;
  try {
    counted = await run();
  } catch (error) {
    say(error instanceof Stop ? error.message : error.stack);
    counted = { passed: 0, failed: 1 };
  }
  return { name, ...counted, seconds: (Date.now() - begun) / 1000 };
}

await main(import.meta, test);
