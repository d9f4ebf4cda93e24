// Keeps the sounds the gateway makes by itself: a 440 Hz tone and silence, as endless audio tracks shared by
// all legs. Knows nothing of who listens.

import { RTCAudioSource } from './webrtc.mjs';

const sampleRate = 48_000;
const frameLength = sampleRate / 100; // the native stack takes exactly 10 ms at a time
const frameMs = 10;
const toneHz = 440;
const toneAmplitude = 9_800; // 0.30 of full scale, the level the listener's instrument is calibrated for

export class Sounds {
  #tone = new Generator(toneFrames());
  #silence = new Generator(silentFrames());

  /** A continuous sine, never interrupted in phase: whoever listens hears a gap only if one happened on the way. */
  get tone() {
    return this.#tone.track;
  }

  /** Frames of zeros: keeps packets flowing to a leg that has nothing to hear, as a held one. */
  get silence() {
    return this.#silence.track;
  }

  stop() {
    this.#tone.stop();
    this.#silence.stop();
  }
}

/** Feeds one track from an endless iterator of frames, as many as the clock says are due. */
class Generator {
  #frames;
  #source = new RTCAudioSource();
  #track;
  #timer;

  constructor(frames) {
    this.#frames = frames;
  }

  get track() {
    if (!this.#track) {
      this.#track = this.#source.createTrack();
      this.#run();
    }
    return this.#track;
  }

  stop() {
    clearInterval(this.#timer);
    this.#track?.stop();
  }

  // Timers come late, so frames are counted against the clock: a late tick delivers what it owes.
  #run() {
    const start = performance.now();
    let delivered = 0;
    this.#timer = setInterval(() => {
      for (const due = (performance.now() - start) / frameMs; delivered < due; ++delivered) {
        this.#source.onData({
          samples: this.#frames.next().value,
          sampleRate,
          bitsPerSample: 16,
          channelCount: 1,
          numberOfFrames: frameLength,
        });
      }
    }, frameMs / 2);
  }
}

function* toneFrames() {
  // One second holds a whole number of periods, so counting samples modulo the rate keeps the phase exact.
  for (let position = 0; ; position = (position + frameLength) % sampleRate) {
    yield Int16Array.from({ length: frameLength }, (_, index) =>
      Math.round(toneAmplitude * Math.sin((2 * Math.PI * toneHz * (position + index)) / sampleRate)),
    );
  }
}

function* silentFrames() {
  const zeros = new Int16Array(frameLength);
  for (;;) yield zeros;
}
