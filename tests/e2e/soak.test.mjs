// A tenth of the soak, and the control without which its figures prove nothing: what is left behind is seen.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { figures, soak } from '../soak/soak.mjs';

const limit = { timeout: 90_000 };

test('fifty calls and twenty cut sockets leave nothing behind', limit, async (t) => {
  const { uneven, callMs, cutMs } = await soak({ calls: 50, cuts: 20 });
  t.diagnostic(`${callMs.toFixed(0)} ms for a call, ${cutMs.toFixed(0)} ms for a cut`);
  assert.deepEqual(uneven, []);
});

test('what is left behind is seen', limit, async () => {
  const { uneven } = await soak({
    calls: 4,
    cuts: 2,
    warmUp: { calls: 4, cuts: 1 },
    meanwhile: (page) => page.evaluate(() => window.soak.leak()),
  });
  for (const name of ['heap', 'objects', 'timers', 'listeners', 'nodes', 'peers']) {
    const { title } = figures[name];
    assert.ok(
      uneven.some((each) => each.startsWith(`${title}: `) && each.endsWith('all calls')),
      `${title} are counted; uneven were: ${uneven.join('; ')}`,
    );
  }
});
