// What the client has opened for calls that do not say: its microphone, its camera, and calls that only listen.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Locks } from './locks.mjs';
import { lose } from './gateway.mjs';
import { assertNothingLeft, inPage, troubles } from './world.mjs';

/** What the browser was asked to open, all of it. */
const asked = (page) => page.browser.globals.navigator.mediaDevices.asked;
const headset = { exact: 'a' };

/** A client whose microphone was chosen; from now on what is asked of the browser counts. */
async function choosing(page, settings, options) {
  const client = await page.signedIn(options);
  const constraints = await client.setAudioSettings(settings);
  asked(page).length = 0;
  return { client, constraints };
}

/** Places a call and lets it be answered. */
async function placed(page, client, options) {
  const call = client.newCall({ destinationNumber: '1000', ...options });
  await page.clock.settle();
  return call;
}

/** A call that rings. */
async function ringing(page, client, id = 'in-1') {
  page.gateway.ring(id);
  await page.clock.settle();
  return client.calls[id];
}

async function answered(page, call) {
  void call.answer();
  await page.clock.settle();
  assert.equal(call.state, 'active');
}

test('what setAudioSettings() was given is opened for calls placed and calls answered', () =>
  inPage(async (page) => {
    const settings = {
      micId: 'a',
      micLabel: 'x',
      echoCancellation: false,
      noiseSuppression: null,
      loud: true,
    };
    const before = structuredClone(settings);
    const { client, constraints } = await choosing(page, settings);
    assert.deepEqual(settings, before);
    assert.deepEqual(constraints, { echoCancellation: false, deviceId: headset });
    assert.deepEqual([client.micId, client.micLabel], ['a', 'x']);
    assert.deepEqual(client.mediaConstraints, { audio: constraints, video: false });

    constraints.echoCancellation = true;
    await placed(page, client);
    await answered(page, await ringing(page, client));
    const opened = { audio: { echoCancellation: false, deviceId: headset }, video: false };
    assert.deepEqual(asked(page), [opened, opened]);
    await assertNothingLeft(page, client);
  }));

test('the microphone is found by its label when its id has changed, and a deviceId needs no finding', () =>
  inPage(async (page) => {
    const client = await page.client();
    assert.deepEqual(await client.setAudioSettings({ micId: 'of old', micLabel: 'Headset, again' }), {
      deviceId: { exact: 'b' },
    });
    assert.equal(client.micId, 'b');
    assert.deepEqual(await client.setAudioSettings({ micId: 'gone' }), {});
    assert.equal(client.micId, 'gone');
    asked(page).length = 0;
    assert.deepEqual(await client.setAudioSettings({ micId: 'a', deviceId: 'b' }), { deviceId: 'b' });
    assert.deepEqual(await client.setAudioSettings({}), {});
    assert.deepEqual(asked(page), [], 'nobody was asked for a microphone');
    assert.equal(client.micId, undefined);
  }));

test('setAudioSettings() needs settings', () =>
  inPage(async (page) => {
    const client = await page.client();
    await assert.rejects(client.setAudioSettings(), { message: 'You need to provide the settings object' });
  }));

test('a browser that does not say what it understands is given every constraint', () =>
  inPage(async (page) => {
    const client = await page.client();
    navigator.mediaDevices.getSupportedConstraints = undefined;
    assert.deepEqual(await client.setAudioSettings({ loud: true, quiet: undefined }), { loud: true });
  }));

test('a disabled microphone is not opened, whatever its id, and comes back with its constraints', () =>
  inPage(async (page) => {
    const { client } = await choosing(page, { micId: 'a', echoCancellation: false });
    client.disableMicrophone();
    client.disableMicrophone();
    assert.equal(client.mediaConstraints.audio, false);
    const silent = await placed(page, client);
    assert.equal(silent.state, 'active');
    assert.deepEqual(asked(page), []);
    const [{ params }] = page.gateway.said('telnyx_rtc.invite');
    assert.deepEqual([params.dialogParams.audio, params.dialogParams.receiveOnlyAudio], [false, true]);

    client.enableMicrophone();
    await placed(page, client);
    assert.deepEqual(asked(page), [{ audio: { echoCancellation: false, deviceId: headset }, video: false }]);
    client.disableMicrophone();
    await client.setAudioSettings({ echoCancellation: true });
    assert.equal(client.mediaConstraints.audio, false, 'settings do not enable it');
    assert.deepEqual(troubles(client), ['warning 33010']);
    await assertNothingLeft(page, client);
  }));

test('what a call says itself counts before what the client has', () =>
  inPage(async (page) => {
    const { client } = await choosing(page, { micId: 'a' });
    client.disableMicrophone();
    await placed(page, client, { audio: true });
    await placed(page, client, { audio: { echoCancellation: true }, micId: 'b' });
    await placed(page, client, { video: true });
    assert.deepEqual(asked(page), [
      { audio: { deviceId: headset }, video: false },
      { audio: { echoCancellation: true, deviceId: { exact: 'b' } }, video: false },
      { audio: false, video: true },
    ]);
    client.enableMicrophone();
    const refused = await placed(page, client, { audio: false });
    assert.equal(refused.endReason, 'media');
  }));

test('a call that rings is answered with what the client has by then', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    const first = await ringing(page, client, 'in-1');
    client.disableMicrophone();
    await answered(page, first);
    assert.deepEqual(asked(page), []);
    assert.equal(page.ledger.tracks.size, 0);
    assert.ok(page.browser.made.peers[0].getSenders().every(({ track }) => !track));
    assert.deepEqual([first.options.audio, first.options.receiveOnlyAudio], [false, true]);

    const second = await ringing(page, client, 'in-2');
    client.enableMicrophone();
    await client.setAudioSettings({ deviceId: 'b' });
    await answered(page, second);
    assert.deepEqual(asked(page), [{ audio: { deviceId: 'b' }, video: false }]);

    const third = await ringing(page, client, 'in-3');
    third.options.micId = 'a';
    await client.setAudioSettings({ echoCancellation: false });
    await answered(page, third);
    assert.deepEqual(asked(page).at(-1).audio, { echoCancellation: false, deviceId: headset });
    assert.deepEqual(troubles(client), ['warning 33010', 'warning 33010']);
  }));

test('a call that only listens is re-attached without a microphone', () =>
  inPage(async (page) => {
    const client = await page.signedIn({ keepConnectionAliveOnSocketClose: true });
    client.disableMicrophone();
    const call = await ringing(page, client);
    await answered(page, call);
    client.enableMicrophone();
    lose(page.gateway);
    await page.clock.advance(client.reconnectDelay + 500);
    assert.equal(call.state, 'active');
    assert.equal(page.browser.made.peers.length, 2);
    assert.deepEqual(asked(page), []);
  }));

test('calls that come back after a reload open what the client of the new page has', async () => {
  let tab;
  await inPage(
    async (page) => {
      await page.talking({ hangupOnBeforeUnload: false });
      await page.unload();
      tab = page.tab;
    },
    { locks: new Locks() },
  );
  await inPage(async (page) => {
    const client = await page.client({ hangupOnBeforeUnload: false });
    void client.connect();
    client.disableMicrophone();
    await page.clock.advance(1_000);
    assert.deepEqual(
      Object.values(client.calls).map(({ state }) => state),
      ['active'],
    );
    assert.deepEqual(asked(page), []);
    await client.disconnect();
  }, tab);
});

test('the camera of later calls is switched on and off, with the constraints it had', () =>
  inPage(async (page) => {
    const options = { video: { width: 640 } };
    const client = await page.signedIn(options);
    client.disableWebcam();
    assert.equal(client.mediaConstraints.video, false);
    client.enableWebcam();
    assert.deepEqual(client.mediaConstraints.video, { width: 640 });
    assert.deepEqual(options, { video: { width: 640 } });
    const call = await ringing(page, client);
    client.disableMicrophone();
    await answered(page, call);
    assert.deepEqual(asked(page), [{ audio: false, video: { width: 640 } }]);

    const other = await page.client();
    other.enableWebcam();
    assert.equal(other.mediaConstraints.video, true);
  }));

test('settings hold also where the browser cannot list its devices', () =>
  inPage(async (page) => {
    const client = await page.client();
    page.browser.made.listRefusal = 'InvalidStateError';
    const settings = { micId: 'a', echoCancellation: true };
    assert.deepEqual(await client.setAudioSettings(settings), { echoCancellation: true });
    assert.equal(client.micId, 'a');
  }));
