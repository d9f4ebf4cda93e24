// `npm run fleet`: what a restart of the gateway does to many clients, as a table; with the usual number of clients it is
// also written into `docs/reliability.md`.

import { join } from 'node:path';
import { cmakeBuild } from './cmake.mjs';
import { renewSection } from './reliability.mjs';
import { Stop, main, quietly, say } from './run.mjs';
import { setup } from './setup/index.mjs';
import { table } from './table.mjs';

const usual = '100000';
const head = ['outage', 'backoff', 'peak / s', 'attempts', 'p50', 'p99', 'last', 'gave up'];

async function fleet(args) {
  const [option, clients = usual] = args;
  if (args.length > 0 && (option !== '--clients' || !/^[1-9]\d{0,6}$/.test(clients)))
    throw new Stop('npm run fleet [-- --clients N]');
  await setup();
  const folder = await cmakeBuild('native-release', 'fleet');
  const begun = Date.now();
  const rows = (await quietly(join(folder, 'fleet'), [clients]))
    .trim()
    .split('\n')
    .map((line) => line.split('\t'));
  const figures = table(head, rows, 2);
  say(`\n${figures}\n\n${clients} clients, ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  if (clients === usual) renewSection('Fleet', section(figures));
}

const section = (figures) => `
\`npm run fleet\`: 100 000 clients lose their sockets at one moment, because their gateway restarts. While it is out, and
beyond 5 000 sockets a second afterwards, it refuses. Each client is 10 to 60 ms away and makes at most ten attempts (with
\`retention\` as many as it takes), after waits from the core's own \`backoff.hpp\` or from the formula of the reference.
\`peak\`: attempts in the worst second.
\`p50\`, \`p99\`, \`last\`: from the restart until that share of the clients is registered again; 20 s is the least that the
last can take after the outage.

${figures}
`;

await main(import.meta, fleet);
