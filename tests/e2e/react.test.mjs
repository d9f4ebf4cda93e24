// The published React wrapper on top of our package, in an application built by Vite: a real client of the API that
// nobody here wrote. It gives up its client at any error, so a recovery must raise none.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';

import { build } from 'vite';

import { startGateway } from '../../demo/gateway/index.mjs';
import { until } from '../until.mjs';
import { startChromium } from './support/chromium.mjs';
import { servePages } from './support/pages.mjs';

let built;
let pages;
let gateway;
let browser;

before(async () => {
  built = await mkdtemp(join(tmpdir(), 'react-'));
  await build({
    root: fileURLToPath(new URL('./react-app/', import.meta.url)),
    // What one line of a package.json does: the wrapper asks for the reference, and gets ours.
    resolve: { alias: { '@telnyx/webrtc': fileURLToPath(import.meta.resolve('holdfast-rtc')) } },
    build: { outDir: built, emptyOutDir: true, chunkSizeWarningLimit: 1_000 },
    logLevel: 'warn',
  });
  [pages, gateway, browser] = await Promise.all([
    servePages({ folders: { '/': built } }),
    startGateway(),
    startChromium(),
  ]);
});
after(async () => {
  await Promise.all([browser?.close(), gateway?.close(), pages?.close()]);
  await rm(built, { recursive: true, force: true });
});

test(
  'an application of the React wrapper signs in, calls, recovers, and hangs up',
  { timeout: 40_000 },
  async () => {
    const query = new URLSearchParams({ login: 'ann', host: gateway.url });
    const page = await browser.open(`${pages.url}/index.html?${query}`);
    const faults = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    const seen = () => page.evaluate(() => window.seen);
    const shows = (state) =>
      page.waitForFunction((word) => document.querySelector('output').value === word, state);

    await page.click('#call:enabled');
    await shows('active');
    await hears(page);
    const before = (await seen()).length;
    gateway.control.cut({ login: 'ann' });
    await until('the recovery', async () => (await seen()).slice(before).includes('active'), 10_000);
    assert.deepEqual((await seen()).slice(before), ['closed', 'ready', 'recovering', 'active']);
    await hears(page);
    await page.click('#hangup');
    await shows('destroy');
    assert.deepEqual(gateway.control.status().legs, []);
    assert.deepEqual(
      (await seen()).filter((word) => word.includes('error')),
      [],
    );
    assert.deepEqual(faults, []);
  },
);

/** Waits until the page's own element plays the far end: packets with sound on the stream that it holds. */
async function hears(page) {
  const received = () =>
    page.evaluate(async () => {
      const { srcObject, paused } = document.querySelector('audio');
      const report = await window.call.peer.instance.getStats();
      const inbound = [...report.values()].find(({ type }) => type === 'inbound-rtp');
      const plays = !paused && srcObject === window.call.remoteStream;
      return { plays, energy: inbound?.totalAudioEnergy ?? 0 };
    });
  const { energy } = await received();
  await until('sound', async () => {
    const now = await received();
    return now.plays && now.energy - energy > 0.005;
  });
}
