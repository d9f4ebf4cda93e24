// Keeps the listener's instrument: what a page really played, sample by sample, and the longest silence in it.
// Knows nothing of calls. A busy machine is told apart from a silent call by the pilot tone of the page side.

import { readFile } from 'node:fs/promises';

const settleMs = 500; // what is played now is captured a little later
const pilotLimitMs = 5;
const stallLimitMs = 40; // less is made up for by the listener's jitter buffer
const tries = 8;

/** What `servePages` has to serve for the instrument. */
export async function listenerFiles() {
  const names = ['listener-page.mjs', 'listener-worklet.mjs'];
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, import.meta.url))));
  return Object.fromEntries(names.map((name, index) => [`/${name}`, texts[index]]));
}

/**
 * Starts to listen to a page.
 * @param {import('playwright-core').Page} page in a browser of `startChromium`
 */
export async function listenTo(page) {
  await page.addScriptTag({ url: '/listener-page.mjs', type: 'module' });
  await page.waitForFunction(() => window.ear !== undefined);
  await page.mouse.click(1, 1); // a capture is granted to a person's click only
  await page.evaluate(() => window.ear.open());
  return {
    /** The place that is now, for `longestGap({ since })`. */
    mark: () => page.evaluate(() => window.ear.mark()),

    /**
     * The longest silence since a mark, as long as it lies within the last 30 seconds.
     * @returns {Promise<{gap: number, gapAt: number|null, pilotGap: number, peak: number, length: number}>} in ms;
     *   `peak` is the loudest sample (0.3 for the gateway's tone), so that silence throughout cannot pass unseen
     */
    longestGap: async ({ since }) => {
      await page.waitForTimeout(settleMs);
      return page.evaluate((mark) => window.ear.longestGap(mark), since);
    },

    playTone: () => page.evaluate(() => window.ear.playTone()),
    punchHole: (milliseconds) => page.evaluate((ms) => window.ear.punchHole(ms), milliseconds),

    close: () => page.evaluate(() => window.ear.close()),
  };
}

/**
 * Repeats a measurement while the machine itself stumbled in it.
 * @template {{pilotGap: number, stall?: number}} Measured
 * @param {() => Promise<Measured>} measure
 * @returns {Promise<Measured>} the first run in which the pilot went on, and the speaker
 */
export async function honestly(measure) {
  const stumbles = [];
  while (stumbles.length < tries) {
    const measured = await measure();
    const { pilotGap, stall = 0 } = measured;
    if (pilotGap <= pilotLimitMs && stall <= stallLimitMs) return measured;
    stumbles.push(`${pilotGap.toFixed(1)} and ${stall.toFixed(1)}`);
  }
  throw new Error(
    `Nothing can be said: the pilot tone and the speaker were gone for ${stumbles.join(', ')} ms`,
  );
}
