import assert from 'node:assert/strict';
import { after as atEnd, afterEach, test } from 'node:test';
import { setTimeout as after } from 'node:timers/promises';

import { startGateway } from '../../demo/gateway/index.mjs';
import { Media, Phone } from './phone.mjs';
import { until } from '../until.mjs';

let gateway;
const start = async (options) => (gateway = await startGateway(options));
afterEach(() => gateway.close());
atEnd(() => Media.closeAll());

/** Ann calls; her socket is cut; she comes back with her session. */
async function cutAndReturn(number, { while: meanwhile = () => {} } = {}) {
  const ann = await Phone.signIn(gateway.url, 'ann');
  const call = await ann.call(number);
  await call.media.hears(number);
  gateway.control.cut({ login: 'ann' });
  assert.equal(await ann.closed, 1006);
  await meanwhile();
  const back = await Phone.signIn(gateway.url, 'ann', ann.login.sessid);
  return { ann, call, back };
}

const peersOf = (callId) => gateway.control.media({ callId });
const living = () => gateway.control.status().legs[0];

test('a cut client finds its session and its call again, and no packet of its voice is lost', async () => {
  await start();
  const { ann, call, back } = await cutAndReturn('echo');
  assert.equal(back.login.sessid, ann.login.sessid);
  assert.deepEqual(back.ready.params.reattached_sessions, [call.callID]);
  const offer = await back.next('telnyx_rtc.attach');
  assert.equal(offer.params.callID, call.callID);
  assert.equal(offer.params.telnyx_leg_id, call.answer.telnyx_leg_id);
  assert.equal(living().peers, 2, 'the old peer is served until the new one is heard');
  const again = await back.take(offer);
  await again.media.hears('the echo on the new peer');
  await until('the old peer to be closed', () => living().peers === 1);
  call.media.close();
  await after(300); // what the old peer still had to play is over
  await again.media.hears('the echo of the new peer itself');
  const { packetsLost, peers } = await peersOf(call.callID);
  assert.equal(peers.length, 2);
  assert.equal(packetsLost, 0);
  assert.ok(peers[1].hiatus < 40, `hiatus ${peers[1].hiatus} ms`);
});

test('a client that closes its old peer first leaves a hiatus, and it is measured', async () => {
  await start();
  const { call, back } = await cutAndReturn('echo');
  const offer = await back.next('telnyx_rtc.attach');
  call.media.close();
  await after(200);
  const again = await back.take(offer);
  await again.media.hears('the echo on the new peer');
  const { peers } = await peersOf(call.callID);
  assert.ok(peers[1].hiatus > 200, `hiatus ${peers[1].hiatus} ms`);
});

test('the old media path can be dropped at the re-attach', async () => {
  await start();
  gateway.control.dropOldPeers();
  const { call, back } = await cutAndReturn('tone');
  const offer = await back.next('telnyx_rtc.attach');
  assert.equal(living().peers, 1);
  await call.media.hearsNothing();
  await (await back.take(offer)).media.hears('the tone');
});

test('a call may come back under a new id, its leg and session ids unchanged', async () => {
  await start();
  gateway.control.newCallIds();
  const { call, back } = await cutAndReturn('echo');
  const { params, method } = await back.next('telnyx_rtc.attach');
  assert.notEqual(params.callID, call.callID);
  assert.deepEqual(back.ready.params.reattached_sessions, [params.callID]);
  assert.equal(params.telnyx_leg_id, call.answer.telnyx_leg_id);
  assert.equal(params.telnyx_session_id, call.answer.telnyx_session_id);
  await (await back.take({ method, params })).media.hears('the echo');
  assert.deepEqual(await peersOf(call.callID), await peersOf(params.callID), 'known by both ids');
  await back.bye(params.callID);
});

test('a forgotten session comes back as a new one without calls', async () => {
  await start();
  const { ann, back } = await cutAndReturn('echo', { while: () => gateway.control.forget() });
  assert.notEqual(back.login.sessid, ann.login.sessid);
  assert.deepEqual(back.ready.params.reattached_sessions, []);
  assert.equal(living(), undefined);
});

test('a session forgotten while its client is there is gone after the cut', async () => {
  await start();
  const ann = await Phone.signIn(gateway.url, 'ann');
  gateway.control.forget({ login: 'ann' });
  assert.ok(await ann.request('telnyx_rtc.ping', {}));
  gateway.control.cut();
  await ann.closed;
  const back = await Phone.signIn(gateway.url, 'ann', ann.login.sessid);
  assert.notEqual(back.login.sessid, ann.login.sessid);
});

test("another login's session is not given away", async () => {
  await start();
  const ann = await Phone.signIn(gateway.url, 'ann');
  const ben = await Phone.signIn(gateway.url, 'ben', ann.login.sessid);
  assert.notEqual(ben.login.sessid, ann.login.sessid);
});

test('when the time to come back is over, the far end is told', async () => {
  await start({ retention: 150 });
  const [ann, ben] = [await Phone.signIn(gateway.url, 'ann'), await Phone.signIn(gateway.url, 'ben')];
  const calling = ann.call('ben');
  await ben.take(await ben.next('telnyx_rtc.invite'));
  await calling;
  gateway.control.cut({ login: 'ann' });
  const { params } = await ben.next('telnyx_rtc.bye');
  assert.equal(params.causeCode, 41);
  assert.equal(living(), undefined);
  const back = await Phone.signIn(gateway.url, 'ann', ann.login.sessid);
  assert.notEqual(back.login.sessid, ann.login.sessid);
});

test('a second cut before the attach was answered leads to another offer', async () => {
  await start();
  const { ann, call, back } = await cutAndReturn('echo');
  await back.next('telnyx_rtc.attach');
  gateway.control.cut();
  await back.closed;
  const third = await Phone.signIn(gateway.url, 'ann', ann.login.sessid);
  await (await third.take(await third.next('telnyx_rtc.attach'))).media.hears('the echo');
  await until('one living peer', () => living().peers === 1);
  assert.equal(living().peersEver, 3);
  await third.bye(call.callID);
});

test('the far end of a re-attached call hears the voice go on, and misses no packet', async () => {
  await start();
  const ben = await Phone.signIn(gateway.url, 'ben');
  const answering = ben.next('telnyx_rtc.invite').then((invite) => ben.take(invite));
  const { call, back } = await cutAndReturn('ben');
  const { media } = await answering;
  const again = await back.take(await back.next('telnyx_rtc.attach'));
  await Promise.all([again.media.hears('ben'), media.hears('ann')]);
  const { packetsLost, peers } = await peersOf(call.callID);
  assert.ok(packetsLost === 0 && peers[1].hiatus < 40);
  await back.bye(call.callID);
  await ben.next('telnyx_rtc.bye');
});
