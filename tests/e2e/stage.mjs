// Gives the tests of one file a world of their own, with a fresh gateway for each. Knows nothing of what they test.

import { after, before, beforeEach } from 'node:test';

import { World } from './world.mjs';

/** Sets the stage for a file of tests; the world may be entered inside of them only. `chromium`: see `World.open`. */
export function setStage(chromium) {
  const world = new World();
  before(() => world.open(chromium));
  beforeEach(() => world.renew());
  after(() => world.close());
  return world;
}
