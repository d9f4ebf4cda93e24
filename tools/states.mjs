// `npm run states`: draws the states of a call into `docs/states.md`, see tests/core/drawing_test.cpp.

import { join } from 'node:path';
import { cmakeBuild } from './cmake.mjs';
import { main, quietly } from './run.mjs';
import { setup } from './setup/index.mjs';

await main(import.meta, async () => {
  await setup('check');
  const folder = await cmakeBuild('native-debug', 'core_tests');
  const env = { ...process.env, HOLDFAST_DRAW: '1', LLVM_PROFILE_FILE: '/dev/null' };
  await quietly(join(folder, 'core_tests'), ['docs/states.md*'], { env });
});
