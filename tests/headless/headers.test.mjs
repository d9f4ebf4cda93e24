// What travels beside a call, both ways: SIP headers, client state, the platform's ids, and how SIP says it ended.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inPage } from './world.mjs';

const header = (name) => ({ name: `X-${name}`, value: name.toLowerCase() });
const [mine, last, theirs] = ['Mine', 'Last', 'Theirs'].map(header);

/** The `dialogParams` of the last frame of that method. */
const along = (page, method) => page.gateway.said(`telnyx_rtc.${method}`).at(-1).params.dialogParams;

/** A call that rings here. */
async function rung(page, more) {
  const client = await page.signedIn();
  page.gateway.ring('in-1', undefined, more);
  await page.clock.settle();
  return { client, call: client.calls['in-1'] };
}

/** The gateway ends the call. */
async function ended(page, call, params) {
  page.gateway.ask('bye', { callID: call.id, ...params });
  await page.clock.settle();
  assert.equal(call.state, 'destroy');
}

test('the headers of hangup() are appended to those of the call, and all go out with the BYE', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking({}, { customHeaders: [mine] });
    assert.deepEqual(along(page, 'invite').custom_headers, [mine]);
    await call.hangup({ dialogParams: { customHeaders: [last, theirs] } });
    assert.deepEqual(along(page, 'bye').custom_headers, [mine, last, theirs]);
    assert.deepEqual(call.options.customHeaders, [mine, last, theirs]);
    await client.disconnect();
  }));

test('a call without headers has those of its hangup(), and none without them', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    await call.hangup({ dialogParams: { customHeaders: [last] } });
    assert.deepEqual(along(page, 'bye').custom_headers, [last]);
    assert.deepEqual(call.options.customHeaders, [last]);

    const other = client.newCall({ destinationNumber: '1001' });
    await page.clock.settle();
    await other.hangup({ dialogParams: { customHeaders: [] } });
    assert.equal('custom_headers' in along(page, 'bye'), false);
    assert.equal(other.options.customHeaders, undefined);
    await client.disconnect();
  }));

test('a call that is refused says the headers of its invite and those of hangup()', () =>
  inPage(async (page) => {
    const { client, call } = await rung(page, { dialogParams: { custom_headers: [theirs] } });
    assert.deepEqual(call.options.customHeaders, [theirs]);
    await call.hangup({ dialogParams: { customHeaders: [last] } });
    assert.deepEqual(along(page, 'bye').custom_headers, [theirs, last]);
    assert.deepEqual(call.options.customHeaders, [theirs, last]);
    await client.disconnect();
  }));

test('the headers of the gateway’s BYE are appended to those of the call before its hangup is told', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking({}, { customHeaders: [mine] });
    const seen = [];
    client.on('telnyx.notification', ({ call }) => seen.push([call.state, call.options.customHeaders]));
    await ended(page, call, { dialogParams: { custom_headers: [theirs] } });
    assert.deepEqual(seen, [
      ['hangup', [mine, theirs]],
      ['destroy', [mine, theirs]],
    ]);
    await client.disconnect();
  }));

for (const spelling of ['client_state', 'clientState']) {
  test(`the client state of an invite and of a BYE is that of the call, when it comes as ${spelling}`, () =>
    inPage(async (page) => {
      const { client, call } = await rung(page, { [spelling]: 'b25l' });
      assert.equal(call.options.clientState, 'b25l');
      await call.answer();
      await page.clock.settle();
      assert.equal(along(page, 'answer').clientState, 'b25l');
      await ended(page, call, { [spelling]: 'dHdv' });
      assert.equal(call.options.clientState, 'dHdv');
      await client.disconnect();
    }));
}

test('the client state that a call was placed with stays when a BYE brings none', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking({}, { clientState: 'bWluZQ==' });
    await ended(page, call, {});
    assert.equal(call.options.clientState, 'bWluZQ==');
    await client.disconnect();
  }));

test('ids of the platform that the application gave go out with the invite, and give way to the gateway’s', () =>
  inPage(async (page) => {
    const given = {
      telnyxCallControlId: 'my control',
      telnyxSessionId: 'my session',
      telnyxLegId: 'my leg',
    };
    const ids = ({ telnyxCallControlId, telnyxSessionId, telnyxLegId }) => ({
      telnyxCallControlId,
      telnyxSessionId,
      telnyxLegId,
    });
    page.gateway.manners.answersCalls = false;
    const client = await page.signedIn();
    const call = client.newCall({ destinationNumber: '1000', ...given });
    assert.deepEqual(call.telnyxIDs, given);
    await page.clock.settle();
    assert.deepEqual(ids(along(page, 'invite')), given);

    // The script's `ringing` names a session and a leg.
    const rings = { ...given, telnyxSessionId: 'ts', telnyxLegId: `leg ${call.id}` };
    assert.deepEqual(call.telnyxIDs, rings);
    page.gateway.ask('answer', { callID: call.id, sdp: 'v=0 answer', telnyx_call_control_id: 'tc' });
    await page.clock.settle();
    const known = { ...rings, telnyxCallControlId: 'tc' };
    assert.deepEqual(call.telnyxIDs, known);
    assert.deepEqual(ids(call.options), known);
    await call.hangup();
    assert.deepEqual(ids(along(page, 'bye')), known);
    await client.disconnect();
  }));

test('what SIP says of the end is on the call when its hangup is told', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    const words = ({ sipCode, sipReason, sipCallId }) => [sipCode, sipReason, sipCallId];
    assert.deepEqual(words(call), [undefined, undefined, undefined]);
    const seen = [];
    client.on('telnyx.notification', ({ call }) => seen.push([call.state, ...words(call)]));
    await ended(page, call, { sipCode: 503, sipReason: 'Unavailable', sip_call_id: 'abc@sip' });
    assert.deepEqual(seen, [
      ['hangup', 503, 'Unavailable', 'abc@sip'],
      ['destroy', 503, 'Unavailable', 'abc@sip'],
    ]);
    assert.deepEqual([call.cause, call.causeCode], ['NORMAL_CLEARING', 16]);
    await client.disconnect();
  }));

test('a hangup() that says what SIP is to say tells it to the gateway and to the call', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    await call.hangup({ sipCode: 486, sipReason: 'Busy', sip_call_id: 'abc@sip' });
    assert.deepEqual([call.sipCode, call.sipReason, call.sipCallId], [486, 'Busy', 'abc@sip']);
    const { sipCode, sip_call_id } = page.gateway.said('telnyx_rtc.bye')[0].params;
    assert.deepEqual({ sipCode, sip_call_id }, { sipCode: 486, sip_call_id: 'abc@sip' });
    await client.disconnect();
  }));
