// A page goes and comes back in a real tab: its calls are there again and heard, the muted one is still muted for
// whoever listens at the far end; and a second tab that begins as a copy of the first leaves it alone.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { until } from '../until.mjs';
import { setStage } from './stage.mjs';

const world = setStage();
const limit = { timeout: 60_000 };
const login = 'ann';
const keep = { hangupOnBeforeUnload: false };

const legs = () => world.gateway.control.status().legs;
const sessions = () => world.gateway.control.status().sessions;

/** A phone in two calls: with the gateway's tone, and muted with its echo, each in an element of its own. */
async function twoCalls() {
  const phone = await world.signIn(login, keep);
  await addElement(phone);
  const tone = await phone.dial('tone');
  await phone.told('telnyx.notification', { id: tone, state: 'active' });
  await phone.hears();
  const echo = await phone.dial('echo', { remoteElement: 'second' });
  await phone.told('telnyx.notification', { id: echo, state: 'active' });
  await phone.hears();
  await phone.page.evaluate(() => window.phone.call.muteAudio());
  await phone.hearsNothing();
  return { phone, tone, echo };
}

/** From now on the phone's own call is the one that had this id in the page before. */
const choose = (phone, id) =>
  phone.page.evaluate((before) => {
    const calls = Object.values(window.phone.client.calls);
    window.phone.call = calls.find(({ recoveredCallId }) => recoveredCallId === before);
  }, id);

const back = (phone, id) => phone.callIs('active', { recoveredCallId: id });

async function loaded(phone) {
  await phone.page.waitForFunction(() => window.phone !== undefined);
  await addElement(phone);
}

/** What is not played is not decoded. */
const addElement = (phone) =>
  phone.page.evaluate(() => {
    const element = document.body.appendChild(document.createElement('audio'));
    Object.assign(element, { id: 'second', autoplay: true });
  });

test(
  'a page with two calls is reloaded: both come back with sound, the muted one muted at the far end',
  limit,
  async () => {
    const { phone, tone, echo } = await twoCalls();
    const [{ id: session }] = sessions();
    await phone.page.reload();
    await loaded(phone);
    await phone.signIn({ login, host: world.gateway.url, ...keep });
    await back(phone, tone);
    await back(phone, echo);

    const told = await phone.events();
    for (const id of [tone, echo]) {
      const states = told.filter(({ call }) => call?.recoveredCallId === id).map(({ call }) => call.state);
      assert.deepEqual(states, ['recovering', 'active']);
    }
    assert.deepEqual(
      told
        .filter(({ call }) => call)
        .map(({ call }) => call.direction)
        .filter((direction) => direction !== 'outbound'),
      [],
    );
    assert.deepEqual(
      told.filter(({ name }) => name === 'telnyx.error'),
      [],
    );
    assert.deepEqual(
      sessions().map(({ id }) => id),
      [session],
    );
    assert.equal(legs().length, 2);

    await choose(phone, tone);
    await phone.hears();
    await choose(phone, echo);
    assert.equal(await phone.page.evaluate(() => window.phone.call.isAudioMuted), true);
    await phone.hearsNothing();
    await phone.page.evaluate(() => window.phone.call.unmuteAudio());
    await phone.hears();
    assert.deepEqual(phone.faults, []);
  },
);

test('a call that ends while the page is away is told once when it is back', limit, async () => {
  const { phone, tone, echo } = await twoCalls();
  const address = phone.page.url();
  await phone.page.goto('about:blank');
  await until('the socket to go', () => world.gateway.control.status().sockets.length === 0);
  world.gateway.control.hangUp({ callId: echo });
  await phone.page.goto(address);
  await loaded(phone);
  await phone.signIn({ login, host: world.gateway.url, ...keep });
  await back(phone, tone);
  await phone.hears();
  const errors = (await phone.events()).filter(({ name }) => name === 'telnyx.error');
  assert.deepEqual(
    errors.map(({ code, callId }) => [code, callId]),
    [[48501, echo]],
  );
  assert.equal(legs().length, 1);
});

test(
  'a tab that begins as a copy of another starts afresh, and the first goes on talking',
  limit,
  async () => {
    const { phone, tone } = await twoCalls();
    const opened = phone.page.context().waitForEvent('page');
    await phone.page.evaluate(() => void window.open(location.href));
    const twin = await opened;
    await twin.waitForFunction(() => window.phone !== undefined);
    assert.ok(await twin.evaluate(() => sessionStorage.length > 0), 'it has a copy');
    await twin.evaluate((given) => window.phone.connect(given), {
      login,
      password: 'pw',
      host: world.gateway.url,
      iceServers: [],
      ...keep,
    });
    await twin.waitForFunction(() => window.phone.events.some(({ name }) => name === 'telnyx.ready'));
    assert.equal(sessions().length, 2);
    assert.deepEqual(await twin.evaluate(() => Object.keys(window.phone.client.calls)), []);
    await phone.page.evaluate((id) => (window.phone.call = window.phone.client.calls[id]), tone);
    await phone.hears();
    assert.equal(legs().length, 2);
  },
);

test('by default a page that goes hangs up', limit, async () => {
  const phone = await world.signIn(login);
  await phone.dial('tone');
  await phone.callIs('active');
  await phone.page.goto('about:blank');
  await until('the call to end', () => legs().length === 0);
  assert.equal(world.gateway.control.frames({ method: 'telnyx_rtc.bye', direction: 'in' }).length, 1);
});
