// How many frames a second go through a whole client under Node, from the socket's event to the application's listener,
// with make-believe sockets. Knows no client.

import { pathToFileURL } from 'node:url';

import { browser, Ledger } from '../headless/fakes.mjs';
import { ScriptedGateway } from '../headless/gateway.mjs';

/** Frames a second, over all clients of the page. `bundle` is the file of an ES module. */
export async function framesPerSecond(bundle, clients, seconds = 1) {
  const gateway = new ScriptedGateway();
  const page = browser(new Ledger(), (socket) => gateway.take(socket));
  const console_ = { ...console, debug() {}, info() {}, log() {}, warn() {} };
  for (const [name, value] of Object.entries({ ...page.globals, console: console_ })) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  const { TelnyxRTC } = await import(pathToFileURL(bundle).href);
  let heard = 0;
  const sockets = [];
  for (let count = 0; count < clients; count += 1) {
    const client = new TelnyxRTC({ login: `c${count}`, password: 'pw', host: 'ws://gateway.test' });
    client.on('telnyx.notification', () => (heard += 1));
    const ready = new Promise((resolve) => client.on('telnyx.ready', resolve));
    await client.connect();
    await ready;
    sockets.push(gateway.socket);
  }
  const frame = JSON.stringify({
    jsonrpc: '2.0',
    id: 7,
    method: 'telnyx_rtc.event',
    params: { eventChannel: 'nobody', eventData: { text: 'x'.repeat(100) } },
    voice_sdk_id: 'V1',
  });
  const until = performance.now() + seconds * 1000;
  let said = 0;
  while (performance.now() < until) {
    for (let burst = 0; burst < 100; burst += 1) sockets[said++ % clients].say(frame);
    await undefined;
  }
  if (heard < said) throw new Error(`${said} frames were said and ${heard} heard`);
  return said / seconds;
}

const [bundle, clients] = process.argv.slice(2);
if (bundle) {
  console.log(await framesPerSecond(bundle, Number(clients)));
  process.exit(0);
}
