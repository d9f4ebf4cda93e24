// The page side of the soak: one client, one call after the other, or one call whose sockets are cut. Counts what the
// page holds that somebody must give back: it wraps what makes such things before the package is imported. Judges
// nothing.

const { setTimeout: begin, clearTimeout: end } = window;
const held = {
  timers: new Set(),
  intervals: new Set(),
  sockets: new Set(),
  peers: new Set(),
  tracks: new Set(),
};
let memory; // of the core

window.setTimeout = (work, delay, ...given) => {
  const timer = begin(() => {
    held.timers.delete(timer);
    work(...given);
  }, delay);
  held.timers.add(timer);
  return timer;
};
window.clearTimeout = (timer) => {
  held.timers.delete(timer);
  end(timer);
};

const { setInterval: repeat, clearInterval: stop } = window;
window.setInterval = (...given) => {
  const interval = repeat(...given);
  held.intervals.add(interval);
  return interval;
};
window.clearInterval = (interval) => {
  held.intervals.delete(interval);
  stop(interval);
};

window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    held.sockets.add(this);
    this.addEventListener('close', () => held.sockets.delete(this));
  }
};

window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...given) {
    super(...given);
    held.peers.add(this);
  }

  close() {
    super.close();
    held.peers.delete(this); // not looked up later: the ledger must not be what keeps a closed one alive
  }
};

const { mediaDevices } = navigator;
const open = mediaDevices.getUserMedia.bind(mediaDevices);
mediaDevices.getUserMedia = async (constraints) => {
  const stream = await open(constraints);
  for (const track of stream.getTracks()) held.tracks.add(track);
  return stream;
};

const { Instance } = WebAssembly;
WebAssembly.Instance = function (...given) {
  const made = new Instance(...given);
  memory = Object.values(made.exports).find((each) => each instanceof WebAssembly.Memory) ?? memory;
  return made;
};

const { TelnyxRTC } = await import('/holdfast/bundle.mjs');

/**
 * How far into its memory the core ever wrote: fresh pages are zero. The size of the memory says nothing, because most
 * of it is there from the start.
 */
function coreTouched() {
  if (!memory) return 0;
  const words = new Uint32Array(memory.buffer);
  return 4 * (words.findLastIndex((word) => word !== 0) + 1);
}

const stepLimitMs = 20_000;
let client;
let call;
let recoveries = 0;
let troubles = [];

/** Waits until a condition holds; fails with its name when it does not in time, or when the client told of an error. */
async function until(what, condition) {
  const limit = performance.now() + stepLimitMs;
  while (!condition()) {
    if (troubles.length > 0) throw new Error(`Told while waiting ${what}: ${troubles.join('; ')}`);
    if (performance.now() > limit)
      throw new Error(`Waited ${stepLimitMs} ms in vain ${what}: ${call?.state}`);
    await new Promise((resolve) => begin(resolve, 10));
  }
}

// The loudness of what was last played out of the peer in use: its packets came, could be decrypted and decoded.
function isHeard() {
  const receivers = call.peer?.instance?.getReceivers() ?? [];
  return receivers.some((each) =>
    each.getSynchronizationSources().some(({ audioLevel }) => audioLevel > 0.05),
  );
}

async function dial(destinationNumber) {
  call = client.newCall({ destinationNumber });
  await until('for the call to be active', () => call.state === 'active');
  await until('to hear', isHeard);
}

async function hangUp() {
  const ended = call;
  ended.hangup();
  await until('for the call to be over', () => ended.state === 'destroy');
  if (ended.endReason !== 'local') throw new Error(`The call ended as ${ended.endReason}`);
  call = undefined;
}

window.soak = {
  async signIn(options) {
    client = new TelnyxRTC(options);
    client.remoteElement = 'remote';
    let ready = false;
    client.on('telnyx.ready', () => (ready = true));
    client.on('telnyx.error', ({ error }) => troubles.push(`${error.code} ${error.message}`));
    client.on('telnyx.recovered', ({ recovered, lost }) => {
      recoveries += recovered.length;
      troubles.push(...lost.map(({ endReason }) => `a call was lost: ${endReason}`));
    });
    void client.connect();
    await until('to be registered', () => ready);
  },

  dial,
  hangUp,

  /** So many calls, each heard and hung up before the next. */
  async calls(count, destinationNumber) {
    for (let number = 0; number < count; number += 1) {
      await dial(destinationNumber);
      await hangUp();
    }
  },

  get recoveries() {
    return recoveries;
  },

  /** The call was taken up again so often, and is heard on the peer that it has now. */
  async recovered(times) {
    await until('for the recovery', () => recoveries >= times && call.state === 'active');
    await until('to hear again', isHeard);
    if (recoveries !== times) throw new Error(`${recoveries} recoveries after ${times} cuts`);
  },

  async disconnect() {
    await client.disconnect();
    client = undefined;
  },

  holds() {
    for (const track of held.tracks) if (track.readyState === 'ended') held.tracks.delete(track);
    return {
      handles: TelnyxRTC.liveHandles(),
      calls: Object.keys(client?.calls ?? {}).length,
      timers: held.timers.size + held.intervals.size,
      sockets: held.sockets.size,
      peers: held.peers.size,
      tracks: held.tracks.size,
      core: coreTouched(),
    };
  },

  /** Leaves something of each kind behind, so that a test can see that it is seen. */
  leak() {
    window.leaked = Array.from({ length: 50_000 }, (_, index) => `leak ${index}`);
    window.leakedObjects = Array.from({ length: 50 }, () => ({})); // one for each call of the test
    window.setTimeout(() => undefined, 600_000);
    window.addEventListener('leak', () => undefined);
    new RTCPeerConnection();
    document.createElement('audio').append(document.createElement('source'));
    window.leakedElement = document.createElement('audio');
  },
};
