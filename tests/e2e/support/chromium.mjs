// Keeps how a test gets a real Chromium: headless, on this machine only, with a 1 kHz tone for a microphone.
// Knows nothing of calls.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

export const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium';

const loopbackFlag = '--allow-loopback-in-peer-connection';
const clickFlag = '--autoplay-policy=document-user-activation-required';
const flags = [
  '--headless=new',
  '--no-sandbox', // test machines run as root, where Chromium refuses its sandbox
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
  '--use-fake-device-for-media-stream',
  '--auto-accept-this-tab-capture', // not --use-fake-ui-for-media-stream: with it a tab capture yields beeps
];

/**
 * Starts a browser whose microphone says a continuous tone.
 * @param {object} [options]
 * @param {string} [options.executablePath] another program that starts it, as one that enters a network namespace
 * @param {boolean} [options.loopback] whether media may take the loopback interface
 * @param {boolean} [options.wantsClick] whether a page may not be heard before somebody has clicked in it
 * @returns {Promise<{open: (url: string) => Promise<import('playwright-core').Page>, close: () => Promise<void>}>}
 *   `open` gives every page a context of its own: its own storage, and the microphone already granted
 */
export async function startChromium({
  executablePath = chromiumPath,
  loopback = true,
  wantsClick = false,
} = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'microphone-'));
  const microphone = join(folder, 'tone.wav');
  await writeFile(microphone, toneFile());
  const browser = await chromium.launch({
    executablePath,
    ignoreDefaultArgs: ['--mute-audio'], // a muted browser captures silence
    args: [
      ...flags,
      ...(loopback ? [loopbackFlag] : []),
      ...(wantsClick ? [clickFlag] : []),
      `--use-file-for-fake-audio-capture=${microphone}`,
    ],
  });
  return {
    open: async (url) => {
      const context = await browser.newContext();
      await context.grantPermissions(['microphone'], { origin: new URL(url).origin });
      const page = await context.newPage();
      await page.goto(url);
      return page;
    },
    close: async () => {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

// Ten whole seconds of whole periods: Chromium plays the file in a loop, and the seam cannot be heard.
function toneFile({ hertz = 1_000, seconds = 10, rate = 48_000, amplitude = 0.3 } = {}) {
  const samples = Int16Array.from({ length: seconds * rate }, (_, index) =>
    Math.round(amplitude * 32_767 * Math.sin((2 * Math.PI * hertz * index) / rate)),
  );
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16); // size of the format chunk
  header.writeUInt16LE(1, 20); // PCM
  header.writeUInt16LE(1, 22); // one channel
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28); // bytes a second
  header.writeUInt16LE(2, 32); // bytes a frame
  header.writeUInt16LE(16, 34); // bits a sample
  header.write('data', 36);
  header.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([header, Buffer.from(samples.buffer)]);
}
