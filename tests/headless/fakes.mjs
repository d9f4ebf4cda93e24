// The browser's objects as far as the core and the shim touch them, each counted while it lives. They do what a
// browser does when all goes well, and what a test tells them otherwise. They know no protocol.

import { kindsIn, transceiverClass } from './lines.mjs';

/** What is alive: everything that somebody made and has not given back. */
export class Ledger {
  sockets = new Set();
  peers = new Set();
  tracks = new Set();
  playing = new Set();
  listeners = new Set();

  count() {
    return Object.fromEntries(Object.entries(this).map(([kind, alive]) => [kind, alive.size]));
  }
}

class FakeEvent extends Event {
  constructor(type, fields = {}) {
    super(type);
    Object.assign(this, fields);
  }
}

/** An EventTarget whose listeners are counted. */
class Target extends EventTarget {
  #ledger;
  #registered = new Map();

  constructor(ledger) {
    super();
    this.#ledger = ledger;
  }

  addEventListener(type, listener, options) {
    super.addEventListener(type, listener, options);
    const known = this.#registered.get(type) ?? new Map();
    this.#registered.set(type, known);
    if (known.has(listener)) return;
    const entry = { target: this.constructor.name, type };
    known.set(listener, entry);
    this.#ledger.listeners.add(entry);
  }

  removeEventListener(type, listener, options) {
    super.removeEventListener(type, listener, options);
    this.#ledger.listeners.delete(this.#registered.get(type)?.get(listener));
    this.#registered.get(type)?.delete(listener);
  }

  tell(type, fields) {
    const event = new FakeEvent(type, fields);
    this.dispatchEvent(event);
    this[`on${type}`]?.(event);
  }
}

/** Everything a page finds in its global scope. `dialled` is told of each socket that is made. */
export function browser(ledger, dialled, { stored = new Map(), locks = undefined } = {}) {
  const made = {
    peers: [],
    streams: [],
    elements: [],
    /** The name of the error, or a function that tells it of what was asked for. */
    microphoneRefusal: null,
    trackRefusal: null,
    listRefusal: null,
    limitRefusal: false,
    playRefusal: null,
    screenRefusal: null,
    /** Whether the far end's descriptions say which stream a track belongs to. */
    namesStreams: true,
  };

  class Track extends Target {
    enabled = true;
    muted = false;
    readyState = 'live';
    constructor(kind, opened) {
      super(ledger);
      this.kind = kind;
      if (opened) ledger.tracks.add(this);
    }
    stop() {
      this.readyState = 'ended';
      ledger.tracks.delete(this);
    }
    /** The device goes away. */
    unplug() {
      this.stop();
      this.tell('ended');
    }
    /** A camera of 640x480 that can leave out, but not invent. */
    async applyConstraints({ width, height }) {
      if (width.exact > 640 || height.exact > 480) throw new Error('OverconstrainedError');
    }
  }

  class MediaStream {
    #tracks;
    constructor(tracks = []) {
      this.#tracks = [...tracks];
      made.streams.push(this);
    }
    getTracks = () => [...this.#tracks];
    getAudioTracks = () => this.#tracks.filter(({ kind }) => kind === 'audio');
    getVideoTracks = () => this.#tracks.filter(({ kind }) => kind === 'video');
    addTrack(track) {
      this.#tracks.push(track);
    }
    removeTrack(track) {
      this.#tracks = this.#tracks.filter((one) => one !== track);
    }
    get active() {
      return this.#tracks.some(({ readyState }) => readyState === 'live');
    }
  }

  class WebSocket extends Target {
    readyState = 0;
    sent = [];
    constructor(url) {
      super(ledger);
      this.url = url;
      ledger.sockets.add(this);
      dialled(this);
    }
    open() {
      if (this.readyState !== 0) return;
      this.readyState = 1;
      this.tell('open');
    }
    send(text) {
      if (this.readyState !== 1) return;
      this.sent.push(JSON.parse(text));
      queueMicrotask(() => this.heard?.(JSON.parse(text)));
    }
    say(message) {
      if (this.readyState !== 1) return;
      this.tell('message', { data: typeof message === 'string' ? message : JSON.stringify(message) });
    }
    /** The network takes it away. */
    cut({ error = false } = {}) {
      if (this.readyState === 3) return;
      this.#end();
      if (error) this.tell('error');
      this.tell('close', { code: 1006, reason: '', wasClean: false });
    }
    close() {
      if (this.readyState >= 2) return;
      this.readyState = 2;
      if (this.dead) return;
      queueMicrotask(() => {
        this.#end();
        this.tell('close', { code: 1005, reason: '', wasClean: true });
      });
    }
    #end() {
      this.readyState = 3;
      ledger.sockets.delete(this);
    }
  }

  const RTCRtpTransceiver = transceiverClass(made, Track);

  class RTCPeerConnection extends Target {
    connectionState = 'new';
    signalingState = 'stable';
    localDescription = null;
    remoteDescription = null;
    /** What was added of the far end's. */
    candidates = [];
    #lines = [];

    constructor(configuration) {
      super(ledger);
      this.configuration = configuration;
      ledger.peers.add(this);
      made.peers.push(this);
    }
    addTransceiver(media, init) {
      const track = typeof media === 'string' ? null : media;
      const line = new RTCRtpTransceiver(track?.kind ?? media, track, init);
      this.#lines.push(line);
      return line;
    }
    // On a line that the far end offered, if nothing is sent there yet.
    addTrack(track, ...streams) {
      const free = this.#lines.find(
        ({ sender, receiver }) => !sender.track && receiver.track.kind === track.kind,
      );
      if (!free) return this.addTransceiver(track, { streams }).sender;
      free.direction = 'sendrecv';
      return Object.assign(free.sender, { track, streams });
    }
    getSenders = () => this.#lines.map(({ sender }) => sender);
    getTransceivers = () => [...this.#lines];
    getReceivers = () => this.#lines.map(({ receiver }) => receiver);
    #receive(kind) {
      if (this.#lines.some(({ receiver }) => receiver.track.kind === kind)) return;
      this.addTransceiver(kind, { direction: 'recvonly' });
    }
    /** How often a restart of ICE was offered. */
    restarts = 0;
    async createOffer({ iceRestart, offerToReceiveAudio, offerToReceiveVideo } = {}) {
      if (iceRestart) this.restarts += 1;
      if (offerToReceiveAudio) this.#receive('audio');
      if (offerToReceiveVideo) this.#receive('video');
      return { type: 'offer', sdp: `v=0 offer ${made.peers.indexOf(this)}` };
    }
    async createAnswer() {
      return { type: 'answer', sdp: `v=0 answer ${made.peers.indexOf(this)}` };
    }
    async setLocalDescription(description) {
      if (description.type === 'rollback') {
        if (this.signalingState !== 'have-local-offer') throw new Error('nothing to roll back');
        this.signalingState = 'stable';
        return;
      }
      this.localDescription = description;
      this.signalingState = description.type === 'offer' ? 'have-local-offer' : 'stable';
      queueMicrotask(() => {
        this.tell('icecandidate', { candidate: { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 } });
        this.tell('icecandidate', { candidate: null });
      });
      this.#settle();
    }
    async setRemoteDescription(description) {
      await null; // as in a browser, nothing is known yet when this returns
      if (description.sdp.includes('refuse'))
        throw Object.assign(new Error('no'), { name: 'OperationError' });
      this.remoteDescription = description;
      if (description.type === 'offer') for (const kind of kindsIn(description)) this.#receive(kind);
      this.signalingState = description.type === 'offer' ? 'have-remote-offer' : 'stable';
      if (this.restarts > 0 && description.type === 'answer') this.turn('connected');
      this.#settle();
    }
    async addIceCandidate(candidate) {
      if (!this.remoteDescription) throw Object.assign(new Error('no'), { name: 'InvalidStateError' });
      this.candidates.push(candidate);
    }
    /** What getStats() says: entries by id. */
    statistics = new Map();
    async getStats() {
      return this.statistics;
    }
    /** The path is another than it was. */
    turn(state) {
      this.connectionState = state;
      this.tell('connectionstatechange');
    }
    close() {
      this.connectionState = 'closed';
      this.signalingState = 'closed';
      ledger.peers.delete(this);
    }
    #settle() {
      if (!this.localDescription || !this.remoteDescription || this.connectionState !== 'new') return;
      queueMicrotask(() => {
        if (this.connectionState === 'closed') return;
        const tracks = this.#lines.map(({ receiver }) => receiver.track);
        const streams = made.namesStreams ? [new MediaStream(tracks)] : [];
        for (const line of this.#lines) {
          line.flows = () => !this.silent;
          this.tell('track', {
            track: line.receiver.track,
            receiver: line.receiver,
            transceiver: line,
            streams,
          });
        }
        this.connectionState = 'connected';
        this.tell('connectionstatechange');
      });
    }
  }

  class HTMLAudioElement extends Target {
    muted = false;
    paused = true;
    loop = false;
    currentTime = 0;
    #stream = null;
    #attributes = new Map();
    constructor() {
      super(ledger);
      made.elements.push(this);
    }
    /** Every stream it was given, in order. */
    history = [];
    get srcObject() {
      return this.#stream;
    }
    set srcObject(stream) {
      this.#stream = stream;
      this.history.push(stream);
      if (!stream) ledger.playing.delete(this);
    }
    hasAttribute = (name) => this.#attributes.has(name);
    setAttribute = (name, value) => this.#attributes.set(name, value);
    async play() {
      if (made.playRefusal && !this.muted) throw Object.assign(new Error('no'), { name: made.playRefusal });
      this.paused = false;
      ledger.playing.add(this);
    }
    pause() {
      this.paused = true;
      ledger.playing.delete(this);
    }
    async setSinkId(id) {
      if (id === 'gone') throw new Error('no such device');
      this.sinkId = id;
    }
  }

  const elements = new Map();
  const document = Object.assign(new Target(ledger), {
    hidden: false,
    visibilityState: 'visible',
    createElement: () => new HTMLAudioElement(),
    getElementById: (id) => elements.get(id) ?? null,
    body: { appendChild: (element) => elements.set(element.id, element) },
  });

  const mediaDevices = Object.assign(new Target(ledger), {
    asked: [],
    async getUserMedia(constraints) {
      this.asked.push(constraints);
      const kinds = ['audio', 'video'].filter((kind) => constraints[kind]);
      if (kinds.length === 0) throw new TypeError('nothing is asked for');
      const { microphoneRefusal: refusal } = made;
      const name = typeof refusal === 'function' ? refusal(constraints) : refusal;
      if (name) throw Object.assign(new Error('no'), { name });
      return new MediaStream(kinds.map((kind) => new Track(kind, true)));
    },
    async getDisplayMedia() {
      if (made.screenRefusal) throw Object.assign(new Error('no'), { name: made.screenRefusal });
      return new MediaStream([new Track('video', true)]);
    },
    getSupportedConstraints: () => ({ deviceId: true, echoCancellation: true, noiseSuppression: true }),
    async enumerateDevices() {
      if (made.listRefusal) throw Object.assign(new Error('no'), { name: made.listRefusal });
      return [
        { kind: 'audioinput', deviceId: 'a', groupId: '1', label: 'Headset' },
        { kind: 'audioinput', deviceId: 'b', groupId: '1', label: 'Headset, again' },
        { kind: 'audiooutput', deviceId: 'c', groupId: '1', label: 'Headset' },
      ];
    },
  });

  const sessionStorage = {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, text) => void stored.set(key, text),
    removeItem: (key) => void stored.delete(key),
  };

  const window = new Target(ledger);
  const navigator = {
    userAgent: 'Mozilla/5.0 Chrome/130.0.0.0 Safari/537.36',
    mediaDevices,
    onLine: true,
    locks,
  };
  const globals = {
    window,
    document,
    navigator,
    sessionStorage,
    WebSocket,
    CloseEvent,
    RTCPeerConnection,
    RTCRtpTransceiver,
    MediaStream,
    HTMLAudioElement,
  };
  return { globals, made, elements, stored };
}

// Node 20 has none.
class CloseEvent extends Event {
  constructor(type, { code = 0, reason = '', wasClean = false } = {}) {
    super(type);
    Object.assign(this, { code, reason, wasClean });
  }
}
