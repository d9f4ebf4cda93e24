// What goes wrong with the microphone and with the path of the sound, and how the application sees it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inPage, told } from './world.mjs';

/** A client of the guide's sample, a call that rings, and what the sample's dialog and callbacks were told. */
async function answering(page, more = {}) {
  const heard = [];
  const client = await page.signedIn({
    mediaPermissionsRecovery: {
      enabled: true,
      timeout: 20000,
      onSuccess: () => heard.push('success'),
      onError: (error) => heard.push(`error ${error.code}`),
      ...more,
    },
  });
  const { isMediaRecoveryErrorEvent } = page.package;
  const dialog = {};
  client.on('telnyx.error', (event) => {
    if (isMediaRecoveryErrorEvent(event)) {
      Object.assign(dialog, {
        event,
        onContinue: () => event.resume(),
        onCancel: () => event.reject?.(),
      });
    }
  });
  page.browser.made.microphoneRefusal = 'NotAllowedError';
  page.gateway.ring('in-1');
  await page.clock.settle();
  const call = client.calls['in-1'];
  void call.answer();
  await page.clock.settle();
  return { client, call, dialog, heard };
}

const warnings = ({ events }) =>
  events.filter(({ name }) => name === 'telnyx.warning').map(({ event }) => event);

test('G13: the sample of the guide: the dialog comes, the user allows the microphone, the call goes on', () =>
  inPage(async (page) => {
    const { client, call, dialog, heard } = await answering(page);
    const { event } = dialog;
    assert.equal(event.recoverable, true);
    assert.equal(event.callId, 'in-1');
    assert.equal(event.sessionId, 'S1');
    assert.equal(event.error.code, 42001);
    assert.equal(event.error.fatal, false);
    assert.equal(event.code, 42001);
    assert.equal(event.error.originalError.message, 'no');
    assert.equal(event.retryDeadline, Date.now() + 20_000);
    assert.equal(call.state, 'ringing');
    assert.deepEqual(heard, []);

    page.browser.made.microphoneRefusal = null;
    dialog.onContinue();
    dialog.onContinue();
    await page.clock.settle();
    assert.equal(call.state, 'active');
    assert.deepEqual(heard, ['success']);
    dialog.onCancel();
    await page.clock.advance(30_000);
    assert.equal(call.state, 'active');
    assert.deepEqual(heard, ['success']);
    assert.equal(told(client).filter((name) => name.startsWith('error')).length, 1);
  }));

test('G13: the user declines: one fatal error, then the hangup, with the code of the first failure', () =>
  inPage(async (page) => {
    const { client, call, dialog, heard } = await answering(page);
    client.events.length = 0;
    dialog.onCancel();
    await page.clock.settle();
    assert.deepEqual(heard, ['error 42001']);
    assert.deepEqual(told(client), ['rtc.mediaError', 'userMediaError', 'error 42001', 'hangup', 'destroy']);
    const { event } = client.events.find(({ name }) => name === 'telnyx.error');
    assert.deepEqual([event.recoverable, event.error.fatal], [false, true]);
    assert.equal(call.endReason, 'media');
    assert.equal(call.cause, 'USER_BUSY');
    assert.equal(page.gateway.said('telnyx_rtc.bye').length, 1);
    assert.equal(page.ledger.peers.size, 0);
  }));

test('G13: nobody decides: the same after the timeout, which is 20 s if none is given', () =>
  inPage(async (page) => {
    const { call, heard } = await answering(page, { timeout: undefined });
    await page.clock.advance(19_900);
    assert.equal(call.state, 'ringing');
    await page.clock.advance(200);
    assert.deepEqual(heard, ['error 42001']);
    assert.equal(call.endReason, 'media');
  }));

test('G13: a call that ended meanwhile never opens a microphone, and a callback that throws harms nobody', () =>
  inPage(async (page) => {
    let errors = 0;
    const onError = () => {
      errors += 1;
      throw new Error('the application');
    };
    const { call, dialog } = await answering(page, { onError });
    page.browser.made.microphoneRefusal = null;
    await call.hangup();
    dialog.onContinue();
    await page.clock.advance(30_000);
    assert.equal(errors, 1);
    assert.equal(call.state, 'destroy');
    assert.equal(navigator.mediaDevices.asked.length, 1);
    assert.equal(page.ledger.tracks.size, 0);
  }));

test('G16: a peer that fails is offered another path, and the application sees why and how it ended', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    const [peer] = page.browser.made.peers;
    client.events.length = 0;
    peer.turn('failed');
    await page.clock.advance(1_500);
    assert.equal(peer.restarts, 1);
    assert.equal(peer.signalingState, 'stable');
    assert.deepEqual(told(client), [
      'rtc.peerConnectionFailureError',
      'peerConnectionFailureError',
      'warning 33004',
      'warning 36004',
      'warning 39004',
    ]);
    assert.equal(client.events[1].event.call, call);
    const [, begun, ended] = warnings(client);
    assert.deepEqual([begun.reason, begun.callId], ['connection_failed', call.id]);
    assert.deepEqual([ended.reason, ended.callId], ['restored', call.id]);
    assert.equal(call.state, 'active');
    assert.equal(call.peer.instance, peer);
  }));

test('G16: a peer that cannot be saved ends its call with a reason, and every offer was taken back', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    const [peer] = page.browser.made.peers;
    page.gateway.manners.updatesMedia = false;
    client.events.length = 0;
    peer.turn('failed');
    await page.clock.advance(2_000);
    assert.equal(peer.signalingState, 'stable');
    await page.clock.advance(20_000);
    assert.equal(peer.restarts, 3);
    const ended = warnings(client).filter(({ code }) => code === 39004);
    assert.deepEqual(
      ended.map(({ reason }) => reason),
      ['failed', 'failed', 'failed'],
    );
    assert.deepEqual(told(client).slice(-3), ['error 47001', 'hangup', 'destroy']);
    assert.equal(call.endReason, 'peer-dead');
    assert.equal(call.cause, 'MEDIA_TIMEOUT');
    assert.equal(call.causeCode, 604);
    assert.deepEqual(page.console.error, []);
  }));

test('G16: the page is on another network: a path is looked for while the old one still plays', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    const [peer] = page.browser.made.peers;
    client.events.length = 0;
    window.tell('online');
    await page.clock.advance(1_000);
    assert.equal(peer.restarts, 1);
    assert.deepEqual(told(client), ['warning 36004', 'warning 39004']);
    assert.equal(client.events[0].event.reason, 'network_changed');
    assert.equal(call.state, 'active');
  }));

test('digits that cannot be sent are told by a code of our own', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking({ keepConnectionAliveOnSocketClose: true });
    const { HOLDFAST_ERROR_CODES } = page.package;
    client.events.length = 0;
    page.gateway.socket.cut();
    call.dtmf('5');
    const { event } = client.events.find(({ name }) => name === 'telnyx.error');
    assert.equal(event.error.code, HOLDFAST_ERROR_CODES.DTMF_NOT_SENT);
    assert.equal(event.error.name, 'DTMF_NOT_SENT');
    assert.equal(event.error.fatal, false);
  }));
