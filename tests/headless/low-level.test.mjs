// What an application says to the gateway itself: requests, texts, channels.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNothingLeft, inPage } from './world.mjs';

test('a request of the own making gets its answer, or rejects with what it was refused with', () =>
  inPage(async (page) => {
    const client = await page.client();
    const request = { method: 'telnyx_rtc.custom', params: { a: 1 } };
    await assert.rejects(client.execute({ request }), { code: 44102 });
    await client.connect();
    await page.clock.settle();
    page.gateway.on_custom = ({ a }, reply) => reply({ b: a + 1 });
    const answered = client.execute({ request });
    await page.clock.settle();
    assert.deepEqual(await answered, { b: 2 });
    const error = { code: -32602, message: 'Not now' };
    page.gateway.on_custom = (_params, _reply, socket, { id }) => socket.say({ jsonrpc: '2.0', id, error });
    const refused = assert.rejects(client.execute({ request }), error);
    await page.clock.settle();
    await refused;
    await assert.rejects(client.execute({}), TypeError);
    page.gateway.on_custom = () => {};
    const lost = assert.rejects(client.execute({ request }), { code: 44102 });
    await assertNothingLeft(page, client, [lost]);
    await assert.rejects(client.execute({ request }), { code: 44102 });
  }));

test('a raw text goes out if it is JSON-RPC; any other is refused at once', () =>
  inPage(async (page) => {
    const client = await page.client();
    const notification = JSON.stringify({ jsonrpc: '2.0', method: 'telnyx_rtc.custom', params: { a: 1 } });
    assert.throws(() => client.executeRaw(notification), { code: 44102 });
    await client.connect();
    await page.clock.settle();
    client.executeRaw(notification);
    client.executeRaw('{"id":"mine","method":"telnyx_rtc.custom"}');
    await page.clock.settle();
    const said = page.gateway.said('telnyx_rtc.custom');
    assert.deepEqual(
      said.map(({ params }) => params),
      [{ a: 1 }, {}],
    );
    assert.equal('id' in said[0], false);
    assert.ok('id' in said[1]);
    for (const text of ['#SPU 1024', '', 'null', '7', '{}', '{"method":7}', '[]']) {
      assert.throws(() => client.executeRaw(text), { code: 49101 }, text);
    }
    await assertNothingLeft(page, client);
  }));

test('a channel that is subscribed hands its events to its handler, until it is left', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    const { gateway } = page;
    gateway.on_subscribe = ({ eventChannel }, reply) =>
      reply({ subscribedChannels: eventChannel.filter((channel) => channel !== 'secret'), n: 1 });
    gateway.on_unsubscribe = ({ eventChannel }, reply) => reply({ unsubscribedChannels: eventChannel });
    client.removeAllListeners();
    const heard = [];
    const asked = client.subscribe({
      channels: ['chat.1', 'secret', ''],
      handler: (event) => {
        heard.push(event);
        throw new Error('a listener may throw');
      },
      nodeId: 'n1',
    });
    await page.clock.settle();
    assert.deepEqual(await asked, { subscribedChannels: ['chat.1'], n: 1 });
    assert.deepEqual(gateway.said('telnyx_rtc.subscribe').at(-1).params, {
      sessid: 'S1',
      eventChannel: ['chat.1', 'secret'],
      targetNodeId: 'n1',
    });
    assert.deepEqual(Object.keys(client.subscriptions), ['chat.1']);
    assert.deepEqual(await client.vertoSubscribe({ channels: ['chat.1'] }), {});
    assert.deepEqual(await client.unsubscribe({ channels: ['chat.2', 'constructor'] }), {});

    gateway.ask('event', { eventChannel: 'chat.1', eventData: 'hello' });
    gateway.ask('event', { eventChannel: 'constructor', eventData: 'not for us' });
    gateway.ask('event', { eventChannel: 'secret', eventData: 'nor this' });
    await page.clock.settle();
    assert.deepEqual(heard, [{ eventChannel: 'chat.1', eventData: 'hello' }]);

    const left = client.vertoUnsubscribe({ channels: ['chat.1'] });
    await page.clock.settle();
    assert.deepEqual(await left, { unsubscribedChannels: ['chat.1'] });
    gateway.ask('event', { eventChannel: 'chat.1', eventData: 'too late' });
    await page.clock.settle();
    assert.equal(heard.length, 1);
    assert.deepEqual(client.subscriptions, {});
    await assertNothingLeft(page, client);
    await assert.rejects(client.subscribe({ channels: ['chat.1'] }), { code: 44102 });
  }));

test('a broadcast names its channel, and nobody waits for it', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    assert.equal(client.broadcast({ channel: 'chat.1', data: { text: 'hello' } }), undefined);
    client.vertoBroadcast({ channel: 'chat.1', nodeId: 'n1' });
    await page.clock.settle();
    assert.deepEqual(
      page.gateway.said('telnyx_rtc.broadcast').map(({ params }) => params),
      [
        { sessid: 'S1', eventChannel: 'chat.1', data: { text: 'hello' } },
        { sessid: 'S1', eventChannel: 'chat.1', targetNodeId: 'n1' },
      ],
    );
    assert.throws(() => client.broadcast({ data: {} }), /channel/);
    await assertNothingLeft(page, client);
    client.broadcast({ channel: 'chat.1' });
    await page.clock.settle();
    assert.ok(page.console.debug.some(([words]) => words === 'A message was not sent'));
  }));
