// `npm start`: the gateway and the demo on this machine. `npm start -- --headless`: a call through a cut socket in
// Chromium, without a person.

import { build } from './build.mjs';
import { Stop, main, say } from './run.mjs';
import { setup } from './setup/index.mjs';

async function start(args) {
  const unknown = args.find((arg) => arg !== '--headless');
  if (unknown) throw new Stop(`"${unknown}" means nothing here; npm start [-- --headless]`);
  return args.includes('--headless') ? headless() : open();
}

async function headless() {
  await setup('browser');
  await build();
  const { run } = await import('../demo/headless.mjs');
  return run();
}

async function open() {
  await build();
  const { serve } = await import('../demo/start.mjs');
  const demo = await serve({});
  say(`\n${demo.url}\n\nOpen it in two tabs and call one from the other. Ctrl-C ends it.`);
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve);
  });
  await demo.close();
}

await main(import.meta, start);
