// Keeps how a call's pause is measured at the listener's output, and the three controls without which a small
// figure proves nothing: the instrument hears no gap where there is none, measures a known one exactly, and sees
// the one a client makes that breaks before it makes.

import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';

import { honestly, listenTo } from './listener.mjs';
import { Phone } from './phone.mjs';
import { referenceSdk } from './reference.mjs';

let listeners = 0;

/** A call to the gateway's `tone`, heard by the instrument; everything happens on this one call. */
export class ToneCall {
  #gateway;
  #ear;

  /**
   * @param {object} around
   * @param {object} around.browser from `startChromium`
   * @param {string} around.pagesUrl from `servePages`, with the files of phones and listener, and the SDK
   * @param {object} around.gateway from `startGateway`
   * @param {string} around.sdk URL path of the SDK
   * @param {object} [around.options] further options of the client
   */
  static async open({ browser, pagesUrl, gateway, sdk, options }) {
    const call = new ToneCall();
    call.#gateway = gateway;
    call.login = `listener${++listeners}`;
    call.phone = await Phone.open(browser, pagesUrl, sdk);
    await call.phone.signIn({
      login: call.login,
      host: gateway.url,
      keepConnectionAliveOnSocketClose: true,
      ...options,
    });
    call.callId = await call.phone.dial('tone');
    await call.phone.callIs('active');
    await call.phone.hears();
    call.#ear = await listenTo(call.phone.page);
    await call.phone.page.waitForTimeout(1_000); // the first moments of a capture are not yet steady
    return call;
  }

  /** The longest silence while something happens; the happening's outcome is added to the figures. */
  gapWhile(happening) {
    return honestly(async () => {
      const since = await this.#ear.mark();
      const gatewayStall = watchForStalls();
      const outcome = await happening();
      return { ...(await this.#ear.longestGap({ since })), stall: gatewayStall(), ...outcome };
    });
  }

  /**
   * The longest silence while the socket is cut and the call recovers.
   * @param {() => void} [before] arms faults before the cut
   * @returns {Promise<{gap: number, pilotGap: number, callId: string}>} `callId` is the one it has afterwards
   */
  recovery(before = () => {}) {
    return this.gapWhile(async () => {
      before();
      const { length: after } = await this.phone.events();
      this.#gateway.control.cut({ login: this.login });
      const { number } = await this.phone.callIs('recovering', { after });
      const { call } = await this.phone.callIs('active', { after: number });
      await this.phone.hears();
      return { callId: call.id };
    });
  }

  /** The longest silence in a local tone that is really silent for so many ms, the call being over. */
  async hole(milliseconds) {
    await this.phone.hangUp();
    await this.phone.callIs('destroy');
    await this.#ear.playTone();
    await this.phone.page.waitForTimeout(500);
    return this.gapWhile(() => this.#ear.punchHole(milliseconds));
  }

  close() {
    return this.phone.close();
  }
}

/** The gateway speaks from this process: while its loop stands still, nobody can be heard. Returns the longest, in ms. */
function watchForStalls() {
  const resolution = 5;
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  return () => {
    delay.disable();
    return Math.max(0, delay.max / 1e6 - resolution);
  };
}

/**
 * Measures the three controls with the reference client.
 * @param {object} around as for `ToneCall.open`, without `sdk`
 */
export async function measureControls(around) {
  const call = await ToneCall.open({ ...around, sdk: referenceSdk });
  // The way of the sound may lose a frame to a busy machine now and then: hence the middle one of three stretches.
  const stretches = [];
  while (stretches.length < 3) {
    stretches.push(await call.gapWhile(() => call.phone.page.waitForTimeout(2_000)));
  }
  const [, noSwap] = stretches.sort((one, other) => one.gap - other.gap);
  const breakBeforeMake = await call.recovery();
  const hole = await call.hole(60);
  await call.close();
  return { noSwap, breakBeforeMake, hole };
}

/** Fails unless the instrument can be trusted. */
export function assertControls({ noSwap, breakBeforeMake, hole }) {
  assert.ok(noSwap.peak > 0.2, `the tone is heard at ${noSwap.peak.toFixed(2)}`);
  assert.ok(noSwap.gap < 5, `no swap: ${noSwap.gap.toFixed(1)} ms`);
  assert.ok(Math.abs(hole.gap - 60) < 2, `a hole of 60 ms: ${hole.gap.toFixed(1)} ms`);
  // 115 to 170 ms on a quiet machine: the old peer closes when the offer of the new one is already there.
  assert.ok(breakBeforeMake.gap > 80, `break before make: ${breakBeforeMake.gap.toFixed(1)} ms`);
}
