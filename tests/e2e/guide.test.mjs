// G12: the samples of the platform's guide work as they are printed.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, afterEach, before, test } from 'node:test';

import { startGateway } from '../../demo/gateway/index.mjs';
import { until } from '../until.mjs';
import { startChromium } from './support/chromium.mjs';
import { servePages } from './support/pages.mjs';
import { holdfastFolder, holdfastSdk } from './world.mjs';

const limit = { timeout: 40_000 };
const login = 'ann';

let pages;
let browser;
let gateway;
let page;

before(async () => {
  pages = await servePages({
    folders: { '/holdfast/': holdfastFolder },
    files: {
      '/guide.html':
        '<!doctype html><title>Guide</title><audio id="remote" autoplay></audio>' +
        '<button id="reconnect">Reconnect</button><script type="module" src="/guide-page.mjs"></script>',
      '/guide-page.mjs': await readFile(new URL('./support/guide-page.mjs', import.meta.url)),
    },
  });
  browser = await startChromium();
});
afterEach(async () => {
  await page?.context().close();
  await gateway?.close();
});
after(async () => {
  await browser.close();
  await pages.close();
});

async function signedIn(options = {}) {
  gateway = await startGateway();
  page = await browser.open(`${pages.url}/guide.html?sdk=${holdfastSdk}`);
  await page.waitForFunction(() => window.start !== undefined);
  const all = { login, password: 'pw', host: gateway.url, iceServers: [], ...options };
  await page.evaluate(async (given) => {
    window.start(given);
    await window.ready;
  }, all);
}

const shown = () => page.evaluate(() => window.shown);
const shows = (text) => until(`the page shows "${text}"`, async () => (await shown()).includes(text), 15_000);

test('G12: the banner comes and goes, and a recovered call is found under its new id', limit, async () => {
  await signedIn();
  const before = await page.evaluate(() => window.dial('tone'));
  gateway.control.newCallIds({ login });
  gateway.control.cut({ login });
  await shows('reconnected');
  await until('the call', async () => (await shown()).some((line) => line.startsWith(`call ${before} is `)));
  const [first, second, third] = await shown();
  assert.deepEqual([first, second], ['reconnecting', 'reconnected']);
  const [, now] = /^call .* is (.*)$/.exec(third);
  assert.notEqual(now, before);
  await until('the call to go on', () =>
    page.evaluate((id) => window.client.calls[id]?.state === 'active', now),
  );
});

test(
  'G12: when the attempts are used up the message and the button come, and the button works',
  limit,
  async () => {
    await signedIn({ maxReconnectAttempts: 1 });
    gateway.control.refuseConnections({ milliseconds: 60_000 });
    gateway.control.cut({ login });
    await shows('button');
    assert.deepEqual((await shown()).slice(-2).sort(), ['button', 'disconnected']);
    gateway.control.refuseConnections({ milliseconds: 0 });
    await page.locator('#reconnect').click();
    await shows('reconnected');
  },
);

test('G12: the good way to sign out ends the session for good', limit, async () => {
  await signedIn();
  await page.evaluate(() => window.dial('tone'));
  await page.evaluate(() => window.signOut());
  await until('the socket to go', () => gateway.control.status().sockets.length === 0);
  assert.deepEqual(gateway.control.status().legs, []);
  assert.equal(await page.evaluate(() => Object.keys(sessionStorage).length), 0);
});
