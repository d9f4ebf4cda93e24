// Where a call is heard and seen: elements given as such, as functions, or by ids that the page does not have yet.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inPage, troubles } from './world.mjs';

test('an element may be a function, which is asked when there is something to play', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    const asked = [];
    let ear, mirror;
    const call = client.newCall({
      destinationNumber: '1000',
      remoteElement: () => (asked.push('remote'), ear),
      localElement: () => (asked.push('local'), mirror),
    });
    assert.deepEqual(asked, []);
    ear = page.element('ear');
    mirror = page.element('mirror');
    await page.clock.settle();
    assert.deepEqual([...new Set(asked)], ['local', 'remote']);
    assert.equal(ear.srcObject, call.remoteStream);
    assert.equal(mirror.srcObject, call.localStream);
    assert.deepEqual([ear.paused, mirror.paused], [false, false]);
    await client.disconnect();
    assert.deepEqual([ear.srcObject, mirror.srcObject], [null, null]);
  }));

test('an element of a call may be named before the page has it', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    const call = client.newCall({
      destinationNumber: '1000',
      remoteElement: 'ear',
      localElement: 'mirror',
    });
    const [ear, mirror] = ['ear', 'mirror'].map((id) => page.element(id));
    await page.clock.settle();
    assert.equal(ear.srcObject, call.remoteStream);
    assert.equal(mirror.srcObject, call.localStream);
    await client.disconnect();
  }));

for (const [what, choice] of [
  ['an element', (page) => page.element('mirror')],
  ['an id', (page) => page.element('mirror').id],
  ['a function', (page) => () => page.browser.elements.get('mirror') ?? page.element('mirror')],
]) {
  test(`a client with ${what} as its localElement shows the own side of calls that arrive there`, () =>
    inPage(async (page) => {
      const client = await page.signedIn();
      client.localElement = choice(page);
      page.gateway.ring('in-1');
      await page.clock.settle();
      const call = client.calls['in-1'];
      const mirror = page.browser.elements.get('mirror');
      assert.equal(client.localElement, mirror);
      assert.equal(client.localElementId, what === 'an id' ? 'mirror' : null);
      assert.equal(mirror.srcObject, null);
      await call.answer();
      await page.clock.settle();
      assert.ok(call.localStream);
      assert.equal(mirror.srcObject, call.localStream);
      await call.hangup();
      assert.equal(mirror.srcObject, null);
      await client.disconnect();
    }));
}

test('answer() overrules where the client hears and shows calls', () =>
  inPage(async (page) => {
    const [ear, mirror, other] = ['ear', 'mirror', 'other'].map((id) => page.element(id));
    const client = await page.signedIn();
    client.remoteElement = other;
    client.localElement = other;
    page.gateway.ring('in-1');
    await page.clock.settle();
    const call = client.calls['in-1'];
    await call.answer({ remoteElement: () => ear, localElement: mirror });
    await page.clock.settle();
    assert.equal(ear.srcObject, call.remoteStream);
    assert.equal(mirror.srcObject, call.localStream);
    assert.deepEqual(other.history, []);
    await client.disconnect();
  }));

test('a far end whose tracks belong to no stream is heard all the same', () =>
  inPage(async (page) => {
    page.browser.made.namesStreams = false;
    const ear = page.element('ear');
    const { client, call } = await page.talking({}, { remoteElement: ear });
    const [{ receiver }] = call.peer.instance.getTransceivers();
    assert.deepEqual(
      call.remoteStream.getTracks().map((track) => track === receiver.track),
      [true],
    );
    assert.equal(ear.srcObject, call.remoteStream);
    assert.equal(ear.paused, false);
    assert.deepEqual(troubles(client), []);
    await client.disconnect();
  }));
