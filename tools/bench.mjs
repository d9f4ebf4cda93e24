// `npm run bench`: ours and the reference in one run, turn by turn: bytes, times in Chromium, the pause of a recovery,
// memory, frames a second. Medians and ratios, written into `docs/performance.md`.

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from './build.mjs';
import { inRoot } from './paths.mjs';
import { during, main, quietly, say } from './run.mjs';
import { setup } from './setup/index.mjs';
import { table } from './table.mjs';

const turns = 15;
const recoveries = 3;

async function bench() {
  await setup('browser');
  await build();
  const { referenceSdk } = await import('../tests/e2e/support/reference.mjs');
  const { holdfastSdk, World } = await import('../tests/e2e/world.mjs');
  const sdks = { ours: holdfastSdk, reference: referenceSdk };
  const world = new World();
  await world.open();
  try {
    const rows = [
      ...(await during('bytes', bytes)),
      ...(await during('Chromium', () => inChromium(world, sdks))),
      ...(await during('the pause of a recovery', () => pauses(world, sdks))),
      ...(await during('memory', () => memory(world, sdks))),
      ...(await during('frames', frames)),
    ];
    const figures = table(['', 'ours', 'reference', 'ratio'], rows.map(rowOf));
    const parts = await during('construction', () => construction(world, sdks.ours));
    say(`\n${figures}\n${parts}`);
    writeFileSync(inRoot('docs/performance.md'), page(figures, parts));
  } finally {
    await world.close();
  }
}

/** Of a page that does nothing but use the client. */
async function bytes() {
  const esbuild = await import('esbuild');
  const weigh = async (name) => {
    const { outputFiles } = await esbuild.build({
      stdin: {
        contents: `import { TelnyxRTC } from '${files[name]}'; window.client = new TelnyxRTC(window.options);`,
        resolveDir: inRoot('.'),
      },
      bundle: true,
      minify: true,
      format: 'esm',
      charset: 'utf8',
      write: false,
      logLevel: 'error',
    });
    const [{ contents }] = outputFiles;
    const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
    return [
      contents.length,
      gzipSync(contents, { level: 9 }).length,
      brotliCompressSync(contents, brotli).length,
    ];
  };
  const [ours, reference] = [await weigh('ours'), await weigh('reference')];
  return ['raw', 'gzip -9', 'brotli 11'].map((kind, at) => ({
    what: `production bundle, ${kind}, KB`,
    ours: ours[at] / 1000,
    reference: reference[at] / 1000,
  }));
}

const shown = {
  construct: 'import → constructed, ms',
  ready: 'connect → ready, ms',
  active: 'newCall → active, ms',
  recovered: 'new socket open → call active again, ms',
  played: 'new socket open → new connection heard, ms',
};

async function inChromium(world, sdks) {
  const { sampleOf } = await import('../tests/bench/chromium.mjs');
  const samples = { ours: [], reference: [] };
  for (let turn = 0; turn < turns; turn += 1) {
    for (const name of turn % 2 ? ['reference', 'ours'] : ['ours', 'reference']) {
      samples[name].push(await sampleOf(world, sdks[name]));
    }
  }
  return Object.entries(shown).map(([key, what]) => ({ what, ...medians(samples, (one) => one[key]) }));
}

/** Where the time of our construction goes. */
async function construction(world, sdk) {
  const { constructionOf } = await import('../tests/bench/chromium.mjs');
  const samples = [];
  for (let turn = 0; turn < turns; turn += 1) samples.push(await constructionOf(world, sdk));
  const rows = Object.keys(samples[0]).map((part) => [part, digits(median(samples.map((one) => one[part])))]);
  return table(['', 'ms'], rows);
}

async function pauses(world, sdks) {
  const gaps = { ours: [], reference: [] };
  for (const name of ['ours', 'reference']) {
    const call = await world.toneCall(sdks[name]);
    for (let count = 0; count < recoveries; count += 1) gaps[name].push((await call.recovery()).gap);
    await call.close();
  }
  return [{ what: 'longest pause heard in a recovery, ms', ...medians(gaps, (gap) => gap) }];
}

async function memory(world, sdks) {
  const { heapAfterCalls } = await import('../tests/bench/chromium.mjs');
  const ours = await heapAfterCalls(world, sdks.ours);
  const reference = await heapAfterCalls(world, sdks.reference);
  return [{ what: 'JavaScript heap left by 50 calls, KB', ours, reference }];
}

const files = {
  ours: inRoot('lib/bundle.mjs'),
  reference: join(dirname(createRequire(import.meta.url).resolve('@telnyx/webrtc')), 'bundle.mjs'),
};

async function frames() {
  const rows = [];
  for (const clients of [1, 100]) {
    const samples = { ours: [], reference: [] };
    for (let turn = 0; turn < turns; turn += 1) {
      for (const name of ['ours', 'reference']) {
        const said = await quietly(process.execPath, [
          'tests/bench/frames.mjs',
          files[name],
          String(clients),
        ]);
        samples[name].push(Number(said.trim().split('\n').at(-1)));
      }
    }
    rows.push({ what: `frames a second under Node, ${clients} clients`, ...medians(samples, (one) => one) });
  }
  return rows;
}

const median = (list) => [...list].sort((one, other) => one - other)[Math.floor(list.length / 2)];

function medians(samples, of) {
  return { ours: median(samples.ours.map(of)), reference: median(samples.reference.map(of)) };
}

const digits = (value) => value.toFixed(Math.abs(value) < 100 ? 1 : 0);

const rowOf = ({ what, ours, reference }) => [
  what,
  digits(ours),
  digits(reference),
  reference > 0 && ours > 0 ? (ours / reference).toFixed(2) : '–',
];

function page(figures, parts) {
  const { version } = JSON.parse(readFileSync(inRoot('node_modules/@telnyx/webrtc/package.json'), 'utf8'));
  return `# Performance

Written by \`npm run bench\`: ours and \`@telnyx/webrtc\` ${version} in one run, turn by turn, against the same gateway on
the same machine; medians of ${turns}, of ${recoveries} for the pause. The machine is shared, so the ratio tells more than the
figures.

${figures}

Where the time of our construction goes:

${parts}

- A bundle is what a bundler makes of a page that constructs a client, with all that loads.
- Our core is made at the first construction, out of what was packed to be few bytes; the reference has none. Who
  wants the page to be there sooner imports \`holdfast-rtc/external\`, which unpacks nothing.
- A recovery is counted from its new socket: the wait before it is chance, and the same for both.
- The pause is measured at the page's own output, as in the tests.
- Frames go from the event of a make-believe socket to the application's listener.
`;
}

await main(import.meta, bench);
