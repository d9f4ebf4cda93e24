// The client's face: its options, its listeners, its logins, what it stores, and what it never tells anybody.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inPage, told } from './world.mjs';

const ready = (client) => told(client).filter((name) => name === 'ready').length;

test('without credentials the constructor throws a TelnyxError that says so', () =>
  inPage(async (page) => {
    const { TelnyxRTC, TelnyxError } = await page.load();
    for (const options of [
      {},
      { login: 'a' },
      { login_token: '' },
      { anonymous_login: { target_id: 'x' } },
    ]) {
      assert.throws(
        () => new TelnyxRTC(options),
        (error) => error instanceof TelnyxError && error.message === 'Invalid init options',
      );
    }
    assert.throws(() => new TelnyxRTC(undefined), TypeError);
    new TelnyxRTC({ login_token: '', login: 'desk4', password: 'secret' });
    new TelnyxRTC({ login: 'desk4', passwd: 'secret' });
    new TelnyxRTC({ anonymous_login: { target_id: 'x', target_type: 'ai_assistant' } });
  }));

test('options are kept as the object they are, and login() writes into it', () =>
  inPage(async (page) => {
    const { TelnyxRTC } = await page.load();
    const options = { login: 'desk4', password: 'secret', host: 'gateway.test' };
    const client = new TelnyxRTC(options);
    assert.equal(client.options, options);
    assert.equal(client.connection.host, 'wss://gateway.test');
    await client.connect();
    await client.login({ creds: { password: 'other', login: undefined } });
    assert.equal(options.password, 'other');
    assert.equal(options.login, 'desk4');
    await client.disconnect();
  }));

test('the gateway is found by env, region and host', () =>
  inPage(async (page) => {
    const { TelnyxRTC } = await page.load();
    const host = (options) => new TelnyxRTC({ login_token: 'x', ...options }).connection.host;
    assert.equal(host({}), 'wss://rtc.telnyx.com');
    assert.equal(host({ env: 'development' }), 'wss://rtcdev.telnyx.com');
    assert.equal(host({ region: 'eu' }), 'wss://eu.rtc.telnyx.com');
    assert.equal(host({ region: 'eu', host: 'example.com' }), 'wss://example.com');
    assert.equal(host({ env: 'ws://127.0.0.1:8080' }), 'ws://127.0.0.1:8080');

    const client = new TelnyxRTC({ login_token: 'x', region: 'eu' });
    await client.connect();
    assert.match(page.gateway.socket.url, /^wss:\/\/eu\.rtc\.telnyx\.com/);
    await client.disconnect();
  }));

test('connect() resolves before the socket is open, and a second one changes nothing', () =>
  inPage(async (page) => {
    const client = await page.client();
    await client.connect();
    await client.connect();
    await page.clock.settle();
    assert.equal(page.gateway.sockets.length, 1);
    assert.equal(ready(client), 1);
    await client.disconnect();
  }));

test('listeners run newest first, those of the page last; one removed meanwhile is skipped, one added waits', () =>
  inPage(async (page) => {
    const client = await page.client();
    const { TelnyxRTC } = page.package;
    const ran = [];
    const removed = () => ran.push('removed');
    TelnyxRTC.on('telnyx.ready', () => ran.push('page'));
    client.on('telnyx.ready', () => ran.push('first'));
    client.on('telnyx.ready', removed);
    client.on('telnyx.ready', () => {
      ran.push('last');
      client.off('telnyx.ready', removed);
      client.on('telnyx.ready', () => ran.push('added'));
    });
    await client.connect();
    await page.clock.settle();
    assert.deepEqual(ran, ['last', 'first', 'page']);

    TelnyxRTC.off('telnyx.ready');
    client.off('telnyx.ready');
    page.gateway.socket.cut();
    await page.clock.advance(1_500);
    assert.equal(ran.length, 3);
    assert.equal(client.connected, true, 'what is removed is the application’s own');
    await client.disconnect();
  }));

test('a refused login is one error with both names, and is not repeated until login() brings better credentials', () =>
  inPage(async (page) => {
    page.gateway.manners.acceptsLogin = false;
    const client = await page.signedIn();
    const { TELNYX_ERROR_CODES } = page.package;
    const [{ event }] = client.events.filter(({ name }) => name === 'telnyx.error');
    assert.equal(event.code, TELNYX_ERROR_CODES.AUTH_FAILED);
    assert.equal(event.error.code, TELNYX_ERROR_CODES.LOGIN_FAILED);
    assert.equal(event.error.originalError.code, -32001);
    assert.equal(event.error.originalError.message, 'Login incorrect');
    await page.clock.advance(120_000);
    assert.equal(page.gateway.said('login').length, 1);

    const outcomes = [];
    const told = {
      onSuccess: () => outcomes.push('success'),
      onError: (error) => outcomes.push(error.message),
    };
    await client.login({ creds: { password: 'wrong' }, ...told });
    page.gateway.manners.acceptsLogin = true;
    await client.login({ creds: { password: 'right' }, ...told });
    assert.deepEqual(outcomes, ['Login incorrect', 'success']);
    assert.equal(page.gateway.said('login').at(-1).params.passwd, 'right');
    await page.clock.settle();
    assert.equal(ready(client), 1);
    await client.disconnect();
  }));

test('login() without usable credentials emits 46002 and resolves', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    await client.login({ creds: { password: '' } });
    const { event } = client.events.find(({ name }) => name === 'telnyx.error');
    assert.equal(event.code, 46002);
    assert.equal(event.type, 'InvalidCredentialsOptions');
    await client.disconnect();
  }));

test('an error event looks as it always did, and answers to code and message as well', () =>
  inPage(async (page) => {
    page.gateway.manners.acceptsLogin = false;
    const client = await page.signedIn();
    const { event } = client.events.find(({ name }) => name === 'telnyx.error');
    assert.deepEqual(Object.keys(event).sort(), ['error', 'sessionId']);
    assert.equal(event.name, 'LOGIN_FAILED');
    assert.equal(event.message, event.error.message);
    assert.equal(event.description, event.error.description);
    assert.equal(event.fatal, true);
    assert.ok(event.error instanceof Error);
    assert.equal(JSON.parse(JSON.stringify(event)).error.code, 46001);
    assert.equal(page.package.isMediaRecoveryErrorEvent(event), false);
    await client.disconnect();
  }));

test('a socket that fails is told as an error, then as an event, then as a close', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    client.events.length = 0;
    page.gateway.socket.cut({ error: true });
    assert.deepEqual(told(client), ['error 45002', 'socket.error', 'socket.close', 'reconnecting']);
    const { event: error } = client.events.find(({ name }) => name === 'telnyx.socket.error');
    assert.equal(error.error.type, 'error');
    assert.equal(error.sessionId, 'S1');
    assert.equal(error.socketGeneration, 1);
    const { event: close } = client.events.find(({ name }) => name === 'telnyx.socket.close');
    assert.equal(close.event.type, 'close');
    assert.deepEqual([close.code, close.wasClean, close.socketGeneration], [1006, false, 1]);
    assert.equal(client.connection.closed, true);
    await client.disconnect();
  }));

test('the session is resumed by the next page of the tab, and by no other login', () =>
  inPage(async (page) => {
    await page.signedIn();
    page.package = undefined;
    const again = await page.client();
    await again.connect();
    assert.match(page.gateway.socket.url, /voice_sdk_id=V1/);
    await page.clock.settle();
    assert.equal(page.gateway.said('login').at(-1).params.sessid, 'S1');

    const other = await page.client({ login: 'desk5' });
    await other.connect();
    assert.doesNotMatch(page.gateway.socket.url, /voice_sdk_id/);
    await page.clock.settle();
    assert.equal(page.browser.stored.size, 2);
    assert.doesNotMatch(JSON.stringify([...page.browser.stored]), /secret/);
    again.clearReconnectToken();
    other.clearReconnectToken();
    assert.equal(page.browser.stored.size, 0);
  }));

test('after clearReconnectToken() a lost socket stays lost until connect()', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    client.clearReconnectToken();
    page.gateway.socket.cut();
    await page.clock.advance(120_000);
    assert.equal(page.gateway.sockets.length, 1);
    await client.connect();
    await page.clock.settle();
    assert.equal(ready(client), 2);
    assert.equal(page.gateway.said('login').at(-1).params.sessid, undefined);
    await client.disconnect();
  }));

test('a page without a right to storage works', () =>
  inPage(async (page) => {
    page.replace({ sessionStorage: undefined });
    Object.defineProperty(globalThis, 'sessionStorage', {
      configurable: true,
      get: () => {
        throw new Error('SecurityError');
      },
    });
    const client = await page.signedIn();
    page.gateway.socket.cut();
    await page.clock.advance(1_500);
    assert.equal(ready(client), 2);
    assert.match(page.gateway.socket.url, /voice_sdk_id=V1/);
    await client.disconnect();
  }));

test('no password, token or TURN credential reaches the console, the storage or a call’s parameters', () =>
  inPage(async (page) => {
    const iceServers = [{ urls: 'turn:127.0.0.1', username: 'u', credential: 'hidden-credential' }];
    const { client, call } = await page.talking(
      { password: 'hidden-password', iceServers, micId: 'x' },
      { micId: 'hidden-device' },
    );
    await call.hold();
    page.gateway.socket.say('garbage');
    await client.disconnect();
    const frames = page.gateway.heard.filter(({ method }) => method !== 'login');
    const outside = JSON.stringify([frames, page.console, [...page.browser.stored]]);
    assert.ok(outside.includes('telnyx_rtc.invite'));
    assert.doesNotMatch(outside, /hidden-/);
    assert.deepEqual(page.browser.made.peers[0].configuration.iceServers, iceServers);
  }));

test('option values of the wrong kind count as left out, with one warning each', () =>
  inPage(async (page) => {
    const client = await page.signedIn({
      maxReconnectAttempts: 'many',
      sessionRetention: -1,
      region: undefined,
    });
    assert.equal(page.console.warn.length, 2);
    assert.equal(client.connected, true);
    await client.disconnect();
  }));

test('ICE servers: the default list, an own one, and the default again', () =>
  inPage(async (page) => {
    const client = await page.client();
    const { TELNYX_ICE_SERVERS } = page.package;
    assert.equal(client.iceServers.length, 6);
    assert.deepEqual(client.iceServers[0], TELNYX_ICE_SERVERS.TELNYX_STUN);
    client.iceServers = [];
    assert.deepEqual(client.iceServers, []);
    client.iceServers = null;
    assert.equal(client.iceServers.length, 6);
    assert.equal((await page.client({ env: 'development' })).iceServers.length, 5);
  }));

test('devices are listed once each, and none where the page may open none', () =>
  inPage(async (page) => {
    const client = await page.client();
    assert.deepEqual(
      (await client.getAudioInDevices()).map(({ deviceId }) => deviceId),
      ['a'],
    );
    assert.equal((await client.getDevices()).length, 2);
    assert.equal(await client.checkPermissions(true, false), true);
    assert.equal(page.ledger.tracks.size, 0);
    page.browser.made.microphoneRefusal = 'NotAllowedError';
    assert.deepEqual(await client.getDevices(), []);
    assert.equal(await client.checkPermissions(), false);
  }));

test('webRTCInfo() names the browser', () =>
  inPage(async (page) => {
    const { TelnyxRTC } = await page.load();
    const info = TelnyxRTC.webRTCInfo();
    assert.equal(info.browserName, 'Chrome');
    assert.equal(info.browserVersion, 130);
    assert.equal(info.supportRTCPeerConnection, true);
    navigator.userAgent = 'curl/8';
    assert.equal(typeof TelnyxRTC.webRTCInfo(), 'string');
    assert.match(TelnyxRTC.uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }));

test('webRTCSupportedBrowserList() is a table of systems and browsers, a new one each time', () =>
  inPage(async (page) => {
    const { TelnyxRTC } = await page.load();
    const list = TelnyxRTC.webRTCSupportedBrowserList();
    const inShort = ({ browserName, features, supported }) =>
      [browserName, supported, ...(features ?? [])].join(' ');
    assert.deepEqual(
      list.map(({ operationSystem, supported }) => [operationSystem, ...supported.map(inShort)]),
      [
        [
          'Android',
          'Chrome full audio',
          'Firefox partial audio',
          'Safari not supported',
          'Edge not supported',
        ],
        [
          'iOS',
          'Chrome not supported',
          'Firefox not supported',
          'Safari full video audio',
          'Edge not supported',
        ],
        [
          'Linux',
          'Chrome full video audio',
          'Firefox partial audio',
          'Safari not supported',
          'Edge not supported',
        ],
        [
          'MacOS',
          'Chrome full video audio',
          'Firefox partial audio',
          'Safari full video audio',
          'Edge partial audio',
        ],
        [
          'Windows',
          'Chrome full video audio',
          'Firefox partial audio',
          'Safari not supported',
          'Edge partial audio',
        ],
      ],
    );
    assert.ok(!('features' in list[0].supported[2]));
    list[0].supported[0].features.push('mine');
    assert.deepEqual(TelnyxRTC.webRTCSupportedBrowserList()[0].supported[0].features, ['audio']);
  }));
