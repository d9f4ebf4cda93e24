// G13, and the permission dialog of the guide, with a microphone that Chromium refuses until its user allows it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { until } from '../until.mjs';
import { setStage } from './stage.mjs';

const world = setStage();
const limit = { timeout: 30_000 };

test('G13: the dialog comes, the user allows the microphone, and both hear', limit, async () => {
  const { ann, ben } = await refused();
  await allow(ben);
  await ben.page.evaluate(() => window.dialog.onContinue());
  await Promise.all([ann.callIs('active'), ben.callIs('active')]);
  await Promise.all([ann.hears(), ben.hears()]);
  assert.deepEqual(await marks(ben), ['dialog', 'success']);
});

test('G13: the user declines, and the call ends at both ends with a reason', limit, async () => {
  const { ann, ben } = await refused();
  await ben.page.evaluate(() => window.dialog.onCancel());
  const [, { call }] = await Promise.all([ann.callIs('destroy'), ben.callIs('destroy')]);
  assert.equal(call.endReason, 'media');
  assert.deepEqual(await marks(ben), ['dialog', 'error 42001']);
  assert.deepEqual(world.gateway.control.status().legs, []);
});

/** Ben was called by ann, answered, and has the dialog of the guide before him. */
async function refused() {
  const [ann, ben] = await Promise.all([world.signIn('ann'), world.phone()]);
  // Not over `signIn`: functions do not cross into the page.
  await ben.page.evaluate(
    async (given) => {
      const { isMediaRecoveryErrorEvent } = window.phone.sdk;
      window.marks = [];
      await window.phone.connect({
        ...given,
        mediaPermissionsRecovery: {
          enabled: true,
          timeout: 20_000,
          onSuccess: () => window.marks.push('success'),
          onError: ({ code }) => window.marks.push(`error ${code}`),
        },
      });
      window.phone.client.on('telnyx.error', (event) => {
        if (!isMediaRecoveryErrorEvent(event)) return;
        window.marks.push('dialog');
        window.dialog = { onContinue: () => event.resume(), onCancel: () => event.reject?.() };
      });
    },
    { login: 'ben', password: 'pw', host: world.gateway.url, iceServers: [] },
  );
  await ben.told('telnyx.ready');
  await ben.page.context().clearPermissions(); // nobody is there whom Chromium could ask
  await ann.dial('ben');
  await ben.callIs('ringing');
  await ben.answer();
  await until('the dialog', async () => (await marks(ben)).length > 0);
  return { ann, ben };
}

const marks = ({ page }) => page.evaluate(() => window.marks);

const allow = ({ page }) =>
  page.context().grantPermissions(['microphone'], { origin: new URL(page.url()).origin });
