// Calls with a camera: what is opened, what is sent, and what the far end's stream carries.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lose } from './gateway.mjs';
import { assertNothingLeft, inPage, troubles } from './world.mjs';

const kinds = (tracks) => tracks.map(({ kind }) => kind).sort();
const sent = ({ peer }) => peer.instance.getSenders().flatMap(({ track }) => track ?? []);

test('a call placed with video opens both, sends both and receives both', () =>
  inPage(async (page) => {
    const [ear, mirror] = ['ear', 'mirror'].map((id) => page.element(id));
    page.gateway.manners.lines = ' m=audio m=video';
    const elements = { remoteElement: 'ear', localElement: 'mirror' };
    const { client, call } = await page.talking({}, { video: true, ...elements });
    assert.equal(call.isVideoCall, true);
    assert.deepEqual(navigator.mediaDevices.asked, [{ audio: true, video: true }]);
    assert.deepEqual(kinds(call.localStream.getTracks()), ['audio', 'video']);
    assert.deepEqual(sent(call), call.localStream.getTracks());
    const directions = call.peer.instance.getTransceivers().map(({ direction }) => direction);
    assert.deepEqual(directions, ['sendrecv', 'sendrecv']);
    const { dialogParams } = page.gateway.said('telnyx_rtc.invite')[0].params;
    assert.deepEqual([dialogParams.audio, dialogParams.video], [true, true]);
    assert.deepEqual(kinds(call.remoteStream.getTracks()), ['audio', 'video']);
    assert.equal(ear.srcObject, call.remoteStream);
    assert.equal(mirror.srcObject, call.localStream);
    assert.deepEqual(troubles(client), []);
    assert.equal(page.ledger.tracks.size, 2);
    await assertNothingLeft(page, client);
  }));

test('a call that arrives at a client with video is answered with both', () =>
  inPage(async (page) => {
    page.gateway.manners.lines = ' m=audio m=video';
    const client = await page.signedIn({ video: true });
    assert.deepEqual(client.mediaConstraints, { audio: true, video: true });
    page.gateway.ring('in-1');
    await page.clock.settle();
    const call = client.calls['in-1'];
    assert.equal(call.isVideoCall, true);
    assert.deepEqual(navigator.mediaDevices.asked, [], 'nothing is opened while it rings');
    await call.answer();
    await page.clock.settle();
    assert.deepEqual(navigator.mediaDevices.asked, [{ audio: true, video: true }]);
    assert.deepEqual(sent(call), call.localStream.getTracks());
    assert.deepEqual(kinds(sent(call)), ['audio', 'video']);
    assert.equal(call.peer.instance.getTransceivers().length, 2, 'on the lines that were offered');
    assert.equal(page.gateway.said('telnyx_rtc.answer')[0].params.dialogParams.video, true);
    assert.deepEqual(kinds(call.remoteStream.getTracks()), ['audio', 'video']);
    await assertNothingLeft(page, client);
  }));

test('the camera of the option is asked for, with the constraints there are', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking({}, { video: { width: 640 }, camId: 'front' });
    const video = { width: 640, deviceId: { exact: 'front' } };
    assert.deepEqual(navigator.mediaDevices.asked, [{ audio: true, video }]);
    assert.equal(call.isVideoCall, true);
    await assertNothingLeft(page, client);
  }));

test('a far end whose tracks belong to no stream is seen and heard in one', () =>
  inPage(async (page) => {
    page.browser.made.namesStreams = false;
    const element = page.element('ear');
    const { client, call } = await page.talking({}, { video: true, remoteElement: element });
    assert.deepEqual(kinds(call.remoteStream.getTracks()), ['audio', 'video']);
    assert.equal(element.srcObject, call.remoteStream);
    assert.deepEqual(element.history, [call.remoteStream]);
    await assertNothingLeft(page, client);
  }));

test('muting and deafness are of the sound alone, and another microphone leaves the camera as it is', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking({}, { video: true });
    const enabled = (stream) => stream.getTracks().map(({ kind, enabled }) => [kind, enabled]);
    call.muteAudio();
    call.deaf();
    const soundOff = [
      ['audio', false],
      ['video', true],
    ];
    assert.deepEqual(enabled(call.localStream), soundOff);
    assert.deepEqual(enabled(call.remoteStream), soundOff);
    const [camera] = call.localStream.getVideoTracks();
    await call.setAudioInDevice('b');
    assert.deepEqual(call.localStream.getVideoTracks(), [camera]);
    assert.equal(camera.readyState, 'live');
    assert.deepEqual(sent(call), call.localStream.getTracks());
    assert.deepEqual(enabled(call.localStream), soundOff);
    await assertNothingLeft(page, client);
  }));

test('a call without video sends none, even of a stream that has some', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    const localStream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    const call = client.newCall({ destinationNumber: '1000', localStream });
    await page.clock.settle();
    assert.equal(call.isVideoCall, false);
    assert.deepEqual(sent(call), localStream.getAudioTracks());
    assert.deepEqual(kinds(call.remoteStream.getTracks()), ['audio']);
    await client.disconnect();
  }));

test('a call without video never sends the camera of its own stream, after a recovery as before', () =>
  inPage(async (page) => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    page.gateway.manners.lines = ' m=audio m=video';
    const options = { keepConnectionAliveOnSocketClose: true };
    const { client, call } = await page.talking(options, { localStream: stream });
    assert.deepEqual(kinds(sent(call)), ['audio']);
    lose(page.gateway);
    await page.clock.advance(client.reconnectDelay + 500);
    assert.equal(call.state, 'active');
    assert.deepEqual(kinds(sent(call)), ['audio']);
    for (const track of stream.getTracks()) track.stop();
    await assertNothingLeft(page, client);
  }));

test('an outbound call with a camera whose microphone is disabled is seen, and hears', () =>
  inPage(async (page) => {
    page.gateway.manners.lines = ' m=audio m=video';
    const client = await page.signedIn();
    client.disableMicrophone();
    const call = client.newCall({ destinationNumber: '1000', video: true });
    await page.clock.settle();
    assert.equal(call.state, 'active');
    assert.deepEqual(navigator.mediaDevices.asked, [{ audio: false, video: true }]);
    assert.deepEqual(kinds(sent(call)), ['video']);
    const directions = call.peer.instance.getTransceivers().map(({ direction }) => direction);
    assert.deepEqual(directions, ['recvonly', 'sendrecv']);
    await assertNothingLeft(page, client);
  }));
