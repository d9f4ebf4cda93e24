import assert from 'node:assert/strict';
import { after as atEnd, afterEach, test } from 'node:test';
import { setTimeout as after } from 'node:timers/promises';

import { startGateway } from '../../demo/gateway/index.mjs';
import { Media, Phone } from './phone.mjs';

let gateway;
const start = async (options) => (gateway = await startGateway(options));
afterEach(() => gateway.close());
atEnd(() => Media.closeAll());

test('a login is answered with a session and a token, then told it is ready and registered', async () => {
  const { url } = await start();
  const phone = await Phone.signIn(url, 'ann');
  assert.match(phone.login.sessid, /^[0-9a-f-]{36}$/);
  assert.deepEqual(phone.ready.params, { reattached_sessions: [] });
  assert.match(phone.ready.voice_sdk_id, /^VSDK1/);
  assert.equal(phone.state.params.state, 'REGED');
  await phone.hangUp();
});

test('a rejected login is told so with −32001 and the socket stays', async () => {
  const { url, control } = await start({ rejectedLogins: ['mallory'] });
  const phone = await Phone.dial(url);
  const login = (name) => phone.request('login', { login: name, passwd: 'pw' });
  await assert.rejects(login('mallory'), { code: -32001 });
  control.rejectLogins({ code: -32000, message: 'Authentication Required' });
  await assert.rejects(login('ann'), { code: -32000 });
  assert.ok((await login('ann')).sessid);
});

test('a token and a guest are logins too', async () => {
  const { url, control } = await start();
  const phone = await Phone.dial(url);
  const payload = Buffer.from(JSON.stringify({ sub: 'tess' })).toString('base64url');
  assert.ok((await phone.request('login', { login_token: `head.${payload}.sign` })).sessid);
  const guest = await Phone.dial(url);
  assert.ok(
    (await guest.request('anonymous_login', { target_type: 'ai_assistant', target_id: 'a1' })).sessid,
  );
  assert.deepEqual(
    control.status().sessions.map(({ login }) => login),
    ['tess', 'anonymous:a1'],
  );
});

test('every frame with an id is answered, whatever it asks', async () => {
  const { url } = await start();
  const phone = await Phone.signIn(url, 'ann');
  await assert.rejects(phone.request('telnyx_rtc.unheard', {}), { code: -32601 });
  await assert.rejects(phone.request('constructor', {}), { code: -32601 });
  await assert.rejects(phone.bye('no-such-call'), { code: -32002 });
  await assert.rejects(phone.request('telnyx_rtc.invite', {}), { code: -32002 });
  assert.deepEqual(await phone.request(undefined, undefined, { type: 'debug_report_start' }), {});
  assert.deepEqual(await phone.request('telnyx_rtc.ping', {}), { message: 'pong' });
  phone.send('garbage {');
  phone.send('[1]');
  phone.send('null');
  assert.deepEqual(await phone.request('telnyx_rtc.ping', {}), { message: 'pong' });
});

test('the gateway pings', async () => {
  const { url } = await start({ pingInterval: 30 });
  const phone = await Phone.signIn(url, 'ann');
  await phone.next('telnyx_rtc.ping');
  await phone.next('telnyx_rtc.ping');
});

test('a client that says nothing is taken for dead', async () => {
  const { url } = await start({ pingInterval: 20, silenceLimit: 60 });
  const phone = await Phone.signIn(url, 'ann');
  assert.equal(await phone.closed, 1006);
});

test('echo answers and sends the caller his own voice, until it is hung up', async () => {
  const { url, control } = await start();
  const phone = await Phone.signIn(url, 'ann');
  const { callID, media, invited } = await phone.call('echo');
  assert.equal(invited.callID, callID);
  await media.hears('the echo');
  assert.equal(control.status().legs[0].state, 'active');
  await phone.bye(callID);
  assert.deepEqual(control.status().legs, []);
  const { ended, packetsLost, peers } = await control.media({ callId: callID });
  assert.ok(ended && packetsLost === 0 && peers[0].packetsReceived > 0, 'figures outlive the call');
});

test('tone and early media are heard, busy refuses, an unknown number is told so', async () => {
  const { url } = await start();
  const phone = await Phone.signIn(url, 'ann');
  await (await phone.call('tone')).media.hears('the tone');
  const dialed = (number) =>
    new Media().offer().then((sdp) =>
      phone.request('telnyx_rtc.invite', {
        sdp,
        dialogParams: { callID: number, destination_number: number },
      }),
    );
  await dialed('busy');
  assert.equal((await phone.next('telnyx_rtc.bye')).params.causeCode, 17);
  await dialed('nobody');
  assert.equal((await phone.next('telnyx_rtc.bye')).params.sipCode, 404);
  const early = await phone.call('early');
  assert.ok((await phone.next('telnyx_rtc.media')).params.sdp);
  await early.media.hears('the early echo');
});

test('candidates may trickle in, before and after the answer', async () => {
  const { url } = await start();
  const phone = await Phone.signIn(url, 'ann');
  const media = new Media();
  const sdp = await media.offer();
  const candidates = sdp.match(/(?<=a=)candidate:.*/g);
  const dialogParams = { callID: 'trickled', destination_number: 'echo' };
  const invited = phone.request('telnyx_rtc.invite', {
    sdp: sdp.replace(/a=candidate:.*\r\n/g, ''),
    trickle: true,
    dialogParams,
  });
  for (const candidate of candidates) {
    await phone.request('telnyx_rtc.candidate', { candidate, sdpMid: '0', sdpMLineIndex: 0, dialogParams });
  }
  await phone.request('telnyx_rtc.endOfCandidates', { endOfCandidates: true, dialogParams });
  await invited;
  await media.accept((await phone.next('telnyx_rtc.answer')).params.sdp);
  await media.hears('the echo');
});

test('two clients hear each other, hold stops it, digits are noted, headers arrive, a bye ends both', async () => {
  const { url, control } = await start();
  const [ann, ben] = [await Phone.signIn(url, 'ann'), await Phone.signIn(url, 'ben')];
  const headers = [{ name: 'X-Id', value: '7' }];
  const calling = ann.call('ben', { headers });
  const invite = await ben.next('telnyx_rtc.invite');
  assert.equal(invite.params.caller_id_number, 'ann');
  assert.deepEqual(invite.params.dialogParams.custom_headers, headers);
  await ann.next('telnyx_rtc.ringing');
  const [called, caller] = [await ben.take(invite), await calling];
  await Promise.all([called.media.hears('ann'), caller.media.hears('ben')]);

  const dialogParams = { callID: caller.callID };
  const modify = (action) => ann.request('telnyx_rtc.modify', { action, dialogParams });
  assert.equal((await modify('hold')).holdState, 'held');
  await Promise.all([called.media.hearsNothing(), caller.media.hearsNothing()]);
  assert.equal((await modify('toggleHold')).holdState, 'active');
  await Promise.all([called.media.hears('ann'), caller.media.hears('ben')]);

  await ann.request('telnyx_rtc.info', { dtmf: '5', dialogParams });
  assert.equal(control.status().legs.find(({ side }) => side === 'caller').dtmf, '5');

  await ben.bye(called.callID, { cause: 'NORMAL_CLEARING', causeCode: 16 });
  assert.equal((await ann.next('telnyx_rtc.bye')).params.causeCode, 16);
  assert.deepEqual(control.status().legs, []);
});

test('a callee may reject, a caller may cancel', async () => {
  const { url } = await start();
  const [ann, ben] = [await Phone.signIn(url, 'ann'), await Phone.signIn(url, 'ben')];
  const ring = async (callID) => {
    const sdp = await new Media().offer();
    await ann.request('telnyx_rtc.invite', { sdp, dialogParams: { callID, destination_number: 'ben' } });
    return (await ben.next('telnyx_rtc.invite')).params.callID;
  };
  await ben.bye(await ring('one'), { cause: 'USER_BUSY', causeCode: 17 });
  assert.equal((await ann.next('telnyx_rtc.bye')).params.cause, 'USER_BUSY');
  const ringing = await ring('two');
  await ann.bye('two');
  const { params } = await ben.next('telnyx_rtc.bye');
  assert.deepEqual([params.callID, params.causeCode], [ringing, 487]);
});

test('media is renegotiated on the peer in use', async () => {
  const { url, control } = await start();
  const phone = await Phone.signIn(url, 'ann');
  const { callID, media } = await phone.call('echo');
  await media.hears('the echo');
  const { sdp } = await phone.request('telnyx_rtc.modify', {
    action: 'updateMedia',
    callID,
    sdp: await media.offer(),
    dialogParams: { callID },
  });
  await media.accept(sdp);
  await media.hears('the echo again');
  assert.equal(control.status().legs[0].peersEver, 1);
});

test('an ICE restart is answered on the peer in use, with other credentials and every candidate', async () => {
  const { url, control } = await start();
  const phone = await Phone.signIn(url, 'ann');
  const { callID, media, answer } = await phone.call('echo');
  await media.hears('the echo');
  const { sdp } = await phone.request('telnyx_rtc.modify', {
    action: 'updateMedia',
    callID,
    sdp: await media.offerAnew(),
    dialogParams: { callID },
  });
  const credentials = (description) => /^a=ice-ufrag:(.+)$/m.exec(description)[1];
  assert.notEqual(credentials(sdp), credentials(answer.sdp));
  assert.match(sdp, /^a=candidate:/m);
  await media.accept(sdp);
  await media.hears('the echo on the other path');
  assert.equal(control.status().legs[0].peersEver, 1);
});

test('frames can be withheld, delayed and injected', async () => {
  const { url, control } = await start();
  const phone = await Phone.signIn(url, 'ann');
  control.withhold({ method: 'telnyx_rtc.ping' });
  phone.send({ jsonrpc: '2.0', id: 'p', method: 'telnyx_rtc.ping', params: {} });
  await phone.request('telnyx_rtc.gatewayState', {});
  assert.ok(!phone.replies.has('p'));
  control.release();
  control.delay({ milliseconds: 80 });
  const asked = performance.now();
  await phone.request('telnyx_rtc.ping', {});
  assert.ok(performance.now() - asked >= 79);
  control.disarm();
  control.inject({ login: 'ann', frame: { jsonrpc: '2.0', id: 1, method: 'telnyx_rtc.punt', params: {} } });
  await phone.next('telnyx_rtc.punt');
  control.answerGatewayState({ state: 'NOREG' });
  assert.equal((await phone.request('telnyx_rtc.gatewayState', {})).params.state, 'NOREG');
});

test('the control is open over HTTP', async () => {
  const { url, httpUrl, control } = await start();
  const phone = await Phone.signIn(url, 'ann');
  const told = await (await fetch(`${httpUrl}/control/status`)).json();
  assert.deepEqual(told, control.status());
  const answer = await fetch(`${httpUrl}/control/cut`, { method: 'POST', body: '{"login":"ann"}' });
  assert.deepEqual(await answer.json(), { sockets: 1 });
  assert.equal(answer.headers.get('access-control-allow-origin'), '*');
  assert.equal(await phone.closed, 1006);
  assert.equal((await fetch(`${httpUrl}/control/constructor`, { method: 'POST' })).status, 404);
});

test('the journal tells methods and moments, never a description, a password or a token', async () => {
  const { url, control } = await start();
  const phone = await Phone.signIn(url, 'ann');
  await phone.call('echo');
  const text = JSON.stringify(control.frames());
  assert.ok(control.frames({ method: 'telnyx_rtc.invite', direction: 'in' }).length === 1);
  for (const secret of ['v=0', '"pw"', 'VSDK1', 'candidate:']) assert.ok(!text.includes(secret), secret);
});

test('connections are refused for a time', async () => {
  const { url, control } = await start();
  control.refuseConnections({ milliseconds: 60_000 });
  await assert.rejects(Phone.dial(url));
  control.refuseConnections({ milliseconds: 0 });
  await Phone.dial(url);
});

test('a silent gateway keeps the connection and answers nothing, not even a closing handshake', async () => {
  const { url, control } = await start();
  const phone = await Phone.signIn(url, 'ann');
  assert.deepEqual(control.fallSilent({ login: 'ann' }), { sockets: 1 });
  phone.send({ jsonrpc: '2.0', id: 'p', method: 'telnyx_rtc.ping', params: {} });
  void phone.hangUp();
  const back = await Phone.signIn(url, 'ann', phone.login.sessid);
  assert.equal(back.login.sessid, phone.login.sessid);
  assert.ok(!phone.replies.has('p'));
  const state = await Promise.race([phone.closed, after(100, 'open')]);
  assert.equal(state, 'open');
});
