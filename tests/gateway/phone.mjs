// Keeps a bare client for the gateway's tests: a plain WebSocket, one native peer per call, requests by hand.
// It recovers nothing and decides nothing: each test says what happens.

import { once } from 'node:events';

import WebSocket from 'ws';

import { MediaStream, RTCAudioSink, RTCPeerConnection } from '../../demo/gateway/webrtc.mjs';
import { Sounds } from '../../demo/gateway/sounds.mjs';
import { until } from '../until.mjs';

export class Phone {
  inbound = []; // requests of the gateway that no test step has taken yet
  replies = new Map();
  #ws;
  #ids = 0;

  static async dial(url) {
    const phone = new Phone();
    phone.#ws = new WebSocket(url);
    phone.closed = new Promise((resolve) => phone.#ws.once('close', resolve));
    phone.#ws.on('message', (payload) => phone.#receive(payload.toString()));
    await once(phone.#ws, 'open');
    return phone;
  }

  /** Connects and logs in, as a new client or as the one that holds that session id. */
  static async signIn(url, login, sessid) {
    const phone = await Phone.dial(url);
    phone.login = await phone.request('login', {
      login,
      passwd: 'pw',
      reconnection: sessid !== undefined,
      sessid,
      loginParams: {},
      userVariables: {},
    });
    phone.ready = await phone.next('telnyx_rtc.clientReady');
    phone.state = await phone.request('telnyx_rtc.gatewayState', {});
    return phone;
  }

  /** Sends a request; its result, or a rejection with the error's code. */
  async request(method, params, more = {}) {
    const id = `q${++this.#ids}`;
    this.send({ jsonrpc: '2.0', id, method, params, ...more });
    const reply = await until(`reply to ${method}`, () => this.replies.get(id));
    if (reply.error) throw Object.assign(new Error(reply.error.message), { code: reply.error.code });
    return reply.result;
  }

  send(frame) {
    this.#ws.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** Takes the next request of that method from the gateway, and acknowledges it. */
  async next(method) {
    const frame = await until(method, () => this.inbound.find((each) => each.method === method));
    this.inbound.splice(this.inbound.indexOf(frame), 1);
    this.send({ jsonrpc: '2.0', id: frame.id, result: { method } });
    return frame;
  }

  /** Calls a number and waits for its answer. */
  async call(number, { callID = crypto.randomUUID(), headers } = {}) {
    const media = new Media();
    const invited = await this.request('telnyx_rtc.invite', {
      sdp: await media.offer(),
      dialogParams: { callID, destination_number: number, custom_headers: headers },
    });
    const { params } = await this.next('telnyx_rtc.answer');
    await media.accept(params.sdp);
    return { callID, media, invited, answer: params };
  }

  /** Answers the gateway's offer of an `invite` or `attach` frame. */
  async take({ method, params }) {
    const media = new Media();
    const reply = await this.request(method.replace('invite', 'answer'), {
      sdp: await media.answer(params.sdp),
      dialogParams: { callID: params.callID },
    });
    return { callID: params.callID, media, reply };
  }

  bye(callID, reason = {}) {
    return this.request('telnyx_rtc.bye', { ...reason, dialogParams: { callID } });
  }

  hangUp() {
    this.#ws.close();
    return this.closed;
  }

  #receive(text) {
    const frame = (() => {
      try {
        return JSON.parse(text);
      } catch {
        return { text };
      }
    })();
    if (frame.method) this.inbound.push(frame);
    else if (frame.id !== undefined) this.replies.set(frame.id, frame);
  }
}

/** A caller's media: says a tone, and measures what it hears. */
export class Media {
  static #sounds = new Sounds();
  static #open = new Set();

  peak = 0; // of the latest frame heard
  #connection = new RTCPeerConnection();
  #sink;

  /** Ends all media of a test file, so that its program can end. */
  static closeAll() {
    for (const media of Media.#open) media.close();
    Media.#sounds.stop();
  }

  constructor() {
    Media.#open.add(this);
    this.#connection.addEventListener('track', ({ track }) => {
      this.#sink = new RTCAudioSink(track);
      this.#sink.ondata = ({ samples }) => {
        this.peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      };
    });
  }

  get state() {
    return this.#connection.connectionState;
  }

  async offer() {
    if (!this.#connection.getSenders().length) this.#speak();
    await this.#connection.setLocalDescription(await this.#connection.createOffer());
    return this.#gathered();
  }

  /** Offers the media that are there on another path. */
  async offerAnew() {
    const offer = await this.#connection.createOffer({ iceRestart: true });
    await this.#connection.setLocalDescription(offer);
    await until('candidates', () => /^a=candidate:/m.test(this.#connection.localDescription.sdp));
    return this.#gathered();
  }

  async accept(sdp) {
    await this.#connection.setRemoteDescription({ type: 'answer', sdp });
  }

  async answer(sdp) {
    await this.#connection.setRemoteDescription({ type: 'offer', sdp });
    this.#speak();
    await this.#connection.setLocalDescription(await this.#connection.createAnswer());
    return this.#gathered();
  }

  hears(what = 'sound') {
    return until(`hearing ${what}`, () => this.state === 'connected' && this.peak > 3_000);
  }

  hearsNothing() {
    return until('silence', () => this.peak < 100);
  }

  close() {
    this.#sink?.stop();
    this.#connection.close();
    Media.#open.delete(this);
  }

  #speak() {
    this.#connection.addTrack(Media.#sounds.tone, new MediaStream());
  }

  async #gathered() {
    await until('gathering', () => this.#connection.iceGatheringState === 'complete');
    return this.#connection.localDescription.sdp;
  }
}
