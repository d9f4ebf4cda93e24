// Keeps the numbers that answer by themselves. Each is the far end of a call, with the same face as a leg:
// `voice` is what it says, `play` is what it hears, `voice` is announced when it changes.
// Knows nothing of sockets or peers.

import { EventEmitter } from 'node:events';

class Extension extends EventEmitter {
  held = false;
  voice;

  constructor(number, { voice, refusal, rings = 0 } = {}) {
    super();
    this.number = number;
    this.voice = voice;
    this.refusal = refusal;
    this.earlyMediaMs = rings;
  }

  play() {}
}

/** Says what it hears. */
class Echo extends Extension {
  play(track) {
    if (track === this.voice) return;
    this.voice = track;
    this.emit('voice');
  }
}

const makers = {
  /** Sends the caller's audio back. */
  echo: () => new Echo('echo'),
  /** The same, after a second of early media. */
  early: () => new Echo('early', { rings: 1_000 }),
  /** A continuous 440 Hz sine. */
  tone: ({ tone }) => new Extension('tone', { voice: tone }),
  /** Answers and says nothing. */
  silence: ({ silence }) => new Extension('silence', { voice: silence }),
  /** Never answers: refuses. */
  busy: () =>
    new Extension('busy', {
      refusal: { cause: 'USER_BUSY', causeCode: 17, sipCode: 486, sipReason: 'Busy Here' },
    }),
};

/** The extension of that number, or undefined when the number is somebody's login. */
export function extension(number, sounds) {
  return Object.hasOwn(makers, number) ? makers[number](sounds) : undefined;
}
