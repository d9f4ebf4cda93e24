// Every recipe of docs/recipes is a program that does what its page says.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { inRoot } from '../../tools/paths.mjs';
import { lose } from './gateway.mjs';
import { inPage } from './world.mjs';

const folder = inRoot('docs/recipes');
const AsyncFunction = (async () => {}).constructor;

/** Runs the one program of a recipe with these names in its scope. */
async function cook(name, scope) {
  const [, program] = /```js\n([\s\S]*?)```/.exec(readFileSync(`${folder}/${name}.md`, 'utf8'));
  return new AsyncFunction(...Object.keys(scope), program)(...Object.values(scope));
}

/** A page's own controls: whatever is shown is written down. */
const controls = (more) => {
  const shown = [];
  return { shown, show: (text) => shown.push(text), ...more };
};

const keep = { keepConnectionAliveOnSocketClose: true };

const recipes = {
  async place(page) {
    const client = await page.signedIn(keep);
    page.element('remote');
    const ui = controls({ button: {}, number: '1000' });
    await cook('place', { client, ui });
    ui.button.onclick();
    await page.clock.settle();
    assert.deepEqual(ui.shown.slice(-2), ['trying', 'active']);
    const [{ params }] = page.gateway.said('telnyx_rtc.invite');
    assert.equal(params.dialogParams.destination_number, '1000');
    assert.deepEqual(params.dialogParams.custom_headers, [{ name: 'X-Ticket', value: '42' }]);
    ui.button.onclick();
    await page.clock.settle();
    assert.equal(ui.shown.at(-1), 'destroy: local');
    ui.button.onclick();
    await page.clock.settle();
    assert.equal(ui.shown.at(-1), 'active');
  },

  async answer(page) {
    const client = await page.signedIn(keep);
    const remote = page.element('remote');
    const asked = [];
    const ui = controls({
      ask: (text, choices) => asked.push({ text, ...choices }),
      close: () => asked.pop(),
    });
    await cook('answer', { client, ui });
    page.gateway.ring('in-1');
    await page.clock.settle();
    assert.equal(asked[0].text, 'Ann calls');
    void asked[0].yes();
    await page.clock.settle();
    assert.equal(client.calls['in-1'].state, 'active');
    assert.ok(remote.srcObject);
    page.gateway.ring('in-2');
    await page.clock.settle();
    void asked[1].no();
    await page.clock.settle();
    assert.equal(client.calls['in-2'], undefined);
    assert.equal(page.gateway.said('telnyx_rtc.bye').at(-1).params.causeCode, 17);
    assert.equal(asked.length, 1, 'the dialog is closed');
  },

  async hold(page) {
    const { call } = await page.talking(keep);
    const ui = controls({ hold: {}, mute: {}, digits: {} });
    await cook('hold', { call, ui });
    for (const state of ['held', 'active']) {
      const asked = ui.hold.onclick();
      await page.clock.settle();
      await asked;
      assert.equal(call.state, state);
    }
    ui.mute.onclick();
    assert.equal(ui.mute.pressed, true);
    ui.digits.onclick('12#');
    await page.clock.settle();
    assert.equal(page.gateway.said('telnyx_rtc.info').at(-1).params.dtmf, '12#');
    assert.deepEqual(ui.shown, []);
  },

  async devices(page) {
    page.element('remote');
    const { client, call } = await page.talking(keep, { remoteElement: 'remote' });
    const ui = controls();
    await cook('devices', { client, call, ui });
    assert.deepEqual(
      ui.microphones.map(({ deviceId }) => deviceId),
      ['a'],
    );
    assert.equal(ui.speakers.length, 1);
    await ui.onmicrophone('b');
    assert.equal(call.options.micId, 'b');
    assert.deepEqual(client.mediaConstraints.audio, { deviceId: { exact: 'b' } });
    page.browser.made.microphoneRefusal = 'NotFoundError';
    await ui.onmicrophone('gone');
    assert.match(ui.shown[0], /the call goes on/);
    await ui.onspeaker('c');
    assert.equal(ui.shown.length, 1);
    await ui.onspeaker('gone');
    assert.equal(ui.shown[1], 'Not this speaker');
    ui.onlisten(true);
    assert.equal(client.mediaConstraints.audio, false);
    ui.onlisten(false);
    assert.notEqual(client.mediaConstraints.audio, false);
    assert.equal(call.state, 'active');
  },

  async permissions(page) {
    const { TelnyxRTC, isMediaRecoveryErrorEvent } = await page.load();
    const made = [];
    class Kept extends TelnyxRTC {
      constructor(options) {
        super(options);
        made.push(this);
      }
    }
    const asked = [];
    const ui = controls({ ask: (text, choices) => asked.push({ text, ...choices }) });
    const credentials = { login: 'desk4', password: 'secret', host: 'ws://gateway.test' };
    await cook('permissions', { TelnyxRTC: Kept, isMediaRecoveryErrorEvent, credentials, ui });
    const [client] = made;
    await client.connect();
    page.browser.made.microphoneRefusal = 'NotAllowedError';
    const call = client.newCall({ destinationNumber: '1000' });
    await page.clock.settle();
    assert.equal(asked[0].until, Date.now() + 20_000);
    page.browser.made.microphoneRefusal = null;
    asked[0].yes();
    await page.clock.settle();
    assert.equal(call.state, 'active');

    page.browser.made.microphoneRefusal = 'NotAllowedError';
    const other = client.newCall({ destinationNumber: '1001' });
    await page.clock.settle();
    asked[1].no();
    await page.clock.settle();
    assert.equal(other.state, 'destroy');
    assert.equal(ui.shown.length, 1);
    void client.disconnect();
  },

  async recovery(page) {
    const { client, call } = await page.talking({ ...keep, maxReconnectAttempts: 1 });
    const before = call.id;
    const renamed = [];
    const offered = [];
    const ui = controls({
      rename: (...ids) => renamed.push(ids),
      offer: (text, act) => offered.push({ text, act }),
    });
    const { TELNYX_ERROR_CODES } = page.package;
    await cook('recovery', { client, TELNYX_ERROR_CODES, ui });
    page.gateway.manners.renames = (id) => `${id}, anew`;
    lose(page.gateway);
    await page.clock.settle();
    assert.equal(ui.banner, 'Attempt 1 in 1 s');
    assert.ok(ui.until > Date.now());
    await page.clock.advance(client.reconnectDelay + 500);
    assert.equal(ui.banner, '');
    assert.deepEqual(renamed, [[before, `${before}, anew`]]);

    page.gateway.manners.opens = false;
    lose(page.gateway);
    await page.clock.advance(10_000);
    assert.equal(offered[0].text, 'Reconnect');
    assert.equal(call.endReason, 'exhausted');
    page.gateway.manners.opens = true;
    offered[0].act();
    await page.clock.settle();
    assert.equal(await client.getIsRegistered(), true);
  },
};

test('every recipe has its test', () => {
  const pages = readdirSync(folder).map((file) => file.replace('.md', ''));
  assert.deepEqual(pages.sort(), Object.keys(recipes).sort());
});

for (const [name, story] of Object.entries(recipes)) {
  test(`the recipe "${name}" does what it says`, () => inPage(story));
}
