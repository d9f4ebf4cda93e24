// The main job: a call that outlives its socket, and one that is not meant to.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lose } from './gateway.mjs';
import { inPage, told } from './world.mjs';

const keep = { keepConnectionAliveOnSocketClose: true };

test('a client connects, registers and calls', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    assert.deepEqual(told(client), ['socket.open', 'ready', 'new', 'requesting', 'trying', 'active']);
    assert.equal(client.connected, true);
    assert.equal(client.sessionid, 'S1');
    assert.equal(client.region, 'eu');
    assert.equal(client.dc, 'fr5');
    assert.deepEqual(Object.keys(client.calls), [call.id]);
    assert.equal(call.direction, 'outbound');
    assert.equal(call.telnyxIDs.telnyxLegId, `leg ${call.id}`);
    assert.equal(call.peer.instance, page.browser.made.peers[0]);
    assert.equal(await client.getIsRegistered(), true);
  }));

test('a call in the middle of a lost socket recovers as the same object, muted as before, on a new peer', () =>
  inPage(async (page) => {
    const element = page.element('far end');
    const { client, call } = await page.talking(keep, { remoteElement: 'far end' });
    const [old] = page.browser.made.peers;
    const { id, localStream, remoteStream } = call;
    call.muteAudio();
    call.deaf();
    client.events.length = 0;

    const lostAt = page.clock.wall;
    lose(page.gateway);
    assert.equal(client.connected, false);
    assert.equal(call.state, 'active');
    assert.equal(old.connectionState, 'connected');
    assert.equal(element.srcObject, remoteStream);
    const wait = client.reconnectDelay;
    assert.ok(wait >= 750 && wait <= 1250, `the wait was ${wait} ms`);

    await page.clock.advance(wait);
    await page.clock.advance(200);
    const [closed, ...others] = told(client);
    assert.equal(closed, 'socket.close');
    assert.deepEqual(others, ['reconnecting', 'socket.open', 'ready', 'recovering', 'active', 'recovered']);
    const event = (name) => client.events.find((one) => one.name === `telnyx.${name}`).event;
    const scheduled = event('reconnecting');
    assert.deepEqual(scheduled.calls, [call]);
    assert.equal(scheduled.delay, wait);
    assert.equal(scheduled.attempt, 1);
    assert.equal(scheduled.maxAttempts, 10);
    assert.equal(scheduled.nextAttemptAt, lostAt + wait);
    assert.equal(scheduled.deadline, lostAt + 90_000);
    assert.equal(scheduled.reason, 'socket-closed');
    const { outage, ...end } = event('recovered');
    assert.ok(outage >= wait && outage <= wait + 200, `the outage was ${outage} ms`);
    assert.deepEqual(end, { attempts: 1, recovered: [call], lost: [] });
    assert.equal(client.calls[id], call);
    assert.equal(call.id, id);
    assert.equal(call.recoveredCallId, id);
    assert.equal(call.isAudioMuted, true);
    assert.equal(call.localStream, localStream);
    assert.equal(localStream.getAudioTracks()[0].enabled, false);

    const next = page.browser.made.peers[1];
    assert.equal(call.peer.instance, next);
    assert.equal(old.connectionState, 'closed');
    assert.notEqual(call.remoteStream, remoteStream);
    assert.deepEqual(element.history, [remoteStream, call.remoteStream], 'the element never fell silent');
    assert.equal(call.remoteStream.getAudioTracks()[0].enabled, false, 'deaf as before');
    assert.equal(page.ledger.peers.size, 1);
  }));

test('the new peer plays muted before the element changes streams, and until the peer closes', () =>
  inPage(async (page) => {
    const element = page.element('far end');
    const { client, call } = await page.talking(keep, { remoteElement: element });
    const heard = call.remoteStream;
    page.browser.globals.RTCPeerConnection.prototype.silent = true;
    lose(page.gateway);
    await page.clock.advance(1_500);
    const [keeper] = page.browser.made.elements.filter(({ muted }) => muted);
    assert.ok(keeper && !keeper.paused);
    assert.equal(element.srcObject, heard, 'no packet yet: the old peer is heard');
    assert.equal(call.state, 'recovering');

    delete page.browser.globals.RTCPeerConnection.prototype.silent;
    await page.clock.advance(5);
    assert.equal(element.srcObject, keeper.srcObject);
    assert.equal(call.state, 'active');
    await client.disconnect();
    assert.equal(keeper.srcObject, null);
    assert.equal(element.srcObject, null);
  }));

test('a call that is re-attached under another id is known by that id from one event to the next', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking(keep);
    const { id } = call;
    page.gateway.manners.renames = (old) => `${old} anew`;
    const seen = [];
    client.on('telnyx.notification', ({ call }) =>
      seen.push([call.state, call.id, call.recoveredCallId, Object.keys(client.calls)]),
    );
    lose(page.gateway);
    await page.clock.advance(1_500);
    const anew = `${id} anew`;
    assert.deepEqual(seen, [
      ['recovering', anew, id, [anew]],
      ['active', anew, id, [anew]],
    ]);
    assert.equal(client.calls[anew], call);
    assert.equal(call.options.id, anew);
  }));

test('a held call is held again', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking(keep);
    assert.equal(await call.hold(), true);
    assert.equal(call.state, 'held');
    client.events.length = 0;
    lose(page.gateway);
    await page.clock.advance(1_500);
    assert.deepEqual(told(client).slice(-3), ['recovering', 'held', 'recovered']);
    assert.equal(await call.unhold(), true);
    assert.equal(call.state, 'active');
  }));

test('without the option a lost socket ends the call at once, and its peer', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    client.events.length = 0;
    lose(page.gateway);
    assert.deepEqual(told(client), ['socket.close', 'hangup', 'destroy', 'reconnecting']);
    assert.equal(call.endReason, 'socket-lost');
    assert.equal(call.cause, 'NETWORK_OUT_OF_ORDER');
    assert.equal(call.causeCode, 38);
    assert.equal(call.peer.instance, null);
    assert.equal(page.ledger.peers.size, 0);
    assert.equal(page.ledger.tracks.size, 0);
    assert.deepEqual(client.calls, {});

    await page.clock.advance(1_500);
    assert.equal(page.gateway.said('telnyx_rtc.bye').length, 1, 'the gateway is told after the next login');
    assert.deepEqual(told(client).slice(-2), ['ready', 'recovered']);
    const { recovered, lost } = client.events.at(-1).event;
    assert.deepEqual(
      { recovered, lost },
      { recovered: [], lost: [{ callId: call.id, endReason: 'socket-lost' }] },
    );
  }));

test('a call that the gateway forgot ends with the reason', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking(keep);
    client.events.length = 0;
    page.gateway.manners.remembers = false;
    lose(page.gateway);
    await page.clock.advance(1_500);
    assert.equal(call.endReason, 'not-reattached');
    const names = told(client);
    assert.ok(names.indexOf('error 48501') < names.indexOf('hangup'), String(names));
    assert.equal(client.events.find(({ name }) => name === 'telnyx.error').event.callId, call.id);
  }));

test('when no attempt is left the calls end first, then one error says so, and connect() starts afresh', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking({ ...keep, maxReconnectAttempts: 2 });
    page.gateway.manners.opens = false;
    client.events.length = 0;
    lose(page.gateway);
    await page.clock.advance(10_000);
    const names = told(client);
    assert.equal(names.filter((name) => name === 'error 45003').length, 1, String(names));
    assert.ok(names.indexOf('destroy') < names.indexOf('error 45003'));
    assert.equal(call.endReason, 'exhausted');

    page.gateway.manners.opens = true;
    await client.connect();
    await page.clock.settle();
    assert.equal(told(client).at(-1), 'ready');
  }));

test('a socket that fell silent is given up: its close is told then, and not again when the browser notices', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking(keep);
    const silent = page.gateway.socket;
    silent.dead = true;
    silent.heard = undefined;
    client.events.length = 0;
    for (const each of page.gateway.calls.values()) each.attached = false;
    await page.clock.advance(10_000);
    assert.deepEqual(told(client).slice(0, 4), [
      'warning 36003',
      'socket.close',
      'reconnecting',
      'socket.open',
    ]);
    assert.equal(call.state, 'active');
    silent.cut();
    const closes = client.events.filter(({ name }) => name === 'telnyx.socket.close');
    assert.deepEqual(
      closes.map(({ event }) => [event.socketGeneration, event.code]),
      [[1, 1006]],
    );
    assert.equal(client.connected, true);
  }));

test('a call that nobody here knows is hung up, and the warning says which it was', () =>
  inPage(async (page) => {
    const client = await page.signedIn(keep);
    client.events.length = 0;
    const params = { callID: 'stray', sdp: page.gateway.description('offer anew'), telnyx_leg_id: 'leg 1' };
    page.gateway.ask('attach', params);
    await page.clock.settle();
    assert.deepEqual(told(client), ['warning 35002']);
    assert.deepEqual(client.events[0].event.params, params);
    assert.equal(client.events[0].event.reason, 'stray');
    assert.equal(page.gateway.said('telnyx_rtc.bye').at(-1).params.dialogParams.callID, 'stray');
  }));
