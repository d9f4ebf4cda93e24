// The browser's objects as far as the core and the shim touch them, each counted while it lives. They do what a
// browser does when all goes well, and what a test tells them otherwise. They know no protocol.

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
    this.dispatchEvent(new FakeEvent(type, fields));
  }
}

/** Everything a page finds in its global scope. `dialled` is told of each socket that is made. */
export function browser(ledger, dialled, { stored = new Map(), locks = undefined } = {}) {
  const made = {
    peers: [],
    streams: [],
    elements: [],
    microphoneRefusal: null,
    trackRefusal: null,
    listRefusal: null,
    limitRefusal: false,
    playRefusal: null,
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

  class RTCPeerConnection extends Target {
    connectionState = 'new';
    signalingState = 'stable';
    localDescription = null;
    remoteDescription = null;
    #lines = [];
    #receivers = [];

    constructor(configuration) {
      super(ledger);
      this.configuration = configuration;
      ledger.peers.add(this);
      made.peers.push(this);
    }
    addTransceiver(track) {
      const sender = {
        track: typeof track === 'string' ? null : track,
        async replaceTrack(next) {
          if (made.trackRefusal) throw Object.assign(new Error('no'), { name: made.trackRefusal });
          sender.track = next;
        },
        parameters: { encodings: [{ active: true }] },
        getParameters: () => structuredClone(sender.parameters),
        async setParameters(parameters) {
          if (made.limitRefusal) throw new Error('no');
          sender.parameters = parameters;
        },
      };
      const line = { sender, receiver: { track: null } };
      this.#lines.push(line);
      return line;
    }
    addTrack(track) {
      return this.addTransceiver(track).sender;
    }
    getSenders = () => this.#lines.map(({ sender }) => sender);
    getTransceivers = () => this.#lines;
    getReceivers = () => this.#receivers;
    /** How often a restart of ICE was offered. */
    restarts = 0;
    async createOffer({ iceRestart } = {}) {
      if (iceRestart) this.restarts += 1;
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
      if (description.sdp.includes('refuse'))
        throw Object.assign(new Error('no'), { name: 'OperationError' });
      this.remoteDescription = description;
      this.signalingState = description.type === 'offer' ? 'have-remote-offer' : 'stable';
      if (this.restarts > 0 && description.type === 'answer') this.turn('connected');
      this.#settle();
    }
    async addIceCandidate() {}
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
        const track = new Track('audio', false);
        const source = { source: 1, timestamp: 0 };
        this.#receivers.push({ track, getSynchronizationSources: () => (this.silent ? [] : [source]) });
        this.tell('track', { track, streams: [new MediaStream([track])] });
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
      if (made.microphoneRefusal) throw Object.assign(new Error('no'), { name: made.microphoneRefusal });
      const kinds = ['audio', 'video'].filter((kind) => constraints[kind]);
      return new MediaStream(kinds.map((kind) => new Track(kind, true)));
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
    MediaStream,
    HTMLAudioElement,
  };
  return { globals, made, elements, stored };
}

/** The Web Locks of one origin: each page asks through `of(page)`, and gives back what it holds when it goes. */
export class Locks {
  #holders = new Map();
  #waiting = [];

  of(page) {
    return { request: (name, { signal }, granted) => this.#request({ page, name, signal, granted }) };
  }

  leave(page) {
    for (const [name, holder] of this.#holders) if (holder === page) this.#holders.delete(name);
    this.#waiting = this.#waiting.filter((request) => request.page !== page);
    this.#grant();
  }

  get held() {
    return [...this.#holders.keys()];
  }

  get holders() {
    return [...this.#holders.values()];
  }

  #request(request) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...request, resolve });
      request.signal.addEventListener('abort', () => {
        this.#waiting = this.#waiting.filter(({ signal }) => signal !== request.signal);
        reject(request.signal.reason);
      });
      queueMicrotask(() => this.#grant());
    });
  }

  #grant() {
    for (const { page, name, granted, resolve, signal } of [...this.#waiting]) {
      if (this.#holders.has(name)) continue;
      this.#holders.set(name, page);
      this.#waiting = this.#waiting.filter((request) => request.signal !== signal);
      void Promise.resolve(granted()).then((value) => {
        if (this.#holders.get(name) === page) this.#holders.delete(name);
        resolve(value);
        this.#grant();
      });
    }
  }
}

// Node 20 has none.
class CloseEvent extends Event {
  constructor(type, { code = 0, reason = '', wasClean = false } = {}) {
    super(type);
    Object.assign(this, { code, reason, wasClean });
  }
}
