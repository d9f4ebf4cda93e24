// The page's tones: one for all calls that ring here, one for those that ring at the far end.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inPage } from './world.mjs';

const files = { ringtoneFile: 'ring.mp3', ringbackFile: 'back.mp3' };

/** Two calls ring here. */
async function bothRing(page) {
  const client = await page.signedIn(files);
  for (const id of ['in-1', 'in-2']) page.gateway.ring(id);
  await page.clock.settle();
  const tones = page.browser.made.elements.filter(({ id }) => id === '_ringtone');
  assert.equal(tones.length, 1, 'they share one element');
  assert.equal(tones[0].paused, false);
  return { client, one: client.calls['in-1'], other: client.calls['in-2'], tone: tones[0] };
}

for (const [what, first, second] of [
  ['answered', (call) => call.answer(), (call) => call.answer()],
  ['refused', (call) => call.hangup(), (call) => call.hangup()],
  ['answered and then refused', (call) => call.answer(), (call) => call.hangup()],
]) {
  test(`two calls that ring at once share the ringtone, and it stops with the last one that is ${what}`, () =>
    inPage(async (page) => {
      const { client, one, other, tone } = await bothRing(page);
      await first(one);
      await page.clock.settle();
      assert.equal(tone.paused, false);
      tone.currentTime = 3;
      await second(other);
      await page.clock.settle();
      assert.deepEqual([tone.paused, tone.currentTime], [true, 0]);
      await client.disconnect();
    }));
}

test('the ringtone stops when the callers give up, the last of them', () =>
  inPage(async (page) => {
    const { client, tone } = await bothRing(page);
    page.gateway.ask('bye', { callID: 'in-2', cause: 'ORIGINATOR_CANCEL' });
    await page.clock.settle();
    assert.equal(tone.paused, false);
    page.gateway.ask('bye', { callID: 'in-1', cause: 'ORIGINATOR_CANCEL' });
    await page.clock.settle();
    assert.equal(tone.paused, true);
    await client.disconnect();
  }));

for (const [name, id, file] of [
  ['Ringtone', '_ringtone', 'ring.mp3'],
  ['Ringback', '_ringback', 'back.mp3'],
]) {
  test(`play${name}() and stop${name}() do so when the application wants it`, () =>
    inPage(async (page) => {
      const { client, call } = await page.talking(files);
      const [play, stop] = [`play${name}`, `stop${name}`].map((method) => call[method].bind(call));
      stop();
      assert.equal(page.browser.elements.get(id)?.paused ?? true, true);
      play();
      play();
      const tone = page.browser.elements.get(id);
      assert.deepEqual([tone.paused, tone.loop, tone.src], [false, true, file]);
      tone.currentTime = 3;
      stop();
      assert.deepEqual([tone.paused, tone.currentTime], [true, 0]);
      play();
      assert.equal(tone.paused, false);
      assert.equal(page.browser.made.elements.filter((each) => each.id === id).length, 1);
      await call.hangup();
      assert.equal(tone.paused, true, 'not for longer than the call');
      await client.disconnect();
    }));

  test(`play${name}() uses the element that the page has for it, and plays nothing without a file`, () =>
    inPage(async (page) => {
      const { client, call } = await page.talking();
      call[`play${name}`]();
      assert.equal(page.browser.elements.has(id), false);
      const own = page.element(id);
      call[`play${name}`]();
      assert.equal(own.paused, false);
      assert.equal(own.src, undefined);
      call[`stop${name}`]();
      assert.equal(own.paused, true);
      await client.disconnect();
    }));
}
