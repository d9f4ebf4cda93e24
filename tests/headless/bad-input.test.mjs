// Whatever an application, a user, a page or a gateway may do at a wrong time or in a wrong way, as a table for each:
// what is told, that a call goes on or ends with a reason, and that nothing is left pending.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNothingLeft, inPage, troubles } from './world.mjs';

// ---- calls at a wrong time ---------------------------------------------------------------------------------

/** Each is given a client in some state and a call, and returns what it was promised. */
const moments = {
  'before connect()': async (page) => {
    const client = await page.client();
    return { client, call: client.newCall({ destinationNumber: '1000' }) };
  },
  'while the socket opens': async (page) => {
    const client = await page.client();
    await client.connect();
    return { client, call: client.newCall({ destinationNumber: '1000' }) };
  },
  'while a call rings here': async (page) => {
    const client = await page.signedIn();
    page.gateway.ring('in');
    await page.clock.settle();
    return { client, call: client.calls.in };
  },
  'while a call rings there': async (page) => {
    page.gateway.manners.answersCalls = false;
    return page.talking();
  },
  'in a call': (page) => page.talking(),
  'without a socket': async (page) => {
    const talking = await page.talking({ keepConnectionAliveOnSocketClose: true });
    page.gateway.manners.opens = false;
    page.gateway.socket.cut();
    return talking;
  },
  'after a refused login': async (page) => {
    page.gateway.manners.acceptsLogin = false;
    const client = await page.signedIn();
    return { client, call: client.newCall({ destinationNumber: '1000' }) };
  },
  'after the call': async (page) => {
    const { client, call } = await page.talking();
    await call.hangup();
    return { client, call };
  },
  'after the last attempt': async (page) => {
    const talking = await page.talking({
      keepConnectionAliveOnSocketClose: true,
      maxReconnectAttempts: 1,
    });
    page.gateway.manners.opens = false;
    page.gateway.socket.cut();
    await page.clock.advance(10_000);
    return talking;
  },
  'during disconnect()': async (page) => {
    const { client, call } = await page.talking();
    page.gateway.manners.answersBye = false;
    void client.disconnect();
    return { client, call };
  },
  'after disconnect()': async (page) => {
    const { client, call } = await page.talking();
    await client.disconnect();
    return { client, call };
  },
};

const acts = {
  'answer()': ({ call }) => call.answer(),
  'answer() with nonsense': ({ call }) => [
    call.answer(null),
    call.answer(5),
    call.answer({ customHeaders: 'x' }),
  ],
  'hangup() twice': ({ call }) => [call.hangup(), call.hangup()],
  'hangup() with nonsense': ({ call }) => [
    call.hangup({ cause: {}, causeCode: 'x', sipCode: NaN, sipReason: [], dialogParams: 'x' }),
  ],
  'hold, unhold, toggle': ({ call }) => [call.hold(), call.unhold(), call.toggleHold()],
  'dtmf()': ({ call }) => [call.dtmf('1'), call.dtmf(''), call.dtmf(), call.dtmf({}), call.dtmf(5)],
  mute: ({ call }) => [call.muteAudio(), call.unmuteAudio(), call.toggleAudioMute()],
  deaf: ({ call }) => [call.deaf(), call.undeaf(), call.toggleDeaf()],
  'setAudioOutDevice()': ({ call }) => [call.setAudioOutDevice('gone'), call.setAudioOutDevice(null)],
  'connect() twice': ({ client }) => [client.connect(), client.connect()],
  'login() with nonsense': ({ client }) => [
    client.login(),
    client.login(null),
    client.login({ creds: 'x', onSuccess: 5, onError: 'x' }),
    client.login({ creds: { login: {}, password: [] } }),
  ],
  'getIsRegistered()': ({ client }) => client.getIsRegistered(),
  'clearReconnectToken() twice': ({ client }) => [client.clearReconnectToken(), client.clearReconnectToken()],
  'disconnect() twice': ({ client }) => [client.disconnect(), client.disconnect()],
  'listeners that are none': ({ client }) => [
    client.on('telnyx.ready', null),
    client.on('telnyx.ready', 'x'),
    client.off('nobody knows'),
    client.off('telnyx.ready', 5),
  ],
};

for (const [when, prepare] of Object.entries(moments)) {
  test(`whatever an application calls ${when}, nothing throws, hangs or is left`, async () => {
    for (const [what, act] of Object.entries(acts)) {
      await inPage(async (page) => {
        const { client, call } = await prepare(page);
        const promises = [act({ client, call })].flat().filter((value) => value instanceof Promise);
        const outcomes = Promise.allSettled(promises);
        await page.clock.settle();
        await page.clock.advance(1_000);
        await assertNothingLeft(page, client, promises);
        const rejected = (await outcomes).filter(({ status }) => status === 'rejected');
        assert.deepEqual(rejected, [], `${what} never rejects`);
        const ours = page.console.error.filter(([line]) => line !== 'A listener of login threw');
        assert.deepEqual(ours, [], what);
        if (call) assert.ok(['destroy', 'new'].includes(call.state), `${what}: ${call.state}`);
      }).catch((error) => {
        throw new Error(`${what}: ${error.message}`, { cause: error });
      });
    }
  });
}

for (const [what, moment, act, expected, outcome] of [
  ['hold() while it rings', 'while a call rings here', (call) => call.hold(), ['error 44001'], false],
  ['hold() before the answer', 'while a call rings there', (call) => call.hold(), ['error 44001'], false],
  ['hold() of a call that is over', 'after the call', (call) => call.hold(), [], false],
  ['answer() of a call that talks', 'in a call', (call) => call.answer(), ['warning 33006'], undefined],
  [
    'answer() of an outbound call',
    'while a call rings there',
    (call) => call.answer(),
    ['warning 33006'],
    undefined,
  ],
  ['answer() of a call that is over', 'after the call', (call) => call.answer(), [], undefined],
  ['hangup() of a call that is over', 'after the call', (call) => call.hangup(), [], undefined],
]) {
  test(`${what} is told as ${expected.join(', ') || 'nothing'}`, () =>
    inPage(async (page) => {
      const { client, call } = await moments[moment](page);
      const before = call.state;
      client.events.length = 0;
      assert.equal(await act(call), outcome);
      await page.clock.settle();
      assert.deepEqual(troubles(client), expected);
      assert.equal(call.state, before);
      await assertNothingLeft(page, client);
    }));
}

// ---- permissions -------------------------------------------------------------------------------------------

for (const [name, code] of [
  ['NotAllowedError', 42001],
  ['NotFoundError', 42002],
  ['NotReadableError', 42003],
  ['OverconstrainedError', 42002],
  ['AbortError', 42003],
  ['SecurityError', 42003],
  ['SomethingNew', 42003],
]) {
  for (const direction of ['outbound', 'inbound']) {
    test(`a microphone refused by ${name} ends the ${direction} call with ${code}, and the next one is made`, () =>
      inPage(async (page) => {
        const client = await page.signedIn();
        page.browser.made.microphoneRefusal = name;
        let call;
        if (direction === 'outbound') call = client.newCall({ destinationNumber: '1000' });
        else {
          page.gateway.ring('in');
          await page.clock.settle();
          call = client.calls.in;
          await call.answer();
        }
        await page.clock.settle();
        assert.deepEqual(troubles(client), [`error ${code}`]);
        assert.equal(call.state, 'destroy');
        assert.equal(call.endReason, 'media');
        assert.equal(page.ledger.peers.size, 0);
        page.browser.made.microphoneRefusal = null;
        const next = client.newCall({ destinationNumber: '1000' });
        await page.clock.settle();
        assert.equal(next.state, 'active');
        await assertNothingLeft(page, client);
      }));
  }
}

test('a page without mediaDevices, as one that is not secure, ends the call with 42003', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    navigator.mediaDevices = undefined;
    const call = client.newCall({ destinationNumber: '1000' });
    await page.clock.settle();
    assert.deepEqual(troubles(client), ['error 42003']);
    assert.equal(call.state, 'destroy');
    assert.deepEqual(await client.getDevices(), []);
    await assertNothingLeft(page, client);
  }));

// ---- storage -----------------------------------------------------------------------------------------------

for (const [what, text] of [
  ['an empty text', ''],
  ['half an object', '{"routing":'],
  ['null', 'null'],
  ['a number', '5'],
  ['a list', '[]'],
  ['fields of the wrong types', '{"routing":5,"session":{},"storedAt":"x"}'],
  ['a stamp of another age', '{"routing":"R","session":"S","storedAt":-8640000000000001}'],
  ['a stamp beyond all numbers', '{"routing":"R","session":"S","storedAt":1e999}'],
  ['a stamp far ahead', '{"routing":"R","session":"S","storedAt":1e300}'],
  ['calls that are none', '{"routing":"R","session":"S","storedAt":1735689600000,"calls":[null,5,{"id":7}]}'],
  [
    'two megabytes',
    JSON.stringify({ routing: 'x'.repeat(2_000_000), session: 'S', storedAt: 1735689600000 }),
  ],
]) {
  test(`a storage that holds ${what} harms nobody`, () =>
    inPage(async (page) => {
      globalThis.sessionStorage.getItem = () => text;
      const { client, call } = await page.talking();
      assert.equal(call.state, 'active');
      assert.deepEqual(troubles(client), []);
      await assertNothingLeft(page, client);
    }));
}

for (const method of ['getItem', 'setItem', 'removeItem']) {
  test(`a storage whose ${method} throws harms nobody`, () =>
    inPage(async (page) => {
      globalThis.sessionStorage[method] = () => {
        throw Object.assign(new Error('full'), { name: 'QuotaExceededError' });
      };
      const { client, call } = await page.talking();
      assert.equal(call.state, 'active');
      client.clearReconnectToken();
      assert.deepEqual(troubles(client), []);
      await assertNothingLeft(page, client);
    }));
}

// ---- frames ------------------------------------------------------------------------------------------------

const asks = (method, params, id = 7) => ({ jsonrpc: '2.0', id, method: `telnyx_rtc.${method}`, params });

for (const [what, frame] of [
  ['no text', new ArrayBuffer(16)],
  ['nothing', ''],
  ['a text', '"x"'],
  ['a list of frames', [asks('bye', { callID: 'C' })]],
  ['a thousand levels', `${'['.repeat(1_000)}${']'.repeat(1_000)}`],
  ['an id that is an object', asks('ping', {}, { a: 1 })],
  ['an id that is beyond all numbers', '{"jsonrpc":"2.0","id":1e999,"method":"telnyx_rtc.ping"}'],
  ['the end of a call that nobody knows', asks('bye', { callID: 'nobody' })],
  ['the answer of a call that nobody knows', asks('answer', { callID: 'nobody', sdp: 'v=0' })],
  ['candidates of a call that nobody knows', asks('candidate', { callID: 'nobody', candidate: 'c' })],
  ['a second answer', asks('answer', { callID: 'C', sdp: 'v=0 other' })],
  ['a second ringing', asks('ringing', { callID: 'C' })],
  ['an invite that is the call itself', asks('invite', { callID: 'C', sdp: 'v=0' })],
  ['an invite without a description', asks('invite', { callID: 'D' })],
  ['an error without a code', { jsonrpc: '2.0', id: 'x', error: {} }],
  ['a state that does not exist', asks('gatewayState', { state: 'DANCING' })],
  ['the prototype', '{"__proto__":{"method":"x"},"constructor":1,"id":1,"method":"toString","params":{}}'],
]) {
  test(`a call goes on after a frame that is ${what}`, () =>
    inPage(async (page) => {
      const { client, call } = await page.talking({}, { id: 'C' });
      client.events.length = 0;
      if (frame instanceof ArrayBuffer) page.gateway.socket.tell('message', { data: frame });
      else page.gateway.socket.say(frame);
      await page.clock.advance(100);
      assert.equal(call.state, 'active');
      assert.deepEqual(
        troubles(client).filter((word) => word !== 'warning 33010'),
        [],
      );
      assert.deepEqual(page.console.error, []);
      assert.equal(await call.hold(), true);
      await assertNothingLeft(page, client);
    }));
}
