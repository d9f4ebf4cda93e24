// Keeps what a call in a browser needs around it: Chromium, pages with both SDKs, a gateway. Opens phones; knows
// nothing of tests.

import { createRequire } from 'node:module';
import { dirname } from 'node:path';

import { startGateway } from '../../demo/gateway/index.mjs';
import { startChromium } from './support/chromium.mjs';
import { ToneCall } from './support/gaps.mjs';
import { listenerFiles } from './support/listener.mjs';
import { servePages } from './support/pages.mjs';
import { Phone, phoneFiles } from './support/phone.mjs';
import { referenceFolders } from './support/reference.mjs';

/** Ours, by the address that pages import it from. */
export const holdfastSdk = '/holdfast/bundle.mjs';

// Found by its name, as a user's tools would find it.
export const holdfastFolder = dirname(createRequire(import.meta.url).resolve('holdfast-rtc'));

export class World {
  gateway;
  #browser;
  #pages;
  #phones = [];

  /** `chromium`: what `startChromium` takes. */
  async open(chromium = {}) {
    this.#pages = await servePages({
      folders: { '/holdfast/': holdfastFolder, ...referenceFolders },
      files: { ...(await phoneFiles()), ...(await listenerFiles()), '/blank.html': '<!doctype html>' },
    });
    this.#browser = await startChromium(chromium);
    await this.renew();
  }

  /** Closes every phone and starts over with a gateway that nobody has talked to. */
  async renew() {
    await this.#end();
    this.gateway = await startGateway();
  }

  /** A call to the gateway's `tone` that is listened to. */
  async toneCall(sdk = holdfastSdk) {
    const call = await ToneCall.open({ ...this.around, sdk });
    this.#phones.push(call.phone);
    return call;
  }

  /** What the measurements of `support/gaps.mjs` take. */
  get around() {
    return { browser: this.#browser, pagesUrl: this.#pages.url, gateway: this.gateway };
  }

  /** A page with a phone under an SDK, not connected yet. */
  async phone(sdk = holdfastSdk) {
    const phone = await Phone.open(this.#browser, this.#pages.url, sdk);
    this.#phones.push(phone);
    return phone;
  }

  /** A page of the same server with nothing in it. */
  blankPage() {
    return this.#browser.open(`${this.#pages.url}/blank.html`);
  }

  /** The same, ready for calls, with calls kept when the socket is lost. */
  async signIn(login, options = {}, sdk = holdfastSdk) {
    const phone = await this.phone(sdk);
    const host = this.gateway.url;
    await phone.signIn({ login, host, keepConnectionAliveOnSocketClose: true, ...options });
    return phone;
  }

  async close() {
    await this.#end();
    await this.#browser.close();
    await this.#pages.close();
  }

  async #end() {
    await Promise.all(this.#phones.splice(0).map((phone) => phone.close()));
    await this.gateway?.close();
  }
}

/** How many events a phone has told so far: what comes later can be asked for with `after`. */
export async function now(phone) {
  return { after: (await phone.events()).length };
}

/** Has the call of a phone do something, and returns what that resolved to. */
export function ask(phone, method, ...args) {
  return phone.page.evaluate(([name, given]) => window.phone.call[name](...given), [method, args]);
}

/** What is to be read of the call of a phone. */
export function read(phone, property) {
  return phone.page.evaluate((name) => window.phone.call[name], property);
}
