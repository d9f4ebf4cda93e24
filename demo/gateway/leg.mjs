// Keeps one client's side of a call: its ids, its state, and its peers, the one in use and, during a
// re-attach, the next one. The old peer is served until the client is heard on the new one.
// Knows nothing of sockets; says `voice` when what it says, or whether it may be heard, changed.

import { EventEmitter } from 'node:events';
import { randomUUID } from 'node:crypto';

import { Peer } from './peer.mjs';

const farewellMs = 500; // how long the old peer lives after the client was heard on the new one

export class Leg extends EventEmitter {
  state = 'new'; // new, ringing, early, active, ended
  held = false;
  dtmf = [];
  previousCallIds = [];
  telnyxLegId = randomUUID();
  telnyxCallControlId = randomUUID();

  #peers = [];
  #current;
  #next;
  #accepted; // the next one, once the client answered it: from then on it is the one in use for the client
  #outgoing;
  #farewells = new Set();

  /**
   * @param {object} from
   * @param {string} from.callId
   * @param {'caller'|'callee'} from.side
   * @param {object} from.party names and numbers of both ends, as the frames carry them
   * @param {string} from.telnyxSessionId shared by all legs of one call
   * @param {object} from.silence the track sent while nobody may be heard
   */
  constructor({ callId, side, party, telnyxSessionId, silence }) {
    super();
    Object.assign(this, { callId, side, party, telnyxSessionId });
    this.#outgoing = silence;
  }

  get voice() {
    return this.#current?.incoming;
  }

  get established() {
    return this.state === 'active';
  }

  get ended() {
    return this.state === 'ended';
  }

  isKnownAs(callId) {
    return callId === this.callId || this.previousCallIds.includes(callId);
  }

  /** What the client hears from now on, on every peer it has. */
  play(track) {
    if (track === this.#outgoing) return;
    this.#outgoing = track;
    for (const peer of this.#peers) peer.play(track);
  }

  hold(held) {
    this.held = held;
    this.emit('voice');
  }

  /** Answers the client's offer: of a new call, or of media to be renegotiated on the peer in use. */
  async answer(sdp) {
    const peer = this.#accepted ?? (this.#current ??= this.#newPeer());
    const answer = await peer.answer(sdp);
    this.emit('voice');
    return answer;
  }

  /** Offers media to a client that is called. */
  offer() {
    this.#current = this.#newPeer();
    return this.#current.offer();
  }

  async accept(sdp) {
    await this.#current.accept(sdp);
    this.emit('voice');
  }

  /**
   * Makes a new peer for a client that came back, and its offer.
   * @param {object} how
   * @param {boolean} [how.dropOld] end the old media path now instead of after the hand-over
   */
  offerAnew({ dropOld = false } = {}) {
    this.#next?.close();
    this.#accepted = undefined;
    this.#next = this.#newPeer();
    if (dropOld) this.#current.close();
    return this.#next.offer();
  }

  get awaitsAttach() {
    return this.#next !== undefined;
  }

  /** Takes the answer to `offerAnew()`; the hand-over follows when the client is heard. */
  async attach(sdp) {
    const next = this.#next;
    await next.accept(sdp);
    this.#accepted = next;
    void this.#handOver(next);
  }

  addCandidate(candidate) {
    return (this.#next ?? this.#current)?.addCandidate(candidate);
  }

  rename(callId, telnyxLegId) {
    this.previousCallIds.unshift(this.callId);
    this.callId = callId;
    this.telnyxLegId = telnyxLegId;
  }

  async end() {
    this.state = 'ended';
    for (const timer of this.#farewells) clearTimeout(timer);
    await Promise.all(this.#peers.map((peer) => peer.close()));
    this.removeAllListeners();
  }

  /** The leg as the status tells it. */
  get summary() {
    return {
      callId: this.callId,
      previousCallIds: this.previousCallIds,
      side: this.side,
      state: this.held && this.established ? 'held' : this.state,
      peers: this.#peers.filter((peer) => !peer.closed).length,
      peersEver: this.#peers.length,
      connectionState: this.#current?.connectionState ?? 'new',
      telnyxSessionId: this.telnyxSessionId,
      telnyxLegId: this.telnyxLegId,
      dtmf: this.dtmf.join(''),
    };
  }

  /** What every peer this leg ever had received, oldest first. */
  figures() {
    return Promise.all(this.#peers.map((peer) => peer.figures()));
  }

  #newPeer() {
    const peer = new Peer(this.#peers.length + 1, this.#outgoing);
    this.#peers.push(peer);
    void peer.firstAudio(); // notes the moment
    return peer;
  }

  // The client's voice is taken from one peer at a time; both carry it for a while, so switching at the first
  // packet of the new one loses nothing.
  async #handOver(next) {
    if (!(await next.firstAudio()) || this.#next !== next) return;
    const previous = this.#current;
    this.#current = next;
    this.#next = undefined;
    this.#accepted = undefined;
    this.emit('voice');
    const timer = setTimeout(() => {
      this.#farewells.delete(timer);
      void previous.close();
    }, farewellMs);
    this.#farewells.add(timer);
  }
}
