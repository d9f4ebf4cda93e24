// What is seen of a call while it talks: the camera muted and changed, the screen shown in a call of its own.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lose } from './gateway.mjs';
import { assertNothingLeft, inPage, told, troubles } from './world.mjs';

/** A call with a camera; from now on its events count. */
async function showing(page, callOptions, options) {
  page.gateway.manners.lines = ' m=audio m=video';
  const { client, call } = await page.talking(
    { keepConnectionAliveOnSocketClose: true, ...options },
    { video: { width: 640 }, ...callOptions },
  );
  client.events.length = 0;
  return { client, call };
}

const shown = (call) =>
  call.peer.instance.getSenders().flatMap(({ track }) => (track?.kind === 'video' ? track : []));

test('a camera is muted and unmuted, and the microphone is not', () =>
  inPage(async (page) => {
    const { client, call } = await showing(page);
    const [camera] = shown(call);
    call.muteVideo();
    assert.equal(camera.enabled, false);
    assert.equal(call.isAudioMuted, false);
    assert.equal(call.localStream.getAudioTracks()[0].enabled, true);
    call.unmuteVideo();
    assert.equal(camera.enabled, true);
    call.toggleVideoMute();
    call.muteVideo();
    assert.equal(camera.enabled, false);
    call.toggleVideoMute();
    assert.equal(camera.enabled, true);
    assert.deepEqual(told(client), []);
    await assertNothingLeft(page, client);
  }));

test('a camera that is muted before there is one stays so, and through a recovery', () =>
  inPage(async (page) => {
    page.gateway.manners.lines = ' m=audio m=video';
    const client = await page.signedIn({ keepConnectionAliveOnSocketClose: true });
    const call = client.newCall({ destinationNumber: '1000', video: true });
    call.muteVideo();
    await page.clock.settle();
    assert.equal(shown(call)[0].enabled, false);
    lose(page.gateway);
    await page.clock.advance(client.reconnectDelay + 500);
    assert.equal(call.state, 'active');
    assert.equal(shown(call)[0].enabled, false);
    await assertNothingLeft(page, client);
  }));

test('another camera is shown on the same peer, the old one is closed, and it outlives a recovery', () =>
  inPage(async (page) => {
    const { client, call } = await showing(page);
    const { localStream } = call;
    const [before] = shown(call);
    call.muteVideo();
    const said = page.gateway.said('telnyx_rtc.modify').length;
    await call.setVideoDevice('back');
    const [now] = shown(call);
    assert.notEqual(now, before);
    assert.deepEqual([before.readyState, now.readyState, now.enabled], ['ended', 'live', false]);
    assert.deepEqual(navigator.mediaDevices.asked.at(-1), {
      video: { width: 640, deviceId: { exact: 'back' } },
    });
    assert.equal(call.localStream, localStream);
    assert.deepEqual(localStream.getVideoTracks(), [now]);
    assert.equal(call.options.camId, 'back');
    assert.equal(page.gateway.said('telnyx_rtc.modify').length, said);
    lose(page.gateway);
    await page.clock.advance(client.reconnectDelay + 500);
    assert.deepEqual(shown(call), [now]);
    await assertNothingLeft(page, client);
  }));

for (const [what, break_] of [
  ['that is gone', (made) => (made.microphoneRefusal = 'NotFoundError')],
  ['that the peer will not take', (made) => (made.trackRefusal = 'InvalidModificationError')],
]) {
  test(`a camera ${what} leaves the one there is`, () =>
    inPage(async (page) => {
      const { client, call } = await showing(page);
      const [before] = shown(call);
      break_(page.browser.made);
      await assert.rejects(call.setVideoDevice('back'), { code: 42003, fatal: false });
      assert.deepEqual(shown(call), [before]);
      assert.equal(before.readyState, 'live');
      assert.equal(page.ledger.tracks.size, 2);
      page.browser.made.trackRefusal = null;
      await assertNothingLeft(page, client);
    }));
}

test('a call without a camera, and one that is over, have none to change', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    await call.setVideoDevice('back');
    await call.hangup();
    await call.setVideoDevice('back');
    assert.deepEqual(troubles(client), ['warning 33009', 'warning 33009']);
    assert.equal(client.events.at(-1).event.deviceId, 'back');
    await assertNothingLeft(page, client);
  }));

test('a call that ends while its camera is opened leaves none open', () =>
  inPage(async (page) => {
    const { client, call } = await showing(page);
    const changing = call.setVideoDevice('back');
    void call.hangup();
    await page.clock.settle();
    await changing;
    assert.equal(page.ledger.tracks.size, 0);
    await assertNothingLeft(page, client);
  }));

test("the camera of the application's own stream is not stopped by a change of devices", () =>
  inPage(async (page) => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    const [camera] = stream.getVideoTracks();
    const { client, call } = await showing(page, { localStream: stream });
    await call.setAudioInDevice('b');
    await call.setVideoDevice('back');
    await call.hangup();
    assert.equal(camera.readyState, 'live');
    for (const track of [...stream.getTracks(), camera]) track.stop();
    await assertNothingLeft(page, client);
  }));

// ---- the screen -----------------------------------------------------------------------------------------

test('the screen is shown in a call of its own that tells nobody, and ends with the call', () =>
  inPage(async (page) => {
    const remote = page.element('remote');
    const { client, call } = await page.talking({}, { remoteElement: 'remote', callerName: 'Ann' });
    const heard = remote.srcObject;
    client.events.length = 0;
    const share = await call.startScreenShare();
    await page.clock.settle();
    assert.equal(call.screenShare, share);
    assert.equal(share.state, 'active');
    assert.deepEqual(
      told(client).filter((word) => word !== 'warning 33010'),
      [],
    );
    const { dialogParams } = page.gateway.said('telnyx_rtc.invite').at(-1).params;
    assert.deepEqual(
      [dialogParams.destination_number, dialogParams.caller_id_name, dialogParams.video],
      ['1000-screen', 'Ann (Screen)', true],
    );
    assert.equal(remote.srcObject, heard);
    assert.deepEqual(
      share.peer.instance.getSenders().flatMap(({ track }) => track?.kind ?? []),
      ['video'],
    );
    void call.hangup();
    await page.clock.settle();
    assert.equal(share.state, 'destroy');
    assert.equal(page.ledger.tracks.size, 0);
    await assertNothingLeft(page, client);
  }));

test('it ends when the user stops sharing, or the application does', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    const share = await call.startScreenShare();
    await page.clock.settle();
    share.localStream.getVideoTracks()[0].unplug();
    await page.clock.settle();
    assert.equal(share.state, 'destroy');
    const second = await call.startScreenShare({ destinationNumber: '1000-board' });
    assert.equal(second.options.destinationNumber, '1000-board');
    await call.stopScreenShare();
    assert.equal(second.state, 'destroy');
    assert.equal(call.state, 'active');
    await call.stopScreenShare();
    await assertNothingLeft(page, client);
  }));

test('a screen that the user does not give is an error, and the call goes on', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    page.browser.made.screenRefusal = 'NotAllowedError';
    await assert.rejects(call.startScreenShare(), ({ code, originalError }) => {
      assert.equal(originalError.name, 'NotAllowedError');
      return code === 42003;
    });
    assert.equal(call.screenShare, undefined);
    assert.equal(call.state, 'active');
    await assertNothingLeft(page, client);
  }));
