// `npm run format`: writes every file the way `npm test -- format` wants it.

import { cppFiles } from './files.mjs';
import { inRoot } from './paths.mjs';
import { main, run } from './run.mjs';
import { setup } from './setup/index.mjs';

async function format() {
  await setup('check');
  await run(process.execPath, [
    inRoot('node_modules/prettier/bin/prettier.cjs'),
    '--write',
    '--log-level=warn',
    '.',
  ]);
  const files = cppFiles();
  if (files.length > 0) await run('clang-format-19', ['-i', ...files]);
  await run(process.execPath, [inRoot('node_modules/eslint/bin/eslint.js'), '--fix', '.']);
}

await main(import.meta, format);
