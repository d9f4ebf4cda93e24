// `npm run sim -- --sessions N --seed S`: the core in a bad world, see tests/sim. Ends with 1 when a rule was broken.

import { join } from 'node:path';
import { cmakeBuild } from './cmake.mjs';
import { capture, main } from './run.mjs';
import { setup } from './setup/index.mjs';

/** Builds the simulator and runs it; its output appears at once. */
export async function simulate(args) {
  const folder = await cmakeBuild('native-release', 'sim');
  return capture(join(folder, 'sim'), args, { echo: true });
}

await main(import.meta, async (args) => {
  await setup('check');
  const { code } = await simulate(args);
  return code;
});
