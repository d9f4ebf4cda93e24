// What a client and a call say of themselves in each state of a call.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lose } from './gateway.mjs';
import { inPage, troubles } from './world.mjs';

/** In each state that is told: whether the client counts the call, and whether it says that it has an active one. */
function watch(client) {
  const seen = {};
  client.on('telnyx.notification', ({ call }) => {
    assert.equal(client.calls[call.id], call);
    seen[call.state] = [client.getActiveCalls().includes(call), client.hasActiveCall()];
  });
  return seen;
}

test('getActiveCalls() has a placed call until it ends; hasActiveCall() wants media that flows', () =>
  inPage(async (page) => {
    page.gateway.manners.answersCalls = false;
    const client = await page.signedIn({ keepConnectionAliveOnSocketClose: true });
    assert.deepEqual([client.getActiveCalls(), client.hasActiveCall()], [[], false]);
    const seen = watch(client);
    const call = client.newCall({ destinationNumber: '1000' });
    await page.clock.settle();
    page.gateway.ask('media', { callID: call.id, sdp: 'v=0 early' });
    await page.clock.settle();
    page.gateway.pickUp(call.id);
    await page.clock.settle();
    await call.hold();
    lose(page.gateway);
    assert.deepEqual([client.getActiveCalls(), client.hasActiveCall()], [[call], true], 'while it waits');
    await page.clock.advance(2_000);
    await call.hangup();
    assert.deepEqual(seen, {
      new: [true, false],
      requesting: [true, false],
      trying: [true, false],
      early: [true, true],
      active: [true, true],
      held: [true, true],
      recovering: [true, false],
      hangup: [false, false],
      destroy: [false, false],
    });
    assert.deepEqual([client.getActiveCalls(), client.hasActiveCall()], [[], false]);
    await client.disconnect();
  }));

test('a call that rings here counts, and is active once it is answered', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    const seen = watch(client);
    page.gateway.ring('in-1');
    await page.clock.settle();
    await client.calls['in-1'].answer();
    await page.clock.settle();
    await client.calls['in-1'].hangup();
    assert.deepEqual(seen, {
      new: [true, false],
      ringing: [true, false],
      answering: [true, false],
      active: [true, true],
      hangup: [false, false],
      destroy: [false, false],
    });
    await client.disconnect();
  }));

test('one call that ends does not hide another that is active', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    page.gateway.ring('in-1');
    await page.clock.settle();
    const other = client.calls['in-1'];
    assert.deepEqual(client.getActiveCalls(), [call, other]);
    const refused = other.hangup();
    assert.deepEqual([client.getActiveCalls(), client.hasActiveCall()], [[call], true]);
    await refused;
    assert.deepEqual([client.getActiveCalls(), client.hasActiveCall()], [[call], true]);
    await client.disconnect();
  }));

test('the ids of the platform are known as soon as the gateway has said them, and after the end', () =>
  inPage(async (page) => {
    page.gateway.manners.answersCalls = false;
    const client = await page.signedIn();
    const seen = [];
    client.on('telnyx.notification', ({ call }) => seen.push([call.state, Object.values(call.telnyxIDs)]));
    const call = client.newCall({ destinationNumber: '1000', id: 'out' });
    await page.clock.settle();
    const rings = { telnyxCallControlId: undefined, telnyxSessionId: 'ts', telnyxLegId: 'leg out' };
    assert.deepEqual(call.telnyxIDs, rings);
    page.gateway.ask('answer', { callID: 'out', sdp: 'v=0 answer', telnyx_call_control_id: 'tc' });
    await page.clock.settle();
    await call.hangup();
    const unknown = [undefined, undefined, undefined];
    const known = ['tc', 'ts', 'leg out'];
    assert.deepEqual(seen, [
      ['new', unknown],
      ['requesting', unknown],
      ['trying', unknown], // the far end does not ring yet
      ['active', known],
      ['hangup', known],
      ['destroy', known],
    ]);

    seen.length = 0;
    const ids = { telnyx_call_control_id: 'tc', telnyx_session_id: 'ts', telnyx_leg_id: 'tl' };
    page.gateway.ring('in-1', undefined, ids);
    await page.clock.settle();
    assert.deepEqual(seen, [
      ['new', ['tc', 'ts', 'tl']],
      ['ringing', ['tc', 'ts', 'tl']],
    ]);
    await client.disconnect();
  }));

test('a gateway that does not say whether the call is held has done what it was asked', () =>
  inPage(async (page) => {
    page.gateway.manners.tellsHold = false;
    const { client, call } = await page.talking();
    for (const [method, state] of [
      ['hold', 'held'],
      ['hold', 'held'],
      ['unhold', 'active'],
      ['unhold', 'active'],
      ['toggleHold', 'held'],
      ['toggleHold', 'active'],
    ]) {
      assert.equal(await call[method](), true);
      assert.equal(call.state, state, method);
    }
    const actions = page.gateway.said('telnyx_rtc.modify').map(({ params }) => params.action);
    assert.deepEqual(actions, ['hold', 'hold', 'unhold', 'unhold', 'toggleHold', 'toggleHold']);
    assert.deepEqual(troubles(client), []);
    await client.disconnect();
  }));
