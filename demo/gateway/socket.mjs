// Keeps one client's WebSocket: frames in and out with their journal entries, pings, the silence limit, and the
// faults that sit on a socket. Knows nothing of what a frame means.

import { awaitsReply, failure, outline, parse, request, result } from './frames.mjs';

export class Socket {
  static #count = 0;

  number = ++Socket.#count;
  session;
  silent = false;

  #ws;
  #faults;
  #journal;
  #lastHeard = performance.now();
  #watch;
  #timers = new Set();
  #requests = 1_000 * this.number;

  /**
   * @param {object} from
   * @param {import('ws').WebSocket} from.ws
   * @param {number} from.pingInterval
   * @param {number} from.silenceLimit a client quiet for so long is taken for dead
   * @param {(frame: object, socket: Socket) => void} from.onFrame
   * @param {(text: string, socket: Socket) => void} from.onText what is not a frame
   * @param {(socket: Socket) => void} from.onClose
   */
  constructor({ ws, faults, journal, pingInterval, silenceLimit, onFrame, onText, onClose }) {
    this.#ws = ws;
    this.#faults = faults;
    this.#journal = journal;
    this.#note({ direction: 'in', kind: 'opened' });
    ws.on('message', (payload) => {
      this.#lastHeard = performance.now();
      this.#later('in', () => this.#receive(payload.toString(), onFrame, onText));
    });
    ws.on('error', () => {}); // a broken frame or a reset: `close` follows
    this.closed = new Promise((resolve) => ws.once('close', resolve));
    ws.on('close', (code) => {
      this.#note({ direction: 'in', kind: 'closed', code });
      clearInterval(this.#watch);
      for (const timer of this.#timers) clearTimeout(timer);
      onClose(this);
    });
    this.#watch = setInterval(() => {
      if (performance.now() - this.#lastHeard > silenceLimit && !this.silent) this.terminate();
      else if (this.session) this.request('telnyx_rtc.ping', {});
    }, pingInterval);
  }

  get login() {
    return this.session?.login;
  }

  get open() {
    return this.#ws.readyState === this.#ws.OPEN;
  }

  /** Sends a request of the gateway's own; the client's acknowledgement is only noted. */
  request(method, params) {
    this.send(request(++this.#requests, method, params, this.session?.token));
  }

  reply(to, value) {
    this.#answer(to, result(to.id, value, this.session?.token));
  }

  refuse(to, { code, message }) {
    this.#answer(to, failure(to.id, code, message, this.session?.token));
  }

  send(frame, method) {
    this.#later('out', () => {
      if (!this.#write(JSON.stringify(frame))) return;
      this.#note({ direction: 'out', ...outline(frame), ...(method ? { method } : {}) });
    });
  }

  /** Writes a text as it is, whatever it is. */
  inject(text) {
    this.#write(text);
    this.#note({ direction: 'out', kind: 'injected' });
  }

  /** Cuts the TCP connection: the client sees 1006. */
  terminate() {
    this.#ws.terminate();
  }

  close(code, reason) {
    this.#ws.close(code, reason);
  }

  /** Neither reads nor writes any more, while the TCP connection stays: even a closing handshake gets no answer. */
  fallSilent() {
    this.silent = true;
    this.#ws.pause();
  }

  #receive(text, onFrame, onText) {
    if (this.silent) return;
    const frame = parse(text);
    if (!frame) {
      this.#note({ direction: 'in', kind: 'text' });
      onText(text, this);
      return;
    }
    this.#note({ direction: 'in', ...outline(frame) });
    if (awaitsReply(frame)) onFrame(frame, this);
  }

  #answer(to, frame) {
    const method = to.method ?? to.type;
    if (this.#faults.withholds(method, this.login)) return;
    this.send(frame, method);
  }

  #write(text) {
    if (this.silent || !this.open) return false;
    this.#ws.send(text);
    return true;
  }

  #later(direction, action) {
    const milliseconds = this.#faults.delayOf(direction, this.login);
    if (!milliseconds) {
      action();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, milliseconds);
    this.#timers.add(timer);
  }

  #note(entry) {
    this.#journal.add({ socket: this.number, login: this.login, ...entry });
  }
}
