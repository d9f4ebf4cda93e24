// Keeps what outlives a socket: a login's session id, its reconnect token, its legs, and the time it is kept
// after the socket is gone. Knows nothing of media.

import { randomBytes, randomUUID } from 'node:crypto';

export class Session {
  id = randomUUID();
  token = `VSDK1${randomBytes(12).toString('hex')}`;
  legs = new Set();
  socket;
  forgotten = false;
  retainedUntil = null;

  #expiry;

  constructor(login) {
    this.login = login;
  }

  get online() {
    return this.socket?.open === true;
  }

  /** Moves to a new socket; the one before, if it still stands, is of no use to anybody. */
  moveTo(socket) {
    const previous = this.socket;
    this.socket = socket;
    socket.session = this;
    this.retainedUntil = null;
    clearTimeout(this.#expiry);
    if (previous && previous !== socket && !previous.silent) previous.terminate();
  }

  /** Starts the time this session is kept for its client to come back. */
  retain(milliseconds, expired) {
    this.socket = undefined;
    this.retainedUntil = Date.now() + milliseconds;
    this.#expiry = setTimeout(expired, milliseconds);
  }

  close() {
    clearTimeout(this.#expiry);
    this.socket = undefined; // whose end may still be to come, and concerns nobody any more
    this.retainedUntil = null;
  }

  /** Tells the client; while it is away nobody is there to be told. */
  request(method, params) {
    this.socket?.request(method, params);
  }

  leg(callId) {
    return [...this.legs].find((leg) => leg.isKnownAs(callId));
  }
}
