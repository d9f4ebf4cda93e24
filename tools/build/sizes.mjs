// Measures what ships and writes it down in `docs/sizes.md`. KB is 1000 bytes.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { inRoot } from '../paths.mjs';
import { table } from '../table.mjs';
import { shimAlone } from './bundle.mjs';
import { coreModules, shippedWasm } from './embed.mjs';
import { costOfFiles } from './files.mjs';
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
  const shim = await shimAlone(version);
  const parts = {
    'WebAssembly (the C++)': [readFileSync(shippedWasm)],
    'glue (from Emscripten)': [readFileSync(coreModules['#core/glue'])],
    'shim (the TypeScript)': [Buffer.from(shim.code)],
  };
  const entries = {
    '`holdfast-rtc`: `lib/bundle.mjs`': [lib('bundle.mjs')],
    '`holdfast-rtc/external`: `lib/external.mjs`': [lib('external.mjs')],
    '… and `lib/core.wasm`, together': [lib('external.mjs'), lib('core.wasm')],
    '`holdfast-rtc/js`: `lib/js.mjs`': [lib('js.mjs')],
  };
  const tables = [
    table(['KB', 'raw', 'gzip -9', 'brotli 11'], weigh(entries)),
    table(['KB', 'raw', 'gzip -9', 'brotli 11'], weigh(parts)),
    table(['room', 'KB', 'share'], shares(await costOfRooms(linked), 'the whole WebAssembly')),
    table(['file', 'KB', 'share'], shares(costOfFiles(shim.code, shim.map), 'the whole shim')),
  ];
  mkdirSync(inRoot('docs'), { recursive: true });
  writeFileSync(inRoot('docs/sizes.md'), page(tables));
  return tables.join('\n\n');
}

/** Rows of a table; files that are loaded together are measured apart, as they travel. */
const weigh = (named) =>
  Object.entries(named).map(([name, files]) => {
    const sizes = files.map(measure);
    const sum = (form) => sizes.reduce((bytes, size) => bytes + size[form], 0);
    return [name, ...['raw', 'gzip', 'brotli'].map((form) => kilobytes(sum(form)))];
  });

/** Rows of a table: what each takes, and which part of the whole that is. */
function shares(cost, whole) {
  const total = Object.values(cost).reduce((sum, bytes) => sum + bytes, 0);
  const rows = Object.entries(cost).map(([name, bytes]) => [
    name,
    kilobytes(bytes),
    `${Math.round((100 * bytes) / total)} %`,
  ]);
  return [...rows, [whole, kilobytes(total), '100 %']];
}

const kilobytes = (bytes) => (bytes / 1000).toFixed(1);

function page([entries, parts, rooms, files]) {
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

${rooms}

## What each file of the shim costs

Uncompressed, in the minified shim, by its source map. Files that are not listed hold types only, or belong to the other entries.

${files}
`;
}
