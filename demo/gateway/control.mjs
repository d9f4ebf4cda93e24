// Keeps the control of a running gateway: its faults on command, and what it tells about itself.
// Knows nothing of HTTP; every method takes one plain object and returns a plain one.

import { outOfOrder } from './call.mjs';

export class Control {
  #switchboard;
  #sockets;
  #faults;
  #journal;

  constructor({ switchboard, sockets, faults, journal }) {
    this.#switchboard = switchboard;
    this.#sockets = sockets;
    this.#faults = faults;
    this.#journal = journal;
  }

  /** Cuts sockets: the TCP connection, or with a `code` by a clean close. */
  cut({ login, code, reason } = {}) {
    return this.#each(login, (socket) => (code ? socket.close(code, reason) : socket.terminate()));
  }

  /** Sockets neither read nor write any more; their TCP connections stay. */
  fallSilent({ login } = {}) {
    return this.#each(login, (socket) => socket.fallSilent());
  }

  /** Refuses new connections for a time; 0 accepts them again. */
  refuseConnections({ milliseconds }) {
    this.#faults.refuse(milliseconds);
    return {};
  }

  /** Rejects the next `times` logins, with a code and a message. */
  rejectLogins({ times = 1, login, code = -32001, message = 'Login Incorrect' } = {}) {
    this.#faults.arm('rejectLogin', { times, login, code, message });
    return {};
  }

  /** Loses sessions and their calls, as a restarted gateway: clients that come back find none. */
  forget({ login } = {}) {
    this.#switchboard.forget(login);
    return {};
  }

  /** The next `times` re-attached calls come back under a new call id, with `legs` also a new leg id; the session id stays. */
  newCallIds({ times = 1, login, legs = false } = {}) {
    this.#faults.arm('newCallId', { times, login, legs });
    return {};
  }

  /** The next `times` re-attaches end the old media path at once instead of after the hand-over. */
  dropOldPeers({ times = 1, login } = {}) {
    this.#faults.arm('dropOldPeer', { times, login });
    return {};
  }

  /** Answers the next `times` questions for the gateway state with another one, as NOREG or FAILED. */
  answerGatewayState({ state, times = 1, login }) {
    this.#faults.arm('gatewayState', { times, login, state });
    return {};
  }

  /** Requests of that method get no reply until `release`. */
  withhold({ method, login }) {
    this.#faults.withhold({ method, login });
    return {};
  }

  release({ method } = {}) {
    this.#faults.release({ method });
    return {};
  }

  /** Frames of one direction (`out` to the client, `in` from it) come later; 0 ends it. */
  delay({ milliseconds, direction, login }) {
    this.#faults.delay({ milliseconds, direction, login });
    return {};
  }

  /** Writes a raw text (`text`), any frame (`frame`), or so many bytes of filler (`bytes`) to clients. */
  inject({ login, text, frame, bytes }) {
    const raw = text ?? (frame ? JSON.stringify(frame) : 'x'.repeat(bytes));
    return this.#each(login, (socket) => socket.inject(raw));
  }

  /** Hangs a call up for both ends. */
  hangUp({ callId, ...reason }) {
    this.#switchboard.leg(callId)?.call.end(undefined, reason.cause ? reason : outOfOrder);
    return {};
  }

  /** Takes back every fault that has not happened yet. */
  disarm() {
    this.#faults.disarm();
    return {};
  }

  /** Sessions, sockets and living legs. */
  status() {
    return {
      sessions: this.#switchboard.sessions.map(({ id, login, online, retainedUntil, legs }) => ({
        id,
        login,
        online,
        retainedUntil,
        legs: legs.size,
      })),
      sockets: [...this.#sockets].map(({ number, login, silent }) => ({ number, login, silent })),
      legs: this.#switchboard.legs.map(({ leg, session }) => ({ login: session.login, ...leg.summary })),
    };
  }

  /** The frames so far, as outlines; `after`, `login`, `method`, `direction`, `kind` narrow them. */
  frames(only = {}) {
    return this.#journal.entries(only);
  }

  /**
   * What the gateway received on each peer a leg ever had, oldest first, also after the call: packets, losses,
   * first and last packet (Unix ms), and `hiatus`, the time without any packet between a peer and the one before
   * (negative when both carried the voice for a while). Null for an unknown call.
   */
  async media({ callId }) {
    const leg = this.#switchboard.leg(callId);
    if (!leg) return null;
    const peers = await leg.figures();
    for (const [index, peer] of peers.entries()) {
      const before = peers[index - 1];
      peer.hiatus = before ? peer.firstPacketAt - before.lastPacketAt : null;
    }
    const packetsLost = peers.reduce((sum, peer) => sum + peer.packetsLost, 0);
    return { callId: leg.callId, ended: leg.ended, packetsLost, peers };
  }

  #each(login, act) {
    const chosen = [...this.#sockets].filter((socket) => login === undefined || socket.login === login);
    for (const socket of chosen) act(socket);
    return { sockets: chosen.length };
  }
}
