// Calls that may take a relay only: through a real TURN server, which also dies in mid-call, and whose credentials
// nobody but that server gets to see.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';

import { cutAndRecover } from './cut.mjs';
import { setStage } from './stage.mjs';
import { TurnServer } from './support/turn.mjs';
import { now } from './world.mjs';

const world = setStage();
const limit = { timeout: 60_000 };
const login = 'ann';
const password = 'the password of ann';

let turn;
let phone;
let wire; // every text that went to the gateway, as it was sent
let printed; // every line on the console of the page

before(async () => (turn = await TurnServer.start()));
after(() => turn?.close());
beforeEach(async () => {
  wire = [];
  printed = [];
  phone = await world.phone();
  phone.page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => wire.push(String(payload))));
  phone.page.on('console', (message) => printed.push(message.text()));
});

/** A call to the tone that is heard; nothing but a relay may carry it. */
async function inCall(options = {}) {
  await phone.signIn({
    login,
    password,
    host: world.gateway.url,
    iceServers: turn.iceServers,
    forceRelayCandidate: true,
    keepConnectionAliveOnSocketClose: true,
    ...options,
  });
  const callId = await phone.dial('tone');
  await phone.callIs('active');
  await phone.hears();
  return callId;
}

/** Our end of the pair of candidates that the browser chose for the call. */
function chosen() {
  return phone.page.evaluate(async () => {
    const report = await window.phone.call.peer.instance.getStats();
    const { selectedCandidatePairId } = [...report.values()].find(({ type }) => type === 'transport');
    const { candidateType, relayProtocol, url } = report.get(
      report.get(selectedCandidatePairId).localCandidateId,
    );
    return { candidateType, relayProtocol, url };
  });
}

async function assertRelayed() {
  const [{ urls: url }] = turn.iceServers;
  assert.deepEqual(await chosen(), { candidateType: 'relay', relayProtocol: 'udp', url });
}

async function assertCredentialsKept() {
  const places = {
    wire: wire.join('\n'),
    journal: JSON.stringify(world.gateway.control.frames()),
    console: printed.join('\n'),
    events: JSON.stringify(await phone.events()),
    storage: await phone.page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage })),
    recording: await phone.page.evaluate(() => window.phone.client.exportRecording().text()),
  };
  for (const [place, text] of Object.entries(places)) {
    for (const secret of [turn.username, turn.credential]) {
      assert.ok(!text.includes(secret), `${secret} is on the ${place}`);
    }
  }
  return places;
}

for (const trickleIce of [false, true]) {
  const manner = trickleIce ? 'trickling' : 'not trickling';
  test(`a call that may take a relay only is carried by one (${manner})`, limit, async () => {
    await inCall({ trickleIce });
    await assertRelayed();
    // Descriptions and candidates, as the gateway got them.
    const kinds = [...wire.join('\n').matchAll(/ typ (\w+)/g)].map(([, kind]) => kind);
    assert.deepEqual([...new Set(kinds)], ['relay']);
    await phone.hangUp();
    const { call } = await phone.callIs('destroy');
    assert.equal(call.endReason, 'local');
    assert.deepEqual(phone.faults, []);
  });
}

test('the credentials of the relay reach nobody else, also through a cut socket', limit, async () => {
  await inCall({ recording: { maxBytes: 200_000 } });
  await cutAndRecover({ gateway: world.gateway, phone, login });
  await phone.hears();
  await assertRelayed();
  await phone.page.evaluate(() => console.info('the console is heard'));

  const places = await assertCredentialsKept();
  // Or nothing was looked at.
  assert.ok(places.wire.includes(password), 'the login was overheard');
  assert.match(places.wire, /a=candidate.* typ relay/);
  assert.match(places.console, /the console is heard/);
  assert.match(places.events, /recovering/);
  assert.notEqual(places.storage, '{}');
  assert.ok(places.recording.length > 1_000, 'something is recorded');
});

test('a call whose relay died moves to the one that came back, by an ICE restart', limit, async (t) => {
  await inCall();
  const from = await now(phone);
  const peer = await phone.page.evaluateHandle(() => window.phone.call.peer.instance);
  await turn.kill();
  await turn.start();
  const lost = performance.now();

  await phone.told('telnyx.warning', { ...from, code: 36004, limit: 20_000 });
  await phone.hears({ limit: 20_000 });
  t.diagnostic(`heard again within ${((performance.now() - lost) / 1000).toFixed(1)} s`);
  assert.ok(await phone.page.evaluate((before) => window.phone.call.peer.instance === before, peer));
  await assertRelayed();
  const told = await phone.events(from.after);
  assert.deepEqual(
    told.filter(({ name, call }) => name === 'telnyx.socket.close' || name === 'telnyx.error' || call),
    [],
  );
  assert.ok(world.gateway.control.frames({ direction: 'in', method: 'telnyx_rtc.modify' }).length >= 1);
  await assertCredentialsKept();
  await phone.hangUp();
  const { call } = await phone.callIs('destroy');
  assert.equal(call.endReason, 'local');
});
