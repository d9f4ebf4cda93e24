// What a client takes of its user's time and memory in Chromium: one sample of each figure, in a fresh page against a
// gateway of this process. Knows no client; compares nothing.

import { setTimeout as after } from 'node:timers/promises';

import { now } from '../e2e/world.mjs';

const options = { login: 'bench', keepConnectionAliveOnSocketClose: true, trickleIce: true };

/** One sample of every figure, in milliseconds; the page is closed afterwards. */
export async function sampleOf(world, sdk) {
  const construct = await constructed(world, sdk);
  const phone = await world.phone(sdk);
  const given = { ...options, password: 'pw', host: world.gateway.url, iceServers: [] };
  await phone.page.evaluate((all) => window.phone.make(all), given);
  const ready = await timed(phone, async () => {
    await phone.page.evaluate(() => window.phone.client.connect());
    return (await phone.told('telnyx.ready')).at;
  });
  const from = await now(phone);
  const active = await timed(phone, async () => {
    await phone.dial('tone');
    return (await phone.callIs('active', from)).at;
  });
  await phone.hears();
  const cutFrom = await now(phone);
  world.gateway.control.cut({ login: options.login });
  const closed = await phone.told('telnyx.socket.close', cutFrom);
  const open = await phone.told('telnyx.socket.open', cutFrom);
  const recovering = await phone.callIs('recovering', cutFrom);
  const again = await phone.callIs('active', { after: recovering.number });
  await phone.close();
  // What the wait before the attempt was is chance, the same for both: it is not the client's speed.
  return { construct, ready, active, recovered: again.at - open.at, wait: open.at - closed.at };
}

/** Kilobytes of the heap that fifty calls, one after the other, leave behind. */
export async function heapAfterCalls(world, sdk, calls = 50) {
  const phone = await world.phone(sdk);
  await phone.signIn({ ...options, host: world.gateway.url });
  const cdp = await phone.page.context().newCDPSession(phone.page);
  const heap = async () => {
    await cdp.send('HeapProfiler.collectGarbage');
    return (await cdp.send('Runtime.getHeapUsage')).usedSize / 1000;
  };
  const call = async () => {
    const from = await now(phone);
    await phone.dial('tone');
    await phone.callIs('active', from);
    await phone.hangUp();
    await phone.callIs('destroy', from);
    await phone.page.evaluate(() => void window.phone.events.splice(0));
  };
  for (let warm = 0; warm < 5; warm += 1) await call();
  const before = await heap();
  for (let count = 0; count < calls; count += 1) await call();
  await after(500);
  const grown = (await heap()) - before;
  await phone.close();
  return grown;
}

/** From the import of the module to a client, in a page that has neither. */
async function constructed(world, sdk) {
  const page = await world.blankPage();
  const took = await page.evaluate(
    async ({ address, host }) => {
      await fetch(address); // the network is not meant
      const begun = performance.now();
      const { TelnyxRTC } = await import(address);
      new TelnyxRTC({ login: 'x', password: 'y', host });
      return performance.now() - begun;
    },
    { address: sdk, host: world.gateway.url },
  );
  await page.context().close();
  return took;
}

/** By the page's own clock. */
async function timed(phone, until) {
  const begun = await phone.page.evaluate(() => performance.now());
  return (await until()) - begun;
}
