// Keeps who is registered: sessions by their id, the number they are reached under, how long they are kept, and
// the legs of calls that are over, whose figures somebody may still ask for. Knows nothing of sockets' faults.

import { Call, outOfOrder } from './call.mjs';
import { extension } from './extensions.mjs';
import { Leg } from './leg.mjs';
import { Session } from './session.mjs';

const remembered = 100;

export class Switchboard {
  #sessions = new Map(); // by id, the latest login last
  #legs = []; // of living and of past calls, the latest last
  #sounds;
  #retention;

  /**
   * @param {import('./sounds.mjs').Sounds} sounds
   * @param {number} retention milliseconds a session is kept after its socket is lost
   */
  constructor(sounds, retention) {
    this.#sounds = sounds;
    this.#retention = retention;
  }

  get sessions() {
    return [...this.#sessions.values()];
  }

  /** Living legs with their sessions. */
  get legs() {
    return this.sessions.flatMap((session) => [...session.legs].map((leg) => ({ leg, session })));
  }

  /** A leg by its call id, also one that is over. */
  leg(callId) {
    return this.#legs.findLast((leg) => leg.isKnownAs(callId));
  }

  /**
   * Signs a client in on its socket: its session of before, if it names one that is still kept, or a new one.
   * @returns {{session: Session, returned: boolean}}
   */
  signIn(login, socket, { reconnection, sessid }) {
    const kept = this.#sessions.get(reconnection ? sessid : undefined) ?? socket.session;
    const returned = kept !== undefined && kept.login === login && !kept.forgotten;
    const session = returned ? kept : new Session(login);
    const onSameSocket = session.socket === socket;
    this.#sessions.delete(session.id);
    this.#sessions.set(session.id, session);
    session.moveTo(socket);
    return { session, returned: returned && !onSameSocket };
  }

  /** A socket is gone: its session waits for the client, for a time. */
  signOut(socket) {
    const { session } = socket;
    if (session?.socket !== socket) return;
    if (session.forgotten) this.#drop(session);
    else session.retain(this.#retention, () => this.#drop(session));
  }

  /** Loses sessions as a restarted gateway does: those away at once, the others when their socket goes. */
  forget(login) {
    for (const session of this.sessions.filter((each) => login === undefined || each.login === login)) {
      if (session.online) session.forgotten = true;
      else this.#drop(session);
    }
  }

  /** Opens a leg of a session: see `Leg` for the details. */
  openLeg(session, details) {
    const leg = new Leg({ ...details, silence: this.#sounds.silence });
    session.legs.add(leg);
    this.#legs = [...this.#legs, leg].slice(-remembered);
    return leg;
  }

  /** Starts a call from a leg that is already answering its own offer. */
  place(caller, destination, headers) {
    const far = extension(destination, this.#sounds) ?? this.#latest(destination, caller.session);
    const openLeg = (...details) => this.openLeg(...details);
    return new Call({ silence: this.#sounds.silence, openLeg }).place(caller, far, headers);
  }

  async close() {
    for (const session of this.sessions) session.close();
    await Promise.all(this.legs.map(({ leg }) => leg.end()));
    this.#sessions.clear();
  }

  #latest(login, except) {
    return this.sessions.findLast(
      (session) => session.login === login && session.online && session !== except,
    );
  }

  #drop(session) {
    session.close();
    this.#sessions.delete(session.id);
    for (const leg of [...session.legs]) leg.call.end(leg, outOfOrder);
  }
}
