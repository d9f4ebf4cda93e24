// The main job in Debian's Firefox ESR: a call is heard, loses its socket and goes on. Driven over WebDriver BiDi, with
// Firefox's own fake microphone.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';

import { startGateway } from '../../demo/gateway/index.mjs';
import { until } from '../until.mjs';
import { servePages } from './support/pages.mjs';
import { phoneFiles, soundArrives } from './support/phone.mjs';
import { holdfastFolder, holdfastSdk } from './world.mjs';

const executablePath = process.env.FIREFOX ?? '/usr/bin/firefox-esr';
const skip = !existsSync(executablePath) && `no Firefox at ${executablePath}`;

const preferences = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
  // Media over the loopback interface, under its own address.
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
};

test('Firefox: a call is heard, loses its socket, and goes on', { skip, timeout: 60_000 }, async () => {
  const { launch } = await import('puppeteer-core');
  const [gateway, pages, browser] = await Promise.all([
    startGateway(),
    servePages({ folders: { '/holdfast/': holdfastFolder }, files: await phoneFiles() }),
    launch({ browser: 'firefox', executablePath, headless: true, extraPrefsFirefox: preferences }),
  ]);
  try {
    const page = await browser.newPage();
    const faults = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    await page.goto(`${pages.url}/phone.html?sdk=${holdfastSdk}`);
    await page.waitForFunction(() => window.phone !== undefined);
    const events = () => page.evaluate(() => window.phone.events);
    const told = (what, fits, after = 0) =>
      until(what, async () => (await events()).slice(after).some(fits), 15_000);
    const hears = () => soundArrives(() => page.evaluate(() => window.phone.received()));

    await page.evaluate((options) => window.phone.connect(options), {
      login: 'ann',
      password: 'pw',
      host: gateway.url,
      iceServers: [],
      keepConnectionAliveOnSocketClose: true,
    });
    await told('ready', ({ name }) => name === 'telnyx.ready');
    await page.evaluate(() => window.phone.dial({ destinationNumber: 'tone', audio: true }));
    await told('active', ({ call }) => call?.state === 'active');
    await hears();

    const { length } = await events();
    gateway.control.cut({ login: 'ann' });
    await told('recovered', ({ call }) => call?.state === 'active', length);
    await hears();
    const states = (await events()).slice(length).flatMap(({ call }) => call?.state ?? []);
    assert.deepEqual(states, ['recovering', 'active']);

    await page.evaluate(() => window.phone.call.hangup());
    await told('destroy', ({ call }) => call?.state === 'destroy');
    assert.deepEqual(gateway.control.status().legs, []);
    assert.deepEqual(
      (await events()).filter(({ name }) => name === 'telnyx.error'),
      [],
    );
    assert.deepEqual(faults, []);
  } finally {
    await Promise.all([browser.close(), gateway.close(), pages.close()]);
  }
});
