// The microphone of an option that is gone: any other is asked for, once, and what was wished of it besides stays.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNothingLeft, inPage, told, troubles } from './world.mjs';

/** From now on a particular device is refused with one error, and any at all with another, or not. */
function refuse(page, particular, any = null) {
  page.browser.made.microphoneRefusal = ({ audio, video }) =>
    audio.deviceId || video.deviceId ? particular : any;
}

const asked = () => navigator.mediaDevices.asked;
const exact = (id) => ({ deviceId: { exact: id } });

for (const name of ['NotFoundError', 'NotReadableError', 'OverconstrainedError']) {
  test(`a microphone that is gone, as ${name} says, is replaced by any other with the same constraints`, () =>
    inPage(async (page) => {
      refuse(page, name);
      const audio = { echoCancellation: false, sampleRate: 48_000 };
      const { client, call } = await page.talking({}, { micId: 'usb', audio });
      assert.deepEqual(asked(), [
        { audio: { ...audio, ...exact('usb') }, video: false },
        { audio, video: false },
      ]);
      assert.equal(call.state, 'active');
      assert.deepEqual(troubles(client), []);
      assert.equal(page.ledger.tracks.size, 1);
      await assertNothingLeft(page, client);
    }));
}

test('a microphone of which nothing else was wished is replaced by any', () =>
  inPage(async (page) => {
    refuse(page, 'NotFoundError');
    const client = await page.signedIn();
    client.micId = 'usb';
    page.gateway.ring('in-1');
    await page.clock.settle();
    await client.calls['in-1'].answer();
    await page.clock.settle();
    assert.deepEqual(asked(), [
      { audio: exact('usb'), video: false },
      { audio: true, video: false },
    ]);
    assert.equal(client.calls['in-1'].state, 'active');
    await assertNothingLeft(page, client);
  }));

test('a camera that is gone is replaced together with the microphone', () =>
  inPage(async (page) => {
    refuse(page, 'OverconstrainedError');
    const { client, call } = await page.talking({}, { video: { width: 640 }, micId: 'usb', camId: 'front' });
    assert.deepEqual(asked(), [
      { audio: exact('usb'), video: { width: 640, ...exact('front') } },
      { audio: true, video: { width: 640 } },
    ]);
    assert.equal(call.state, 'active');
    await assertNothingLeft(page, client);
  }));

for (const [first, second, code] of [
  ['NotFoundError', 'NotAllowedError', 42002],
  ['OverconstrainedError', 'NotReadableError', 42002],
  ['NotReadableError', 'NotFoundError', 42003],
]) {
  test(`when the second attempt fails with ${second}, the error is that of the first, ${first}`, () =>
    inPage(async (page) => {
      refuse(page, first, second);
      const { client, call } = await page.talking({}, { micId: 'usb' });
      assert.equal(asked().length, 2);
      assert.deepEqual(told(client).slice(-3), [`error ${code}`, 'hangup', 'destroy']);
      assert.equal(call.endReason, 'media');
      await assertNothingLeft(page, client);
    }));
}

test('a user who refuses is not asked again, nor is one who chose no device', () =>
  inPage(async (page) => {
    refuse(page, 'NotAllowedError', 'NotFoundError');
    const { client } = await page.talking({}, { micId: 'usb' });
    assert.equal(asked().length, 1);
    client.newCall({ destinationNumber: '1000' });
    await page.clock.settle();
    assert.equal(asked().length, 2);
    assert.deepEqual(troubles(client), ['error 42001', 'error 42002']);
    await assertNothingLeft(page, client);
  }));

test('a device of the options opens no microphone for a call that wants none', () =>
  inPage(async (page) => {
    const only = { audio: false, micId: 'usb' };
    const { client, call: listens } = await page.talking({}, { ...only, receiveOnlyAudio: true });
    assert.equal(listens.state, 'active');
    assert.deepEqual(asked(), []);

    const shows = client.newCall({ destinationNumber: '1001', ...only, video: true });
    await page.clock.settle();
    assert.equal(shows.state, 'active');
    assert.deepEqual(asked(), [{ audio: false, video: true }]);

    const none = client.newCall({ destinationNumber: '1002', ...only });
    await page.clock.settle();
    assert.deepEqual([none.state, asked().length], ['destroy', 1]);
    assert.deepEqual(
      troubles(client).filter((word) => word.startsWith('error')),
      ['error 42003'],
    );
    await assertNothingLeft(page, client);
  }));
