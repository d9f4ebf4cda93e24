// A page under the published reference client and one under ours call each other, whichever calls, whichever hangs
// up: nothing that the one says surprises the other.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { setStage } from './stage.mjs';
import { referenceSdk as reference } from './support/reference.mjs';
import { holdfastSdk as holdfast, now } from './world.mjs';

const world = setStage();

const pairs = [
  { caller: ['ours', holdfast], callee: ['the reference', reference] },
  { caller: ['the reference', reference], callee: ['ours', holdfast] },
];

for (const { caller, callee } of pairs) {
  test(`${caller[0]} calls ${callee[0]}, both hear, either hangs up`, { timeout: 60_000 }, async () => {
    const [ann, ben] = await Promise.all([
      world.signIn('ann', {}, caller[1]),
      world.signIn('ben', {}, callee[1]),
    ]);
    for (const whoHangsUp of [ann, ben]) {
      const [atAnn, atBen] = await Promise.all([now(ann), now(ben)]);
      const callId = await ann.dial('ben');
      await ben.callIs('ringing', atBen);
      await ben.answer();
      await Promise.all([ann.callIs('active', atAnn), ben.callIs('active', atBen)]);
      await Promise.all([ann.hears(), ben.hears()]);
      await whoHangsUp.hangUp();
      const ends = await Promise.all([ann.callIs('destroy', atAnn), ben.callIs('destroy', atBen)]);
      for (const { call } of ends) assert.equal(call.cause, 'NORMAL_CLEARING');
      assert.deepEqual(world.gateway.control.status().legs, []);
      const { packetsLost } = await world.gateway.control.media({ callId });
      assert.equal(packetsLost, 0);
    }
    assert.deepEqual([...ann.faults, ...ben.faults], []);
  });
}

test(
  'ours is cut while it talks to the reference: the reference notices nothing',
  { timeout: 40_000 },
  async () => {
    const [ann, ben] = await Promise.all([
      world.signIn('ann', {}, holdfast),
      world.signIn('ben', {}, reference),
    ]);
    const callId = await ann.dial('ben');
    await ben.callIs('ringing');
    await ben.answer();
    const [{ number }, { number: told }] = await Promise.all([ann.callIs('active'), ben.callIs('active')]);
    await Promise.all([ann.hears(), ben.hears()]);
    world.gateway.control.cut({ login: 'ann' });
    await ann.callIs('active', { after: number + 1, recoveredCallId: callId });
    const { lost } = await ben.hears();
    assert.equal(lost, 0);
    await ann.hears();
    const since = (await ben.events(told + 1)).filter(({ name }) => name !== 'telnyx.warning');
    assert.deepEqual(since, []);
  },
);
