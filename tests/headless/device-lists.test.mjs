// What the client says of devices: which there are, which is meant, what they can do.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inPage } from './world.mjs';

/** What the browser was asked to open, all of it. */
const asked = (page) => page.browser.globals.navigator.mediaDevices.asked;
test('a device is known by its id, or else by its label', () =>
  inPage(async (page) => {
    const client = await page.client();
    const find = (...wanted) => client.validateDeviceId(...wanted);
    assert.equal(await find('b', 'Headset', 'audioinput'), 'b', 'also one that the lists leave out');
    assert.equal(await find('x', 'Headset', 'audioinput'), 'a');
    assert.equal(await find('x', 'Headset', 'audiooutput'), 'c');
    assert.equal(await find('a', undefined, 'videoinput'), null);
    page.browser.made.microphoneRefusal = 'NotAllowedError';
    assert.equal(await find('a', 'Headset', 'audioinput'), null);
    assert.equal(page.ledger.tracks.size, 0);
  }));

test('a device without a label is nobody’s', () =>
  inPage(async (page) => {
    const client = await page.client();
    navigator.mediaDevices.enumerateDevices = async () => [{ kind: 'audioinput', deviceId: '', label: '' }];
    assert.equal(await client.validateDeviceId('', '', 'audioinput'), null);
    assert.equal(await client.validateDeviceId(undefined, undefined, 'audioinput'), null);
  }));

test('the sizes of a camera, which is closed again', () =>
  inPage(async (page) => {
    const client = await page.client();
    assert.deepEqual(await client.getDeviceResolutions('cam'), [
      { resolution: '320x240', width: 320, height: 240 },
      { resolution: '640x360', width: 640, height: 360 },
      { resolution: '640x480', width: 640, height: 480 },
    ]);
    assert.deepEqual(asked(page), [{ video: { deviceId: { exact: 'cam' } } }]);
    assert.equal(page.ledger.tracks.size, 0);
    page.browser.made.microphoneRefusal = 'NotFoundError';
    await assert.rejects(client.getDeviceResolutions('cam'), { name: 'NotFoundError' });
  }));

test('devices that the browser cannot list are none, and an event', () =>
  inPage(async (page) => {
    const client = await page.client();
    page.browser.made.listRefusal = 'InvalidStateError';
    for (const list of ['getDevices', 'getAudioInDevices', 'getAudioOutDevices', 'getVideoDevices']) {
      assert.deepEqual(await client[list](), []);
    }
    assert.equal(await client.validateDeviceId('a', '', 'audioinput'), null);
    assert.deepEqual(
      client.events.map(({ name, event }) => [name, event.code, event.fatal, event.originalError.name]),
      Array(5).fill(['telnyx.rtc.mediaError', 42003, false, 'InvalidStateError']),
    );
    assert.equal(page.ledger.tracks.size, 0);
  }));
