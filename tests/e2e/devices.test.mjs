// Microphones and cameras of a call between two pages: changed, forbidden and allowed again in its middle, judged by
// what the other page receives.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { setStage } from './stage.mjs';
import { now, read } from './world.mjs';

const world = setStage();
const limit = { timeout: 40_000 };

/** Ann and Ben talk. */
async function talking(options) {
  const [ann, ben] = await Promise.all([world.signIn('ann', options), world.signIn('ben')]);
  await ann.dial('ben', options?.call);
  await ben.callIs('ringing');
  await ben.answer();
  await Promise.all([ann.callIs('active'), ben.callIs('active')]);
  await Promise.all([ann.hears(), ben.hears()]);
  return { ann, ben };
}

/** Another microphone than the one in use, chosen. */
const changeMicrophone = ({ page }) =>
  page.evaluate(async () => {
    const { call } = window.phone;
    const { deviceId: used } = call.localStream.getAudioTracks()[0].getSettings();
    const all = await navigator.mediaDevices.enumerateDevices();
    const { deviceId } = all.find(
      (one) => one.kind === 'audioinput' && ![used, 'default'].includes(one.deviceId),
    );
    await call.setAudioInDevice(deviceId);
  });

test('a microphone is changed while the far end listens, which loses nothing', limit, async () => {
  const { ann, ben } = await talking();
  const { lost } = await ben.received();
  for (let times = 0; times < 3; times += 1) {
    await changeMicrophone(ann);
    await ben.hears();
  }
  assert.equal((await ben.received()).lost, lost);
  assert.deepEqual([...ann.faults, ...ben.faults], []);
});

test(
  'a microphone that the user forbids in mid-call costs no call, and another one is heard',
  limit,
  async () => {
    const { ann, ben } = await talking();
    const from = await now(ann);
    await ann.page.context().clearPermissions();
    await ann.told('telnyx.warning', { ...from, code: 39003 });
    await ben.hearsNothing();
    await ann.hears();
    assert.deepEqual([await read(ann, 'state'), await read(ben, 'state')], ['active', 'active']);
    await ann.page.context().grantPermissions(['microphone'], { origin: new URL(ann.page.url()).origin });
    await ann.page.evaluate(() => window.phone.call.setAudioInDevice('default'));
    await ben.hears();
  },
);

test('a call with a camera is heard as any other, and its camera is muted and changed', limit, async () => {
  const phone = await world.phone();
  const origin = new URL(phone.page.url()).origin;
  await phone.page.context().grantPermissions(['microphone', 'camera'], { origin });
  await phone.signIn({ login: 'ann', host: world.gateway.url, keepConnectionAliveOnSocketClose: true });
  await phone.dial('echo', { video: true });
  await phone.callIs('active');
  await phone.hears();
  const seen = await phone.page.evaluate(async () => {
    const { call } = window.phone;
    const camera = () => call.peer.instance.getSenders().find(({ track }) => track?.kind === 'video').track;
    const first = camera();
    call.muteVideo();
    const muted = first.enabled;
    const all = await navigator.mediaDevices.enumerateDevices();
    await call.setVideoDevice(all.find(({ kind }) => kind === 'videoinput').deviceId);
    const states = [muted, first.readyState, camera() !== first, camera().enabled];
    call.unmuteVideo();
    return [...states, camera().enabled, call.localStream.getVideoTracks()[0] === camera()];
  });
  assert.deepEqual(seen, [false, 'ended', true, false, true, true]);
  await phone.hears();
  assert.deepEqual(phone.faults, []);
});
