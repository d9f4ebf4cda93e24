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
  const parts = {
    'WebAssembly (the C++)': readFileSync(shippedWasm),
    'glue (from Emscripten)': readFileSync(coreModules['#core/glue']),
    'shim (the TypeScript)': await shimAlone(version),
    '`lib/bundle.mjs`, all of it': readFileSync(inRoot('lib/bundle.mjs')),
  };
  const weights = Object.entries(parts).map(([name, bytes]) => {
    const { raw, gzip, brotli } = measure(bytes);
    return [name, kilobytes(raw), kilobytes(gzip), kilobytes(brotli)];
  });
  const cost = await costOfRooms(linked);
  const total = Object.values(cost).reduce((sum, bytes) => sum + bytes, 0);
  const shares = Object.entries(cost).map(([room, bytes]) => [
    room,
    kilobytes(bytes),
    `${Math.round((100 * bytes) / total)} %`,
  ]);
  const tables = [
    table(['KB', 'raw', 'gzip -9', 'brotli 11'], weights),
    table(['room', 'KB', 'share'], [...shares, ['the whole WebAssembly', kilobytes(total), '100 %']]),
  ];
  mkdirSync(inRoot('docs'), { recursive: true });
  writeFileSync(inRoot('docs/sizes.md'), await page(tables));
  return tables.join('\n\n');
}

const kilobytes = (bytes) => (bytes / 1000).toFixed(1);

async function page([weights, shares]) {
  return `# Sizes

Written by \`npm run build\`. KB is 1000 bytes. The limits are in \`tests/package/budget.json\`.

## What a page loads

The bundle carries the WebAssembly packed by mixed contexts and as text in 64 letters, which gzip brings back to about
what was packed.

${weights}

## What each room of the C++ costs

Uncompressed, in the linked WebAssembly. Code from headers and templates counts for the room whose types it is made for.

${shares}
`;
}
