// The ring of the listener's instrument: runs in the audio thread and keeps the last seconds of both channels.
// It only copies; judging is done elsewhere, so that it never is what makes a gap.

/* global AudioWorkletProcessor, registerProcessor, sampleRate */

const seconds = 30;

class Ring extends AudioWorkletProcessor {
  #length = seconds * sampleRate;
  #left = new Float32Array(this.#length);
  #right = new Float32Array(this.#length);
  #written = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data: { since } }) => {
      if (since === undefined) this.port.postMessage({ written: this.#written });
      else
        this.port.postMessage({ left: this.#from(this.#left, since), right: this.#from(this.#right, since) });
    };
  }

  process([[left, right]]) {
    if (!left) return true; // no input is connected yet
    const at = this.#written % this.#length; // whole blocks fit: the length is a multiple of 128
    this.#left.set(left, at);
    this.#right.set(right ?? left, at);
    this.#written += left.length;
    return true;
  }

  #from(ring, since) {
    const first = Math.max(since, this.#written - this.#length);
    const start = first % this.#length;
    const end = this.#written % this.#length;
    if (this.#written === first) return new Float32Array(0);
    if (start < end) return ring.slice(start, end);
    const joined = new Float32Array(this.#written - first);
    joined.set(ring.subarray(start));
    joined.set(ring.subarray(0, end), this.#length - start);
    return joined;
  }
}

registerProcessor('ring', Ring);
