// Measures what ships and writes it down in `docs/sizes.md`. KB is 1000 bytes.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { inRoot } from '../paths.mjs';
import { table } from '../table.mjs';
import { shimAlone } from './bundle.mjs';
import { coreModules, shippedWasm } from './embed.mjs';
import { costOfRooms } from './rooms.mjs';

/** How many bytes something takes as it is, and on its way to a browser. */
export function measure(bytes) {
  return {
    raw: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }).length,
  };
}

/** Measures the finished build and renews `docs/sizes.md`; returns the tables as text. */
export async function recordSizes(linked, version) {
  const lib = (name) => readFileSync(inRoot('lib', name));
  const parts = {
    'WebAssembly (the C++)': [readFileSync(shippedWasm)],
    'glue (from Emscripten)': [readFileSync(coreModules['#core/glue'])],
    'shim (the TypeScript)': [await shimAlone(version)],
  };
  const entries = {
    '`holdfast-rtc`: `lib/bundle.mjs`': [lib('bundle.mjs')],
    '`holdfast-rtc/external`: `lib/external.mjs`': [lib('external.mjs')],
    '… and `lib/core.wasm`, together': [lib('external.mjs'), lib('core.wasm')],
    '`holdfast-rtc/js`: `lib/js.mjs`': [lib('js.mjs')],
  };
  const cost = await costOfRooms(linked);
  const total = Object.values(cost).reduce((sum, bytes) => sum + bytes, 0);
  const shares = Object.entries(cost).map(([room, bytes]) => [
    room,
    kilobytes(bytes),
    `${Math.round((100 * bytes) / total)} %`,
  ]);
  const tables = [
    table(['KB', 'raw', 'gzip -9', 'brotli 11'], weigh(entries)),
    table(['KB', 'raw', 'gzip -9', 'brotli 11'], weigh(parts)),
    table(['room', 'KB', 'share'], [...shares, ['the whole WebAssembly', kilobytes(total), '100 %']]),
  ];
  mkdirSync(inRoot('docs'), { recursive: true });
  writeFileSync(inRoot('docs/sizes.md'), await page(tables));
  return tables.join('\n\n');
}

/** Rows of a table; files that are loaded together are measured apart, as they travel. */
const weigh = (named) =>
  Object.entries(named).map(([name, files]) => {
    const sizes = files.map(measure);
    const sum = (form) => sizes.reduce((bytes, size) => bytes + size[form], 0);
    return [name, ...['raw', 'gzip', 'brotli'].map((form) => kilobytes(sum(form)))];
  });

const kilobytes = (bytes) => (bytes / 1000).toFixed(1);

async function page([entries, parts, shares]) {
  return `# Sizes

Written by \`npm run build\`. KB is 1000 bytes. The limits are in \`tests/package/budget.json\`.

## What a page loads

${entries}

## What it is made of

The bundle of the default entry carries the WebAssembly packed by mixed contexts and as text in 64 letters, which gzip
brings back to about what was packed.

${parts}

## What each room of the C++ costs

Uncompressed, in the linked WebAssembly. Code from headers and templates counts for the room whose types it is made for.

${shares}
`;
}
