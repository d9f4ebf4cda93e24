// The listener's instrument, proved with the reference client: it finds no gap where there is none, measures a
// known one, and sees the pause of a recovery that breaks before it makes.

import { after, before, test } from 'node:test';

import { startGateway } from '../../demo/gateway/index.mjs';
import { startChromium } from './support/chromium.mjs';
import { assertControls, measureControls } from './support/gaps.mjs';
import { listenerFiles } from './support/listener.mjs';
import { servePages } from './support/pages.mjs';
import { phoneFiles } from './support/phone.mjs';
import { referenceFolders } from './support/reference.mjs';

let pages;
let browser;
let gateway;
before(async () => {
  const files = { ...(await phoneFiles()), ...(await listenerFiles()) };
  pages = await servePages({ folders: referenceFolders, files });
  browser = await startChromium();
  gateway = await startGateway();
});
after(async () => {
  await browser.close();
  await gateway.close();
  await pages.close();
});

test(
  'the instrument hears no gap, a known gap and the gap of the reference',
  { timeout: 120_000 },
  async (t) => {
    const controls = await measureControls({ browser, gateway, pagesUrl: pages.url });
    for (const [name, { gap, pilotGap }] of Object.entries(controls)) {
      t.diagnostic(`${name}: ${gap.toFixed(1)} ms (pilot ${pilotGap.toFixed(1)} ms)`);
    }
    assertControls(controls);
  },
);
