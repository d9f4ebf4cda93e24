// `npm run soak -- --calls N --cuts M`: many calls and then many cut sockets in one page of Chromium, and what is held
// before and after, as a table; with the usual numbers it is also written into `docs/reliability.md`. Ends with 1 when
// the figures are not flat.

import { build } from './build.mjs';
import { renewSection } from './reliability.mjs';
import { Stop, during, main, say } from './run.mjs';
import { setup } from './setup/index.mjs';
import { table } from './table.mjs';

const usual = { calls: 500, cuts: 200 };

async function start(args) {
  const { calls, cuts } = numbers(args);
  await setup('browser');
  await build();
  return soakAndReport({ calls, cuts });
}

/** The run itself, of the package as it is built. Returns the status of the command. */
export async function soakAndReport({ calls, cuts }) {
  const { figures, groups, soak } = await import('../tests/soak/soak.mjs');
  const outcome = await during(`${calls} calls, then ${cuts} cut sockets`, () => soak({ calls, cuts }));
  const { moments, uneven, callMs, cutMs } = outcome;
  const tables = groups.map((group) => {
    const rows = Object.entries(figures).map(([name, { title, grows }]) => [
      title,
      ...group.map((moment) => String(moments[moment][name])),
      grows === undefined ? 'equal' : `+${grows}`,
    ]);
    return table(['', ...group, 'may grow'], rows);
  });
  const pace = `A call took ${callMs.toFixed(0)} ms, a cut and its recovery ${cutMs.toFixed(0)} ms.`;
  say(`\n${tables.join('\n\n')}\n\n${pace}`);
  for (const each of uneven) say(`not flat: ${each}`);
  if (uneven.length > 0) return 1;
  if (calls === usual.calls && cuts === usual.cuts) renewSection('Soak', section({ tables, pace }));
  return 0;
}

function numbers(args) {
  const given = { ...usual };
  for (let at = 0; at < args.length; at += 2) {
    const name = args[at].slice(2);
    if (!args[at].startsWith('--') || !Object.hasOwn(usual, name) || !/^[1-9]\d{0,5}$/.test(args[at + 1])) {
      throw new Stop('npm run soak [-- --calls N --cuts M]');
    }
    given[name] = Number(args[at + 1]);
  }
  return given;
}

const section = ({ tables, pace }) => `
\`npm run soak -- --calls N --cuts M\`: one client in one page of Chromium makes N calls to the gateway's \`tone\`, each
heard and hung up before the next; then the socket is cut M times in one lasting call, which is heard again after each.
A hundred calls and three cuts come before the first look. Each look is taken after a collection of garbage, and is
compared with the first of its table; afterwards \`disconnect()\` must leave no handle, call, timer, socket, open peer
connection, microphone or call at the gateway. 500 calls and 200 cuts:

${tables[0]}

In the lasting call, after its first recovery:

${tables[1]}

${pace} \`npm test\` makes a tenth of it, and leaves things behind on purpose to see that they are counted.

- JavaScript objects are counted in heap snapshots. With the map that holds the client's \`Call\` objects no longer
  emptied, as a trial, 50 calls left 500 more, in a heap that had grown by too little to tell.
- The core's memory is how far it ever wrote. Calls that are over are remembered for twice the retention, so that they
  do not come back; each takes about 0.6 KB. The soak sets \`sessionRetention\` to 4 s, so that this is full before the
  first look.
- Peer connections in memory are Chromium's own count. It never gives one back that is closed while it is about to tell
  of a state; its heap snapshot names no other owner.
`;

await main(import.meta, start);
