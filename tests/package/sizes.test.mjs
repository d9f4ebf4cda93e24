// What a page loads stays within the budget beside this file, and every byte of the shim is told whose it is. KB is
// 1000 bytes.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { shimAlone } from '../../tools/build/bundle.mjs';
import { costOfFiles, nobody } from '../../tools/build/files.mjs';
import { measure } from '../../tools/build/sizes.mjs';
import { inRoot } from '../../tools/paths.mjs';

const budget = JSON.parse(readFileSync(new URL('budget.json', import.meta.url), 'utf8'));

for (const [file, limits] of Object.entries(budget)) {
  for (const [form, limit] of Object.entries(limits)) {
    test(`${file} takes at most ${limit / 1000} KB (${form})`, () => {
      const bytes = measure(readFileSync(inRoot(file)))[form];
      assert.ok(bytes <= limit, `it takes ${bytes / 1000} KB; docs/sizes.md says what each room costs`);
    });
  }
}

test('what the files of the shim cost is together the shim; the list of exports is nobody’s', async () => {
  const { code, map } = await shimAlone('0.0.0');
  const { [nobody]: exported, ...cost } = costOfFiles(code, map);
  const total = Object.values(cost).reduce((sum, bytes) => sum + bytes, exported);
  assert.equal(total, Buffer.byteLength(code));
  assert.equal(exported, code.length - code.lastIndexOf('export{'));
  const unknown = Object.keys(cost).filter((file) => !existsSync(inRoot('shim', file)));
  assert.deepEqual(unknown, []);
});

test('a file costs its own bytes: those of its texts, counted as they are sent', async () => {
  const esbuild = await import('esbuild');
  const contents = `export { ä } from './a.js'; export { b } from './b.js';`;
  const files = {
    './a.js': `export const ä = '${'ä'.repeat(100)}';`,
    './b.js': `export const b = '${'b'.repeat(300)}';`,
  };
  const inMemory = {
    name: 'in-memory',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^\.\// }, ({ path }) => ({ path, namespace: 'memory' }));
      onLoad({ filter: /./, namespace: 'memory' }, ({ path }) => ({ contents: files[path] }));
    },
  };
  const { outputFiles } = await esbuild.build({
    stdin: { contents },
    plugins: [inMemory],
    bundle: true,
    charset: 'utf8',
    format: 'esm',
    minify: true,
    sourcemap: 'external',
    write: false,
    outfile: 'out.js',
  });
  const [map, code] = outputFiles.map(({ text }) => text);
  const cost = costOfFiles(code, map);
  assert.deepEqual(Object.keys(cost).slice(0, 2), ['b.js', 'a.js']);
  assert.ok(cost['a.js'] >= 200 && cost['a.js'] < 220, `${cost['a.js']} bytes`);
  assert.ok(cost['b.js'] >= 300 && cost['b.js'] < 320, `${cost['b.js']} bytes`);
});
