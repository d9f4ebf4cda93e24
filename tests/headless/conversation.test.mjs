// What an application says to an AI assistant, and beside a call: how it is spelt, and what becomes of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lose } from './gateway.mjs';
import { assertNothingLeft, inPage } from './world.mjs';

const frames = ({ gateway }) => gateway.said('ai_conversation');

test('a message of the user goes out and its answer comes back, also without images', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    const { sendConversationMessage } = call; // may be detached
    const answers = [
      sendConversationMessage('hello'),
      sendConversationMessage('look', ['https://a.test/1.png']),
    ];
    await page.clock.settle();
    assert.deepEqual(await Promise.all(answers), [{ message: 'ok' }, { message: 'ok' }]);
    const [first, second] = frames(page).map(({ params }) => params);
    assert.match(first.item.id, /^[0-9a-f-]{36}$/);
    assert.deepEqual(first, {
      type: 'conversation.item.create',
      previous_item_id: null,
      item: {
        id: first.item.id,
        type: 'message',
        role: 'user',
        content: [{ type: 'input_text', text: 'hello' }],
      },
    });
    assert.deepEqual(second.item.content, [
      { type: 'input_text', text: 'look' },
      { type: 'image_url', image_url: { url: 'https://a.test/1.png' } },
    ]);
    await assertNothingLeft(page, client);
  }));

test('what the gateway refuses rejects with its error, what it does not answer with 44102', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking({ keepConnectionAliveOnSocketClose: true });
    const error = { code: -32602, message: 'Not now' };
    page.gateway.on_ai_conversation = (_params, _reply, socket, { id }) =>
      socket.say({ jsonrpc: '2.0', id, error });
    await assert.rejects(call.sendConversationMessage('hello'), error);
    page.gateway.on_ai_conversation = () => {};
    const lost = call.sendConversationMessage('hello');
    const rejected = assert.rejects(lost, { name: 'REQUEST_NOT_ANSWERED', code: 44102, fatal: false });
    await page.clock.settle();
    lose(page.gateway);
    await rejected;
    await assert.rejects(call.sendConversationMessage('hello'), { code: 44102 });
    await assertNothingLeft(page, client);
    await assert.rejects(call.sendConversationMessage('hello'), { code: 44102 });
  }));

test('the result of a function goes out without waiting for anything, or throws at once', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking({ keepConnectionAliveOnSocketClose: true });
    const item = { type: 'function_call_output', call_id: 'f1', output: '{"temperature":20}' };
    assert.equal(call.sendAIConversationMessage(item), undefined);
    await page.clock.settle();
    const [{ id, method, params }] = frames(page);
    assert.deepEqual(
      [id, method, params],
      [undefined, 'ai_conversation', { type: 'conversation.item.create', item }],
    );
    lose(page.gateway);
    assert.throws(() => call.sendAIConversationMessage(item), { code: 44102 });
    await page.clock.advance(5_000);
    assert.equal(frames(page).length, 1);
    await assertNothingLeft(page, client);
    assert.throws(() => call.sendAIConversationMessage(item), { code: 44102 });
  }));

test('what an assistant says is told as it came', () =>
  inPage(async (page) => {
    const { client } = await page.talking();
    const heard = [];
    client.on('telnyx.ai.conversation', (event) => heard.push(event));
    const item = { type: 'function_call', call_id: 'f1', name: 'weather', arguments: '{"a":1.50}' };
    const message = {
      method: 'ai_conversation',
      params: { type: 'conversation.item.created', item },
      voice_sdk_id: 'V1',
    };
    page.gateway.socket.say({ jsonrpc: '2.0', ...message });
    await page.clock.settle();
    assert.deepEqual(heard, [message]);
    await assertNothingLeft(page, client);
  }));

test('a text to somebody names its call, and nobody waits for it', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    assert.equal(call.message('1001', 'hello'), undefined);
    await page.clock.settle();
    const [{ params }] = page.gateway.said('telnyx_rtc.info');
    assert.deepEqual(params, {
      sessid: 'S1',
      msg: { from: 'desk4', to: '1001', body: 'hello' },
      dialogParams: { callID: call.id },
    });
    await client.disconnect();
    call.message('1001', 'too late');
    await page.clock.settle();
    const unsent = page.console.debug.filter(([words]) => words === 'The text was not sent');
    assert.equal(unsent.length, 1);
  }));

test('the checks of what an assistant says never throw', () =>
  inPage(async (page) => {
    const { isFunctionCallParams, isFunctionCallOutputParams } = await page.load();
    const call = { type: 'function_call', call_id: 'f1', name: 'weather', arguments: '{}' };
    const output = { type: 'function_call_output', call_id: 'f1', output: '20' };
    assert.equal(isFunctionCallParams({ type: 'conversation.item.created', item: call }), true);
    assert.equal(isFunctionCallOutputParams({ type: 'conversation.item.create', item: output }), true);
    for (const params of [
      null,
      undefined,
      7,
      'text',
      {},
      { type: 'conversation.item.created' },
      { type: 'conversation.item.created', item: null },
      { type: 'conversation.item.created', item: { ...call, arguments: {} } },
      { type: 'conversation.item.create', item: call },
      { type: 'conversation.item.created', item: output },
      { type: 'conversation.item.create', item: { ...output, call_id: 1 } },
    ]) {
      assert.equal(isFunctionCallParams(params), false, JSON.stringify(params));
      assert.equal(isFunctionCallOutputParams(params), false, JSON.stringify(params));
    }
  }));
