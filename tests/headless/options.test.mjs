// Every option of a client and of a call with values of the wrong kind, as tables: each is ignored with one warning,
// or refused where nothing can be done without it, and nothing is left.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNothingLeft, inPage, told, troubles } from './world.mjs';

const wrong = {
  text: [{}, [], true, () => {}, Symbol('x')],
  flag: ['yes', {}, [], () => {}],
  whole: [-1, 1.5, NaN, Infinity, 2 ** 31, 'many', ' ', '-1', {}, true],
  port: [-1, 1.5, 2 ** 16, '70000', 'many', {}, true],
  list: [{}, 'x', 1, true],
  object: ['x', 1, true, [], () => {}],
  media: ['x', 1, []],
  element: [1, true, []],
  listener: ['x', 1, {}, true],
  policy: ['x', 1, {}, [-1], [1, 'x']],
};

// Those that are not acted on yet are not looked at either.
const clientOptions = {
  text: 'passwd ringtoneFile ringbackFile region rtcIp env',
  flag:
    'pushWhenActive earlySdpAnswer prefetchIceCandidates forceRelayCandidate trickleIce' +
    ' keepConnectionAliveOnSocketClose hangupOnBeforeUnload useCanaryRtcServer skipLastVoiceSdkId skipTrailing' +
    ' mutedMicOnStart autoReconnect',
  whole: 'maxReconnectAttempts sessionRetention',
  port: 'rtcPort',
  list: 'iceServers',
  object: 'anonymous_login userVariables mediaPermissionsRecovery recording',
  media: 'video',
  listener: 'tokenProvider',
  policy: 'reconnectPolicy',
};

const callOptions = {
  text: 'callerNumber callerName id telnyxCallControlId telnyxSessionId telnyxLegId clientState micId camId speakerId',
  flag:
    'useStereo prefetchIceCandidates forceRelayCandidate trickleIce keepConnectionAliveOnSocketClose' +
    ' mutedMicOnStart receiveOnlyAudio',
  list: 'iceServers customHeaders preferred_codecs',
  object: 'localStream remoteStream mediaSettings userVariables',
  media: 'audio video',
  element: 'localElement remoteElement',
  listener: 'onNotification',
};

function* rows(options) {
  for (const [kind, names] of Object.entries(options))
    for (const name of names.split(' ')) for (const value of wrong[kind]) yield { name, value };
}

/** All of them wrong at once; `turn` chooses in which way. */
const allWrong = (options, turn) =>
  Object.fromEntries(
    Object.entries(options).flatMap(([kind, names]) =>
      names.split(' ').map((name) => [name, wrong[kind][turn % wrong[kind].length]]),
    ),
  );

test('every option of a client that has a value of the wrong kind is ignored with one warning', () =>
  inPage(async (page) => {
    await page.load();
    for (const { name, value } of rows(clientOptions)) {
      page.console.warn.length = 0;
      const client = await page.client({ [name]: value });
      assert.equal(client.validateOptions(), true);
      assert.equal(page.console.warn.length, 1, `${name}: ${String(value)}`);
      assert.match(page.console.warn[0][0], new RegExp(`^Option ${name} is of the wrong kind`));
      assert.equal(client.options[name], value, 'the object is the application’s own');
    }
  }));

test('an option that nothing acts on yet says so once, where it is wanted', () =>
  inPage(async (page) => {
    const idle = ['debug', 'debugOutput', 'enableCallReports', 'callReportInterval', 'callRecordingTracks'];
    await page.load();
    for (const name of idle) {
      page.console.warn.length = 0;
      await page.client({ [name]: true });
      assert.deepEqual(page.console.warn, [[`Option ${name} does nothing yet`]]);
      await page.client({ [name]: false });
      assert.equal(page.console.warn.length, 1);
    }
  }));

test('a client with every option wrong behaves as one with none', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking(allWrong(clientOptions, 0));
    await page.clock.advance(2_000);
    assert.equal(call.state, 'active');
    assert.deepEqual(troubles(client), []);
    const names = Object.values(clientOptions).join(' ').split(' ');
    assert.equal(page.console.warn.length, names.length, 'and not again when they are read again');
    const { dialogParams } = page.gateway.said('telnyx_rtc.invite')[0].params;
    assert.deepEqual(dialogParams.userVariables, {});
    assert.equal(client.iceServers.length, 6);
    assert.equal(page.gateway.said('login')[0].params.passwd, 'secret');
    await assertNothingLeft(page, client);
  }));

test('every option of a call that has a value of the wrong kind is ignored with one warning, and the call is made', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    for (let turn = 0; turn < 6; turn += 1) {
      const options = allWrong(callOptions, turn);
      page.console.warn.length = 0;
      client.events.length = 0;
      const call = client.newCall({ destinationNumber: 1000, ...options });
      await page.clock.settle();
      assert.equal(call.state, 'active');
      assert.equal(call.options.destinationNumber, '1000');
      assert.deepEqual(troubles(client), []);
      const said = page.console.warn.map(([line]) => /^Option (\w+) is of the wrong kind/.exec(line)?.[1]);
      assert.deepEqual(said.sort(), turn === 0 ? Object.keys(options).sort() : [], 'told once');
      await call.hangup();
    }
    await assertNothingLeft(page, client);
  }));

for (const [option, field] of [
  ['recording', 'maxBytes'],
  ['mediaPermissionsRecovery', 'timeout'],
]) {
  test(`a wrong ${field} within ${option} is ignored with one warning`, () =>
    inPage(async (page) => {
      const { client, call } = await page.talking({ [option]: { enabled: true, [field]: 'many' } });
      assert.equal(call.state, 'active');
      assert.deepEqual(page.console.warn, [[`Option ${field} is of the wrong kind; ignored`]]);
      await assertNothingLeft(page, client);
    }));
}

test('a call that is given null as its element has none, whatever the client has', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    client.remoteElement = page.element('ear');
    const call = client.newCall({ destinationNumber: '1000', remoteElement: null });
    assert.equal(call.options.remoteElement, null);
    assert.deepEqual(page.console.warn, []);
    await assertNothingLeft(page, client);
  }));

test('a number that was read from a form is a number', () =>
  inPage(async (page) => {
    const client = await page.signedIn({ maxReconnectAttempts: '1', autoReconnect: 1 });
    assert.deepEqual(page.console.warn, []);
    page.gateway.manners.opens = false;
    page.gateway.socket.cut();
    await page.clock.advance(60_000);
    assert.equal(page.gateway.sockets.length, 2);
    await assertNothingLeft(page, client);
  }));

for (const [what, options] of [
  ['no options', {}],
  ['a number', 5],
  ['a password alone', { password: 'x' }],
  ['an object as login', { login: {}, password: 'x' }],
  ['a list as password', { login: 'x', password: [] }],
  ['an object as token', { login_token: {} }],
  ['a text as target', { anonymous_login: 'x' }],
  ['a target without a type', { anonymous_login: { target_id: 'x' } }],
]) {
  test(`a client with ${what} in place of credentials is not made`, () =>
    inPage(async (page) => {
      const { TelnyxRTC } = await page.load();
      assert.throws(() => new TelnyxRTC(options), { code: 46002, message: 'Invalid init options' });
      assert.equal(page.clock.timers, 0);
    }));
}

for (const [what, options] of [
  ['nothing', undefined],
  ['null', null],
  ['a text', '1000'],
  ['no destination', { callerName: 'Ann' }],
  ['an empty destination', { destinationNumber: '' }],
  ['an object as destination', { destinationNumber: {} }],
]) {
  test(`newCall() with ${what} throws 44002 and makes no call`, () =>
    inPage(async (page) => {
      const client = await page.signedIn();
      client.events.length = 0;
      assert.throws(() => client.newCall(options), { code: 44002 });
      assert.deepEqual(client.calls, {});
      assert.deepEqual(told(client), []);
      await assertNothingLeft(page, client);
    }));
}

test('newCall() with the id of a call that lives throws 44002, and the call lives on', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking({}, { id: 'mine' });
    page.gateway.ring('theirs');
    await page.clock.settle();
    for (const id of ['mine', 'theirs']) {
      assert.throws(() => client.newCall({ destinationNumber: '1001', id }), {
        code: 44002,
        message: 'Error: a call has this id',
      });
    }
    assert.equal(client.calls.mine, call);
    assert.equal(await call.hold(), true);
    await call.hangup();
    const again = client.newCall({ destinationNumber: '1001', id: 'mine' });
    await page.clock.settle();
    assert.equal(again.state, 'active');
    assert.equal(client.calls.mine, again);
    await assertNothingLeft(page, client);
  }));
