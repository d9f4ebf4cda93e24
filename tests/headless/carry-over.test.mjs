// What the user chose survives: a call with everything chosen that can be, described before its socket is lost and
// after it was re-attached under another id. Whatever is not named here as different has to be the same.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lose } from './gateway.mjs';
import { inPage, troubles } from './world.mjs';

/** What a recovery may change: the names of the call, and what comes from its new peer. */
const mayDiffer = [
  'call.id',
  'call.recoveredCallId',
  'call.prevState',
  'call.memberChannel',
  'call.remoteStream',
  'call.peer.instance',
  'call.peerConnection',
  'call.options.id',
  'call.options.attach',
  'call.options.remoteStream',
  'told.callID',
  'told.attach',
  'told.recoveredCallId',
];

/** The fields of a call that are its own business. */
const inner = 'mirror key sound headers ending established muted givenStream'.split(' ');

const numbers = new WeakMap();
let counted = 0;

/** A value that can be compared: objects of the browser and functions are named by their number. */
function comparable(value) {
  if (Object(value) !== value) return value;
  if (!numbers.has(value)) numbers.set(value, (counted += 1));
  return `${value.constructor.name} ${numbers.get(value)}`;
}

/** Everything that is known of a call, flat: its values by their paths. */
function described(page, call, told) {
  const flat = {};
  const note = (path, value) => {
    const parted = Array.isArray(value) || (value && Object.getPrototypeOf(value) === Object.prototype);
    if (!parted) flat[path] = comparable(value);
    else if (Object.keys(value).length === 0) flat[path] = 'empty';
    else for (const [name, each] of Object.entries(value)) note(`${path}.${name}`, each);
  };
  // Those of its classes, the base ones too.
  const getters = [];
  for (let each = Object.getPrototypeOf(call); each; each = Object.getPrototypeOf(each)) {
    if (each !== Object.prototype) getters.push(...Object.entries(Object.getOwnPropertyDescriptors(each)));
  }
  const names = [
    ...Object.keys(call).filter((name) => !inner.includes(name) && name !== 'peer'),
    ...getters.filter(([, { get }]) => get).map(([name]) => name),
  ];
  for (const name of names) note(`call.${name}`, call[name]);
  const { instance } = call.peer;
  note('call.peer', { instance, healthy: call.peer.isConnectionHealthy() });
  note('peer.configuration', instance.configuration);
  instance.getTransceivers().forEach(({ sender, receiver, direction, codecs }) => {
    const { kind } = receiver.track;
    note(`peer.${kind}`, { track: sender.track, live: sender.track?.readyState, direction, codecs });
    note(`peer.${kind}.speaks`, sender.track?.enabled);
    note(`peer.${kind}.streams`, sender.streams.length);
  });
  note(
    'heard',
    call.remoteStream.getAudioTracks().map(({ enabled }) => enabled),
  );
  for (const [id, stream] of [
    ['ear', call.remoteStream],
    ['mirror', call.localStream],
  ]) {
    const { srcObject, sinkId, paused, muted } = page.browser.elements.get(id);
    note(`elements.${id}`, { shows: srcObject === stream, sinkId, paused, muted });
  }
  note('told', told.params.dialogParams);
  return flat;
}

const without = (flat, names) =>
  Object.fromEntries(Object.entries(flat).filter(([path]) => !names.includes(path)));

/** All that newCall() takes, each other than by default. */
const chosen = (page, heard) => ({
  destinationNumber: 'sip:ann@example.test',
  id: 'first',
  callerName: 'Desk',
  callerNumber: '1003',
  remoteCallerName: 'Ann',
  remoteCallerNumber: '+15550100',
  telnyxCallControlId: 'my control',
  clientState: 'aGk=',
  customHeaders: [{ name: 'X-Own', value: '1' }],
  userVariables: { team: 'blue', size: 3 },
  mediaSettings: { useSdpASBandwidthKbps: true, sdpASBandwidthKbps: 64 },
  useStereo: true,
  audio: { echoCancellation: false },
  video: { width: 640 },
  micId: 'a',
  camId: 'cam',
  speakerId: 'one',
  iceServers: [{ urls: 'turn:own.test', username: 'u', credential: 'c' }],
  preferred_codecs: [
    { mimeType: 'audio/PCMU', clockRate: 8_000 },
    { mimeType: 'video/VP8', clockRate: 90_000 },
  ],
  prefetchIceCandidates: true,
  forceRelayCandidate: true,
  trickleIce: true,
  mutedMicOnStart: true,
  remoteElement: 'ear',
  localElement: () => page.browser.elements.get('mirror'),
  onNotification: ({ call }) => heard.push(call.state),
});

/** Muted, deaf, on another loudspeaker and held; then nothing can be chosen any more. */
async function chooseMore(call) {
  call.unmuteAudio();
  call.muteAudio();
  call.deaf();
  assert.equal(await call.setAudioOutDevice('two'), true);
  assert.equal(await call.hold(), true);
  assert.equal(call.state, 'held');
}

const keep = { keepConnectionAliveOnSocketClose: true };

/** What a client chooses for the calls that arrive. */
const answering = {
  video: true,
  prefetchIceCandidates: true,
  forceRelayCandidate: true,
  trickleIce: true,
  mutedMicOnStart: true,
  userVariables: { team: 'blue' },
};

const stories = {
  async 'a placed call'(page, heard) {
    const client = await page.signedIn(keep);
    const call = client.newCall(chosen(page, heard));
    await page.clock.settle();
    await call.setAudioInDevice('b');
    return { client, call };
  },

  async 'a placed call with a stream of its own'(page, heard) {
    const client = await page.signedIn(keep);
    const localStream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    const call = client.newCall({ ...chosen(page, heard), localStream });
    await page.clock.settle();
    assert.equal(call.localStream, localStream);
    return { client, call };
  },

  async 'a placed call that only listens'(page, heard) {
    const client = await page.signedIn(keep);
    page.gateway.manners.lines = ' m=audio';
    const listens = { audio: false, video: false, receiveOnlyAudio: true };
    const call = client.newCall({ ...chosen(page, heard), ...listens });
    await page.clock.settle();
    assert.deepEqual(navigator.mediaDevices.asked, []);
    return { client, call };
  },

  async 'a call that was answered'(page) {
    const client = await page.signedIn({ ...keep, ...answering });
    Object.assign(client, { speaker: 'one', micId: 'a', camId: 'cam', localElement: 'mirror' });
    client.iceServers = [{ urls: 'turn:own.test' }];
    page.gateway.ring('first', undefined, { client_state: 'aGk=' });
    await page.clock.settle();
    const call = client.calls.first;
    await call.answer({ customHeaders: [{ name: 'X-Own', value: '1' }], remoteElement: 'ear' });
    await page.clock.settle();
    await call.setAudioInDevice('b');
    return { client, call };
  },
};

for (const [what, begin] of Object.entries(stories)) {
  test(`what the user chose survives: ${what} is after a recovery what it was before`, () =>
    inPage(async (page) => {
      for (const id of ['ear', 'mirror']) page.element(id);
      page.gateway.manners.lines = ' m=audio m=video';
      page.gateway.manners.renames = () => 'second';
      const heard = [];
      const { client, call } = await begin(page, heard);
      await chooseMore(call);
      const last = (method) => page.gateway.said(`telnyx_rtc.${method}`).at(-1);
      const before = described(page, call, last('modify'));
      const candidates = page.gateway.said('telnyx_rtc.candidate').length;
      const [description] = ['invite', 'answer'].map(last).filter(Boolean);
      const asked = navigator.mediaDevices.asked.length;
      const [onlyOne, ...none] = page.browser.made.peers;
      assert.deepEqual([call.peer.instance, none], [onlyOne, []]);
      heard.length = client.events.length = 0;

      lose(page.gateway);
      await page.clock.advance(2_000);
      assert.equal(call.state, 'held');
      const after = described(page, call, last('attach'));
      assert.deepEqual(without(after, mayDiffer), without(before, mayDiffer));

      // What may differ does, and is what it should be.
      assert.deepEqual(
        mayDiffer.filter((path) => after[path] === before[path]),
        [],
      );
      const { id, recoveredCallId, options } = call;
      assert.deepEqual(
        [id, options.id, recoveredCallId, options.attach],
        ['second', 'second', 'first', true],
      );
      const { callID, recoveredCallId: former, attach } = last('attach').params.dialogParams;
      assert.deepEqual([callID, former, attach], ['second', 'first', true]);
      assert.equal(call.peer.instance, page.browser.made.peers[1]);
      assert.equal(options.remoteStream, call.remoteStream);
      assert.equal(page.browser.made.peers.length, 2);
      assert.equal(navigator.mediaDevices.asked.length, asked, 'no device is opened anew');
      assert.deepEqual(client.calls, { second: call });
      assert.deepEqual(troubles(client), []);

      // Said in the same manner, and told to the same listener.
      assert.equal(last('attach').params.trickle, description.params.trickle);
      assert.equal(page.gateway.said('telnyx_rtc.candidate').length, 2 * candidates);
      const told = client.events
        .filter(({ name }) => name === 'telnyx.notification')
        .map(({ state }) => state);
      const own = typeof call.options.onNotification === 'function';
      assert.deepEqual(own ? [heard, told] : [told, heard], [['recovering', 'held'], []]);
      await client.disconnect();
    }));
}
