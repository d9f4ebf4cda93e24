// Keeps one RTCPeerConnection of a leg: its descriptions, the track it receives, the track it sends, and what
// it counted, which stays readable after it closed. Knows nothing of calls, frames or other peers.

import { setTimeout as after } from 'node:timers/promises';

import { MediaStream, RTCPeerConnection } from './webrtc.mjs';

const gatheringLimitMs = 2_000;
const pollMs = 5;
const packetMs = 20; // one Opus packet, the ptime every browser uses by default
const listenerPatienceMs = 2_000; // a client that only listens never sends a first packet

export class Peer {
  #connection = new RTCPeerConnection();
  #outgoing;
  #sender;
  #incoming;
  #heldCandidates = [];
  #figures = { packetsReceived: 0, packetsLost: 0, firstPacketAt: null, lastPacketAt: null, audioEnergy: 0 };
  #heard;
  #closing;

  /**
   * @param {number} generation which peer of its leg this is, counted from 1
   * @param {object} outgoing the track it sends from the start
   */
  constructor(generation, outgoing) {
    this.generation = generation;
    this.#outgoing = outgoing;
    this.#connection.addEventListener('track', ({ track }) => {
      if (track.kind === 'audio') this.#incoming = track;
    });
  }

  /** The track that arrives from the client, once a description announced it. */
  get incoming() {
    return this.#incoming;
  }

  get connectionState() {
    return this.#connection.connectionState;
  }

  get closed() {
    return this.#closing !== undefined;
  }

  /** Makes an offer with every candidate in it. */
  async offer() {
    this.#attachSender();
    await this.#connection.setLocalDescription(await this.#connection.createOffer());
    return this.#gathered();
  }

  /** Answers a client's offer, its first one or a later one (an ICE restart), with every candidate in it. */
  async answer(sdp) {
    await this.#connection.setRemoteDescription({ type: 'offer', sdp });
    this.#attachSender();
    await this.#connection.setLocalDescription(await this.#connection.createAnswer());
    await this.#addHeldCandidates();
    return this.#gathered();
  }

  /** Takes a client's answer to `offer()`. */
  async accept(sdp) {
    await this.#connection.setRemoteDescription({ type: 'answer', sdp });
    await this.#addHeldCandidates();
  }

  /** Adds a trickled candidate, or holds it until there is a description it belongs to. */
  async addCandidate({ candidate, sdpMid, sdpMLineIndex }) {
    if (!candidate) return;
    if (!this.#connection.remoteDescription) {
      this.#heldCandidates.push({ candidate, sdpMid, sdpMLineIndex });
      return;
    }
    // A browser's masked (.local) address cannot be resolved here; its checks arrive all the same.
    await this.#connection.addIceCandidate({ candidate, sdpMid, sdpMLineIndex }).catch(() => {});
  }

  /** Sends another track from now on, without a new negotiation. */
  play(track) {
    this.#outgoing = track;
    if (!this.closed) this.#sender?.replaceTrack(track).catch(() => {});
  }

  /**
   * Waits for the client's first packet, or until it is clear that the client only listens.
   * @returns {Promise<boolean>} false when the peer closed before
   */
  firstAudio() {
    this.#heard ??= this.#listen();
    return this.#heard;
  }

  /** What was received so far: packets, losses, the moments of the first and the last packet (Unix ms). */
  async figures() {
    await (this.#closing ?? this.#measure());
    return { generation: this.generation, connectionState: this.connectionState, ...this.#figures };
  }

  /** Closes, after a last look at the counters. */
  close() {
    this.#closing ??= this.#measure().finally(() => this.#connection.close());
    return this.#closing;
  }

  async #listen() {
    let connectedAt;
    while (!this.closed) {
      const receiver = this.#connection.getReceivers().find(({ track }) => track === this.#incoming);
      if (receiver?.getSynchronizationSources().length) {
        void this.#noteFirstPacket();
        return true;
      }
      if (this.connectionState === 'connected') connectedAt ??= performance.now();
      if (performance.now() - connectedAt > listenerPatienceMs) return true;
      await after(pollMs, undefined, { ref: false });
    }
    return false;
  }

  // The stack renews its report only every 50 ms, so the first packet may not be in it yet.
  async #noteFirstPacket() {
    while (!this.closed && this.#figures.firstPacketAt === null) {
      await this.#measure();
      await after(pollMs, undefined, { ref: false });
    }
  }

  // Not before a client's offer is in, so that the track takes the place that the offer made for it.
  #attachSender() {
    if (this.#sender) return;
    // The stream gives the track an `msid`: without one browsers announce a track that is in no stream.
    this.#sender = this.#connection.addTrack(this.#outgoing, new MediaStream());
  }

  async #addHeldCandidates() {
    for (const candidate of this.#heldCandidates.splice(0)) await this.addCandidate(candidate);
  }

  async #gathered() {
    const limit = performance.now() + gatheringLimitMs;
    while (!this.closed && this.#connection.iceGatheringState !== 'complete' && performance.now() < limit) {
      await after(pollMs, undefined, { ref: false });
    }
    return this.#connection.localDescription?.sdp; // none once closed: then nobody waits for it either
  }

  async #measure() {
    const report = await this.#connection.getStats().catch(() => undefined);
    for (const entry of report?.values() ?? []) {
      if (entry.type !== 'inbound-rtp' || entry.kind !== 'audio' || !entry.packetsReceived) continue;
      const { packetsReceived, packetsLost, lastPacketReceivedTimestamp, totalAudioEnergy } = entry;
      this.#figures = {
        packetsReceived,
        packetsLost,
        // Seen within a few packets of the start, so counting back is exact to one packet.
        firstPacketAt:
          this.#figures.firstPacketAt ?? lastPacketReceivedTimestamp - (packetsReceived - 1) * packetMs,
        lastPacketAt: lastPacketReceivedTimestamp,
        audioEnergy: totalAudioEnergy,
      };
    }
  }
}
