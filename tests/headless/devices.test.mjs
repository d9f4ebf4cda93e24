// Another microphone in the middle of a call: what the browser is asked for, what is closed, and what a failure leaves.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lose } from './gateway.mjs';
import { assertNothingLeft, inPage, told, troubles } from './world.mjs';

const sent = (peer) => peer.getSenders().map(({ track }) => track);

/** A call with a microphone; from now on its events count. */
async function speaking(page, callOptions) {
  const { client, call } = await page.talking({ keepConnectionAliveOnSocketClose: true }, callOptions);
  const [peer] = page.browser.made.peers;
  client.events.length = 0;
  return { client, call, peer, before: sent(peer)[0] };
}

/** How a promise ended: the code of its error, or 'fine'. */
const ending = (promise) =>
  promise.then(
    () => 'fine',
    ({ code }) => code,
  );

test('the call speaks with another microphone: same peer, no new offer, the old one closed', () =>
  inPage(async (page) => {
    const { client, call, peer, before } = await speaking(page, { audio: { echoCancellation: false } });
    const said = page.gateway.said('telnyx_rtc.modify').length;
    const changing = call.setAudioInDevice('b');
    await page.clock.settle();
    assert.equal(await changing, undefined);
    assert.deepEqual(page.browser.globals.navigator.mediaDevices.asked.at(-1), {
      audio: { echoCancellation: false, deviceId: { exact: 'b' } },
      video: false,
    });
    const [now] = sent(peer);
    assert.notEqual(now, before);
    assert.equal(before.readyState, 'ended');
    assert.deepEqual(call.localStream.getTracks(), [now]);
    assert.equal(now.enabled, true);
    assert.equal(call.options.micId, 'b');
    assert.equal(page.gateway.said('telnyx_rtc.modify').length, said);
    assert.deepEqual(told(client), []);
    assert.equal(page.ledger.tracks.size, 1);
    await assertNothingLeft(page, client);
    assert.equal(page.ledger.tracks.size, 0);
  }));

test('the mute goes with the call, or is what was asked for', () =>
  inPage(async (page) => {
    const { call, peer } = await speaking(page);
    call.muteAudio();
    await call.setAudioInDevice('b');
    assert.equal(sent(peer)[0].enabled, false);
    assert.equal(call.isAudioMuted, true);
    await call.setAudioInDevice('a', false);
    assert.equal(sent(peer)[0].enabled, true);
    assert.equal(call.isAudioMuted, false);
  }));

for (const [what, break_] of [
  ['that is gone', (made) => (made.microphoneRefusal = 'NotFoundError')],
  ['that the peer will not take', (made) => (made.trackRefusal = 'NotFoundError')],
]) {
  test(`a microphone ${what} is an error, and the call goes on with the one it has`, () =>
    inPage(async (page) => {
      const { client, call, peer, before } = await speaking(page);
      break_(page.browser.made);
      const changing = ending(call.setAudioInDevice('b', true));
      await page.clock.settle();
      assert.equal(await changing, 42002);
      assert.deepEqual(told(client), ['error 42002']);
      assert.equal(client.events[0].event.error.fatal, false);
      assert.equal(call.state, 'active');
      assert.deepEqual([sent(peer)[0], before.readyState, before.enabled], [before, 'live', true]);
      assert.equal(call.isAudioMuted, false);
      assert.notEqual(call.options.micId, 'b');
      assert.equal(page.ledger.tracks.size, 1);
    }));
}

test('of two changes at once the later one counts', () =>
  inPage(async (page) => {
    const { call, peer } = await speaking(page);
    const endings = [ending(call.setAudioInDevice('a')), ending(call.setAudioInDevice('b'))];
    await page.clock.settle();
    assert.deepEqual(await Promise.all(endings), [42003, 'fine']);
    const { audio } = page.browser.globals.navigator.mediaDevices.asked.at(-1);
    assert.equal(audio.deviceId.exact, 'b');
    assert.deepEqual(call.localStream.getTracks(), sent(peer));
    assert.equal(page.ledger.tracks.size, 1);
  }));

test('the later one counts too when the peer would not take the earlier one', () =>
  inPage(async (page) => {
    const { call, peer } = await speaking(page);
    const [sender] = peer.getSenders();
    const { replaceTrack } = sender;
    const endings = [];
    sender.replaceTrack = async () => {
      sender.replaceTrack = replaceTrack;
      endings.push(ending(call.setAudioInDevice('b')));
      throw new Error('not this one');
    };
    endings.push(ending(call.setAudioInDevice('a')));
    await page.clock.settle();
    assert.deepEqual(await Promise.all(endings), [42003, 'fine']);
    assert.equal(call.options.micId, 'b');
    assert.deepEqual(call.localStream.getTracks(), sent(peer));
    assert.equal(page.ledger.tracks.size, 1);
  }));

test('a call that ends meanwhile leaves no microphone open and no promise pending', () =>
  inPage(async (page) => {
    const { client, call } = await speaking(page);
    const changing = ending(call.setAudioInDevice('b'));
    void call.hangup();
    await page.clock.settle();
    assert.equal(await changing, 42003);
    assert.equal(page.ledger.tracks.size, 0);
    assert.equal(await ending(call.setAudioInDevice('b')), 42003);
    assert.deepEqual(troubles(client), []);
  }));

test('a call that only listens has no microphone to change', () =>
  inPage(async (page) => {
    const { client, call } = await speaking(page, { audio: false, receiveOnlyAudio: true });
    assert.equal(await ending(call.setAudioInDevice('b')), 'fine');
    assert.deepEqual(troubles(client), ['warning 33009']);
    assert.equal(page.ledger.tracks.size, 0);
  }));

test('a re-attached call speaks with the microphone that was chosen', () =>
  inPage(async (page) => {
    const { client, call } = await speaking(page);
    await call.setAudioInDevice('b');
    const [chosen] = call.localStream.getTracks();
    lose(page.gateway);
    await page.clock.advance(client.reconnectDelay + 500);
    assert.equal(call.state, 'active');
    assert.deepEqual(sent(page.browser.made.peers.at(-1)), [chosen]);
  }));
