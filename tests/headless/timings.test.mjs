// How long it took to establish a call, in the words that tools look for.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inPage } from './world.mjs';

test('the steps of a placed call, in their order, each with its time', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    const call = client.newCall({ destinationNumber: '1000' });
    assert.deepEqual(call.getEstablishmentTimings(), {
      mode: 'non-trickle',
      direction: 'outbound',
      steps: [{ label: 'Peer object created', fromStart: 0, delta: 0 }],
    });
    await page.clock.advance(1_000);
    const { steps } = call.getEstablishmentTimings();
    assert.deepEqual(
      steps.map(({ label }) => label),
      [
        'Peer object created',
        'Media devices acquired',
        'SDP offer generated',
        'First ICE candidate found',
        'First server-reflexive/relay candidate found',
        'All ICE candidates gathered',
        'SDP sent to server',
        'Local description applied',
        'ICE candidate gathering started',
        'Remote side ringing',
        'Call answered by remote side',
        'Secure media channel established (DTLS)',
        'Remote description applied',
        'Call is active',
      ],
    );
    let last = 0;
    for (const { fromStart, delta } of steps) {
      assert.equal(fromStart - last, delta);
      last = fromStart;
    }
  }));

test('an answered call counts from its arrival, and a trickling one says so', () =>
  inPage(async (page) => {
    const client = await page.signedIn({ trickleIce: true });
    page.gateway.ring('in-1');
    await page.clock.advance(3_000);
    const call = client.calls['in-1'];
    await call.answer();
    await page.clock.settle();
    const { mode, direction, steps } = call.getEstablishmentTimings();
    assert.deepEqual([mode, direction], ['trickle', 'inbound']);
    assert.match(steps[0].label, /^Answer delay/);
    assert.ok(steps[0].fromStart >= 3_000);
    assert.ok(steps.some(({ label }) => label === 'SDP answer generated'));
  }));
