// A browser that will not play before somebody has clicked, as after a reload.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inPage, told, troubles } from './world.mjs';

/** A call whose far end the browser does not let be heard. */
async function blocked(page, refusal = 'NotAllowedError') {
  const element = page.element('remote');
  await page.load();
  page.browser.made.playRefusal = refusal;
  const { client, call } = await page.talking({}, { remoteElement: 'remote' });
  return { client, call, element };
}

test('blocked sound is a warning that can have it played', () =>
  inPage(async (page) => {
    const { client, call, element } = await blocked(page);
    assert.deepEqual(troubles(client), ['warning 39002']);
    assert.equal(call.state, 'active');
    const { event } = client.events.find(({ name }) => name === 'telnyx.warning');
    assert.equal(event.warning.name, 'SOUND_BLOCKED');
    assert.equal(event.callId, call.id);
    assert.equal(await event.resumeAudio(), false);
    assert.equal(element.paused, true);
    page.browser.made.playRefusal = null;
    assert.equal(await event.resumeAudio(), true);
    assert.equal(element.paused, false);
  }));

test('what is stopped for another reason is no warning', () =>
  inPage(async (page) => {
    const { client } = await blocked(page, 'AbortError'); // another stream came before it played
    assert.deepEqual(troubles(client), []);
    assert.ok(told(client).includes('active'));
  }));

test('a call without an element has nothing to resume, and one that is over neither', () =>
  inPage(async (page) => {
    const { call } = await page.talking();
    assert.equal(await call.resumeAudio(), true);
    await call.hangup();
    assert.equal(await call.resumeAudio(), true);
  }));
