// Another microphone in the middle of a call: what the browser is asked for, what is closed, and what a failure leaves.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lose } from './gateway.mjs';
import { assertNothingLeft, inPage, told, troubles } from './world.mjs';

const sent = (peer) => peer.getSenders().map(({ track }) => track);

/** A call with a microphone; from now on its events count. */
async function speaking(page, callOptions, options) {
  const { client, call } = await page.talking(
    { keepConnectionAliveOnSocketClose: true, ...options },
    callOptions,
  );
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
      assert.deepEqual(told(client), ['rtc.mediaError', 'userMediaError', 'error 42002']);
      const [, { event: notification }, { event }] = client.events;
      assert.deepEqual([notification.call, notification.errorName], [call, 'MEDIA_DEVICE_NOT_FOUND']);
      assert.deepEqual([notification.error.name, event.error.fatal], ['NotFoundError', false]);
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
    assert.equal(await ending(call.setAudioInDevice('b')), 'fine');
    assert.deepEqual(troubles(client), ['warning 33009']);
  }));

test('a call that only listens has no microphone to change', () =>
  inPage(async (page) => {
    const { client, call } = await speaking(page, { audio: false, receiveOnlyAudio: true });
    assert.equal(await ending(call.setAudioInDevice('b')), 'fine');
    assert.deepEqual(troubles(client), ['warning 33009']);
    assert.equal(client.events.at(-1).event.deviceId, 'b');
    assert.equal(page.ledger.tracks.size, 0);
  }));

// ---- a microphone that goes away ------------------------------------------------------------------------

test('a microphone that is unplugged is a warning, and the call goes on until another is chosen', () =>
  inPage(async (page) => {
    const { client, call, peer, before } = await speaking(page);
    const watched = () => [...page.ledger.listeners].some(({ type }) => type === 'devicechange');
    assert.equal(watched(), false);
    before.unplug();
    await page.clock.settle();
    assert.equal(watched(), true);
    assert.deepEqual(told(client), ['warning 39003']);
    const [{ event }] = client.events;
    assert.deepEqual([event.reason, event.callId, event.warning.name], ['ended', call.id, 'MICROPHONE_LOST']);
    assert.equal(call.state, 'active');
    page.browser.globals.navigator.mediaDevices.tell('devicechange');
    await page.clock.settle();
    assert.equal(page.ledger.tracks.size, 0);
    await call.setAudioInDevice('b');
    assert.equal(sent(peer)[0].readyState, 'live');
    await assertNothingLeft(page, client);
  }));

test('a microphone that the system silences is a warning of its own kind', () =>
  inPage(async (page) => {
    const { client, before } = await speaking(page);
    before.tell('mute');
    await page.clock.settle();
    assert.deepEqual(told(client), ['warning 39003']);
    assert.equal(client.events[0].event.reason, 'muted');
    assert.equal(before.readyState, 'live');
    await assertNothingLeft(page, client);
  }));

test('one that is to be replaced is, by any other, which is watched as well', () =>
  inPage(async (page) => {
    const audio = { echoCancellation: false, deviceId: { exact: 'a' } };
    const { client, call, peer, before } = await speaking(page, { audio }, { replaceLostMicrophone: true });
    call.muteAudio();
    before.unplug();
    await page.clock.settle();
    const [second] = sent(peer);
    assert.notEqual(second, before);
    assert.deepEqual([second.readyState, second.enabled], ['live', false]);
    const { mediaDevices } = page.browser.globals.navigator;
    assert.deepEqual(mediaDevices.asked.at(-1), { audio: { echoCancellation: false }, video: false });
    assert.deepEqual(call.localStream.getTracks(), [second]);
    second.unplug();
    await page.clock.settle();
    assert.equal(sent(peer)[0].readyState, 'live');
    assert.deepEqual(troubles(client), ['warning 39003', 'warning 39003']);
    await assertNothingLeft(page, client);
  }));

test('where there is none, the next that is plugged in is taken', () =>
  inPage(async (page) => {
    const { client, peer, before } = await speaking(page, {}, { replaceLostMicrophone: true });
    page.browser.made.microphoneRefusal = 'NotFoundError';
    before.unplug();
    await page.clock.settle();
    assert.deepEqual(troubles(client), ['warning 39003', 'error 42002']);
    assert.equal(client.events.at(-1).event.error.fatal, false);
    page.browser.made.microphoneRefusal = null;
    page.browser.globals.navigator.mediaDevices.tell('devicechange');
    await page.clock.settle();
    assert.equal(sent(peer)[0].readyState, 'live');
    await assertNothingLeft(page, client);
  }));

test('a stream that the application gave is its own to watch', () =>
  inPage(async (page) => {
    const { MediaStream } = page.browser.globals;
    const [track] = (
      await page.browser.globals.navigator.mediaDevices.getUserMedia({ audio: true })
    ).getTracks();
    const localStream = new MediaStream([track]);
    const { client } = await speaking(page, { localStream }, { replaceLostMicrophone: true });
    track.unplug();
    await page.clock.settle();
    assert.deepEqual(told(client), []);
  }));

test('a call that ends while its peer takes a new microphone leaves neither open', () =>
  inPage(async (page) => {
    const { call, peer } = await speaking(page);
    const [sender] = peer.getSenders();
    let taken;
    sender.replaceTrack = () => new Promise((resolve) => (taken = resolve));
    const changing = ending(call.setAudioInDevice('b'));
    await page.clock.settle();
    assert.equal(page.ledger.tracks.size, 2);
    void call.hangup();
    await page.clock.settle();
    assert.equal(await changing, 42003);
    taken();
    await page.clock.settle();
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
