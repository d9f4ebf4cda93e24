// A page that nobody has clicked in yet may not be heard: the call goes on, the application is told, and a click brings
// the sound. Chromium lets a page be heard that holds the microphone, so this one only listens. What a test evaluates in a page counts as a click: so the page does it all by itself, and says so aloud.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { setStage } from './stage.mjs';

const world = setStage({ wantsClick: true });

/** In the page: signs in and calls as soon as it is loaded. */
function callsByItself(host) {
  addEventListener('load', async () => {
    while (!window.phone) await new Promise((resolve) => setTimeout(resolve, 10));
    const { phone } = window;
    phone.connect({ login: 'ann', password: 'pw', host, iceServers: [], trickleIce: true });
    phone.client.on('telnyx.warning', (event) => {
      if (event.code !== 39002) return;
      const { paused } = document.getElementById('remote');
      console.log(`blocked ${event.callId === phone.call.id} ${paused}`);
      document.addEventListener('click', async () => console.log(`plays ${await event.resumeAudio()}`));
    });
    const call = { destinationNumber: 'tone', audio: false, receiveOnlyAudio: true };
    phone.client.on('telnyx.ready', () => phone.dial(call));
  });
}

test('sound that the browser blocks is a warning, and comes with a click', { timeout: 30_000 }, async () => {
  const phone = await world.phone();
  const said = (word) => phone.page.waitForEvent('console', (message) => message.text().startsWith(word));
  await phone.page.addInitScript(callsByItself, world.gateway.url);
  const blocked = said('blocked');
  await phone.page.reload();
  assert.equal((await blocked).text(), 'blocked true true');
  const plays = said('plays');
  await phone.page.mouse.click(5, 5);
  assert.equal((await plays).text(), 'plays true');
  await phone.callIs('active');
  await phone.hears();
});
