// A page goes, and the next page of the tab goes on with its calls.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Locks } from './locks.mjs';
import { inPage, told } from './world.mjs';

const keep = { hangupOnBeforeUnload: false };

/** A page with three calls: one as it comes, one muted and relayed only, one that arrived and is on hold. */
async function leaveThree(page, options = keep) {
  const { client, call: plain } = await page.talking(options, { id: 'plain', remoteElement: 'one' });
  const muted = client.newCall({ id: 'muted', destinationNumber: '1001', forceRelayCandidate: true });
  await page.clock.settle();
  muted.muteAudio();
  page.gateway.ring('held');
  await page.clock.settle();
  const { held } = client.calls;
  await held.answer();
  await page.clock.settle();
  await held.hold();
  assert.deepEqual([plain.state, muted.state, held.state], ['active', 'active', 'held']);
  await page.unload();
  return page.tab;
}

/** Runs one story in a page and the next in the page after it. */
async function reload(first, second) {
  let tab;
  await inPage(async (page) => (tab = await first(page)), { locks: new Locks() });
  await inPage(second, tab);
}

const byFormerId = (client) =>
  Object.fromEntries(Object.values(client.calls).map((call) => [call.recoveredCallId, call]));
const errors = ({ events }) => events.filter(({ name }) => name === 'telnyx.error').map(({ event }) => event);

for (const [what, callOptions] of [
  ['only listens', () => ({ audio: false, receiveOnlyAudio: true })],
  ["speaks with the application's own stream", () => ({ localStream: new MediaStream() })],
]) {
  test(`a call that ${what} is not heard unasked after a reload`, () =>
    reload(
      async (page) => {
        const { call } = await page.talking(keep, { id: 'quiet', ...callOptions() });
        assert.equal(call.state, 'active');
        await page.unload();
        return page.tab;
      },
      async (page) => {
        const client = await page.signedIn(keep);
        await page.clock.advance(1_000);
        const { quiet } = client.calls;
        assert.equal(quiet.state, 'active');
        const listens = what === 'only listens';
        assert.equal(navigator.mediaDevices.asked.length, listens ? 0 : 1);
        for (const track of quiet.localStream?.getTracks() ?? []) assert.equal(track.enabled, false);
        await client.disconnect();
      },
    ));
}

test('after a reload all three calls come back: muted, relayed, held and heard as they were', () =>
  reload(leaveThree, async (page) => {
    const element = page.element('one');
    const client = await page.signedIn(keep);
    await page.clock.advance(500);
    assert.equal(page.gateway.said('telnyx_rtc.bye').length, 0);
    assert.equal(page.gateway.said('login').at(-1).params.sessid, 'S1');
    const { plain, muted, held } = byFormerId(client);
    assert.deepEqual([plain.state, muted.state, held.state], ['active', 'active', 'held']);
    assert.deepEqual([plain.direction, muted.direction, held.direction], ['outbound', 'outbound', 'inbound']);
    assert.deepEqual([plain.isAudioMuted, muted.isAudioMuted, held.isAudioMuted], [false, true, false]);
    assert.equal(plain.localStream.getAudioTracks()[0].enabled, true);
    assert.equal(muted.localStream.getAudioTracks()[0].enabled, false);
    assert.equal(plain.options.destinationNumber, '1000');
    assert.equal(element.srcObject, plain.remoteStream);
    const policy = (call) => call.peer.instance.configuration.iceTransportPolicy ?? 'all';
    assert.deepEqual([policy(plain), policy(muted)], ['all', 'relay']);
    assert.deepEqual(errors(client), []);
    const told = client.events.filter(({ event }) => event?.call === plain).map(({ state }) => state);
    assert.deepEqual(told, ['recovering', 'active']);
    await client.disconnect();
  }));

test('a call that the gateway lost meanwhile is told once, by its id', () =>
  reload(
    async (page) => {
      const tab = await leaveThree(page);
      page.gateway.calls.delete('muted');
      return tab;
    },
    async (page) => {
      const client = await page.signedIn(keep);
      await page.clock.advance(200_000);
      const lost = errors(client);
      assert.deepEqual(
        lost.map(({ code, callId }) => [code, callId]),
        [[48501, 'muted']],
      );
      assert.deepEqual(Object.keys(byFormerId(client)), ['plain', 'held']);
      await client.disconnect();
    },
  ));

test('by default a page that goes hangs up and leaves nothing', () =>
  reload(
    async (page) => {
      await page.talking({}, { id: 'plain' });
      await page.unload();
      assert.equal(page.gateway.said('telnyx_rtc.bye').length, 1);
      assert.deepEqual([...page.browser.stored], []);
      return page.tab;
    },
    async (page) => {
      const client = await page.signedIn();
      assert.equal(page.gateway.said('login').at(-1).params.sessid, undefined);
      assert.deepEqual(client.calls, {});
      await client.disconnect();
    },
  ));

test('login() before connect() takes up what the earlier page left, and does not overwrite it', () =>
  reload(leaveThree, async (page) => {
    const client = await page.client({ ...keep, password: 'not yet known' });
    await client.login({ creds: { login: 'desk4', password: 'secret' } });
    await client.connect();
    await page.clock.advance(500);
    assert.equal(page.gateway.said('login').at(-1).params.sessid, 'S1');
    assert.equal(Object.keys(client.calls).length, 3);
    await client.disconnect();
  }));

test('a duplicated tab starts afresh, and the first tab keeps its calls', async () => {
  const locks = new Locks();
  let copy;
  await inPage(
    async (page) => {
      const { client, call } = await page.talking(keep, { id: 'plain' });
      await page.clock.advance(0); // the lock is asked for in a turn of its own
      copy = { ...page.tab, stored: new Map(page.browser.stored) };
      assert.equal(locks.held.length, 1);
      // The first tab lives on while the second one begins.
      await inPage(
        async (second) => {
          const twin = await second.client(keep);
          await twin.connect();
          await second.clock.advance(1_000);
          const login = second.gateway.said('login').at(-1).params;
          assert.equal(login.sessid, undefined);
          assert.deepEqual(twin.calls, {});
          assert.notDeepEqual([...copy.stored.values()], [...page.browser.stored.values()]);
          await twin.disconnect();
        },
        { ...copy, gateway: undefined },
      );
      assert.equal(call.state, 'active');
      await client.disconnect();
      await page.clock.settle();
      assert.deepEqual(locks.held, []);
    },
    { locks },
  );
});

test('the next page waits a moment for the page before it to let go', () =>
  reload(
    async (page) => {
      await page.talking(keep, { id: 'plain' });
      await page.unload();
      const late = {};
      const [name] = [...page.browser.stored.values()].map((text) => JSON.parse(text).lock);
      void page.locks
        .of(late)
        .request(name, { signal: new AbortController().signal }, () => new Promise(() => {}));
      await page.clock.settle();
      return { ...page.tab, late };
    },
    async (page) => {
      const client = await page.client(keep);
      await client.connect();
      await page.clock.advance(100);
      assert.equal(page.gateway.sockets.length, 1, 'nothing dialled before it is clear');
      for (const holder of page.locks.holders) page.locks.leave(holder);
      await page.clock.advance(500);
      assert.equal(client.calls.plain.state, 'active');
      await client.disconnect();
    },
  ));

test('without Web Locks a reload works all the same', async () => {
  let tab;
  await inPage(async (page) => (tab = await leaveThree(page)));
  await inPage(async (page) => {
    const client = await page.signedIn(keep);
    await page.clock.advance(500);
    assert.equal(Object.keys(client.calls).length, 3);
    await client.disconnect();
  }, tab);
});

test('two clients of one login keep their calls apart', () =>
  reload(
    async (page) => {
      await page.talking(keep, { id: 'first' });
      await page.talking(keep, { id: 'second' });
      assert.equal(page.browser.stored.size, 2);
      await page.unload();
      return page.tab;
    },
    async (page) => {
      const one = await page.client(keep);
      const two = await page.client(keep);
      await one.connect();
      await two.connect();
      const marked = [...page.browser.stored.values()].map((text) =>
        JSON.parse(text).calls.map(({ id }) => id),
      );
      assert.deepEqual(marked, [['first'], ['second']]);
      await one.disconnect();
      await two.disconnect();
    },
  ));

test('another login finds nothing', () =>
  reload(leaveThree, async (page) => {
    const client = await page.signedIn({ ...keep, login: 'desk5' });
    assert.equal(page.gateway.said('login').at(-1).params.sessid, undefined);
    await client.disconnect();
  }));

test('a login with other credentials takes the session along', () =>
  reload(
    async (page) => {
      const { client } = await page.talking(keep, { id: 'plain' });
      await client.login({ creds: { login: 'desk5', password: 'other' } });
      assert.deepEqual(
        [...page.browser.stored.keys()].map((key) => key.split(' ').at(-1)),
        ['desk5'],
      );
      await page.unload();
      return page.tab;
    },
    async (page) => {
      const client = await page.signedIn({ ...keep, login: 'desk5' });
      await page.clock.advance(500);
      assert.equal(client.calls.plain.state, 'active');
      await client.disconnect();
    },
  ));

test('what the reference left in an earlier page is taken over, once', () =>
  inPage(async (page) => {
    const { stored } = page.browser;
    const storedAt = page.clock.wall - 5_000;
    const calls = [
      { id: 'old', customHeaders: [], forceRelayCandidate: true, wasHeld: true, remoteElement: 'one' },
    ];
    stored.set('telnyx-voice-sdk-id', 'V1');
    stored.set('telnyx-voice-sdk-session-id', 'S1');
    stored.set('telnyx-voice-sdk-session-id-stored-at', String(storedAt));
    stored.set('telnyx-voice-sdk-active-calls', JSON.stringify({ sessionId: 'S1', storedAt, calls }));
    page.gateway.calls.set('old', { leg: 'leg old', answered: true });
    page.element('one');
    const client = await page.signedIn(keep);
    await page.clock.advance(500);
    assert.equal(client.calls.old.state, 'held');
    assert.equal(client.calls.old.options.remoteElement, 'one');
    assert.equal(client.calls.old.peer.instance.configuration.iceTransportPolicy, 'relay');
    assert.deepEqual(
      [...stored.keys()].filter((key) => key.startsWith('telnyx')),
      [],
    );
    await client.disconnect();
  }));

test('what a living client of the reference stores is left to it', () =>
  inPage(async (page) => {
    const { stored } = page.browser;
    stored.set('telnyx-voice-sdk-id', 'V9');
    stored.set('telnyx-voice-sdk-session-id', 'S9');
    stored.set('telnyx-voice-sdk-session-id-stored-at', String(page.clock.wall + 10));
    const client = await page.signedIn(keep);
    assert.equal(page.gateway.said('login').at(-1).params.sessid, undefined);
    assert.equal(stored.get('telnyx-voice-sdk-id'), 'V9');
    await client.disconnect();
  }));

const sound = (page) => ({ routing: 'V1', session: 'S1', storedAt: page.clock.wall - 1_000, lock: '' });
const poisoned = {
  'no JSON': () => '{"routing":',
  'an empty text': () => '',
  null: () => 'null',
  'a number': () => '7',
  'a list': () => '[]',
  'nothing in it': () => '{}',
  'wrong types': () => JSON.stringify({ routing: 1, session: {}, storedAt: 'now' }),
  'a stamp that is no number': (page) => JSON.stringify({ ...sound(page), storedAt: '1' }),
  'a stamp beyond all numbers': (page) => JSON.stringify(sound(page)).replace(/\d{13}/, '1e308'),
  'a negative stamp': (page) => JSON.stringify({ ...sound(page), storedAt: -1 }),
  'calls that are no list': (page) => JSON.stringify({ ...sound(page), calls: { length: 1e9 } }),
  'calls that are nothing': (page) =>
    JSON.stringify({ ...sound(page), calls: [null, 7, 'x', {}, [], { id: 9 }] }),
  'a call of wrong types': (page) =>
    JSON.stringify({
      ...sound(page),
      calls: [{ id: 'k', parties: 'x', telnyx: 1, muted: 'yes', direction: 5 }],
    }),
  'a lock that is no name': (page) => JSON.stringify({ ...sound(page), lock: { a: 1 } }),
  'far too long': (page) => JSON.stringify({ ...sound(page), routing: 'V'.repeat(5_000_000) }),
  'a name far too long': (page) => JSON.stringify({ ...sound(page), session: 'S'.repeat(5_000) }),
  'very many calls': (page) =>
    JSON.stringify({ ...sound(page), calls: Array.from({ length: 900 }, (_, id) => ({ id: String(id) })) }),
};

for (const [name, spoil] of Object.entries(poisoned)) {
  test(`spoilt storage does no harm: ${name}`, () =>
    inPage(async (page) => {
      await page.load();
      let key;
      await inPage(async (other) => {
        await other.talking(keep, { id: 'k' });
        [key] = other.browser.stored.keys();
      });
      page.browser.stored.set(key, spoil(page));
      const { client, call } = await page.talking(keep);
      assert.equal(call.state, 'active');
      assert.ok(page.console.warn.length <= 1, 'one warning at most');
      assert.equal(page.console.error.length, 0);
      const calls = JSON.parse(page.browser.stored.get(key)).calls.map(({ id }) => id);
      assert.ok(calls.includes(call.id));
      await client.disconnect();
    }));
}

test('storage that is full is as good as none, and leaves nothing stale', () =>
  inPage(async (page) => {
    const { stored } = page.browser;
    page.browser.globals.sessionStorage.setItem = () => {
      throw new Error('QuotaExceededError');
    };
    const { client, call } = await page.talking({ ...keep, keepConnectionAliveOnSocketClose: true });
    assert.deepEqual([...stored], []);
    for (const one of page.gateway.calls.values()) one.attached = false;
    page.gateway.socket.cut();
    await page.clock.advance(3_000);
    assert.equal(call.state, 'active');
    assert.deepEqual(told(client).slice(-3), ['recovering', 'active', 'recovered']);
    await client.disconnect();
  }));
