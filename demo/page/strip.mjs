// Draws how loud the far end was over the last seconds, as a strip that moves, with marks where something happened.
// Reads the receivers' own meters, so nothing is put in the way of the sound. Knows nothing of calls.

const sampleMs = 50;
const samples = 320;
const staleMs = 150; // without a packet for so long nothing is received, whatever the meter says

export class Strip {
  #canvas;
  #peer;
  #levels = [];
  #timer;
  #freshest = { stamp: 0, seenAt: 0 };

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {() => RTCPeerConnection | null | undefined} peer the peer connection that is heard now
   */
  constructor(canvas, peer) {
    this.#canvas = canvas;
    this.#peer = peer;
  }

  start() {
    if (this.#timer !== undefined) return;
    this.#levels = [];
    this.#timer = setInterval(() => this.#sample(), sampleMs);
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Marks this moment. */
  mark(tone) {
    this.#levels.push({ level: 0, tone });
  }

  #sample() {
    this.#levels.push({ level: this.#level() });
    this.#levels = this.#levels.slice(-samples);
    this.#draw();
  }

  #level() {
    const sources =
      this.#peer()
        ?.getReceivers()
        .flatMap((receiver) => receiver.getSynchronizationSources()) ?? [];
    const latest = sources.reduce(
      (best, source) => (source.timestamp > (best?.timestamp ?? 0) ? source : best),
      null,
    );
    const now = performance.now();
    if (latest && latest.timestamp !== this.#freshest.stamp) {
      this.#freshest = { stamp: latest.timestamp, seenAt: now };
    }
    return latest && now - this.#freshest.seenAt < staleMs ? (latest.audioLevel ?? 0) : 0;
  }

  // One pixel of the canvas for one of the screen.
  #fit() {
    const canvas = this.#canvas;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((side) =>
      Math.round(side * devicePixelRatio),
    );
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    return canvas;
  }

  #draw() {
    const { width, height } = this.#fit();
    const context = this.#canvas.getContext('2d');
    const style = getComputedStyle(this.#canvas);
    const colour = (name) => style.getPropertyValue(name);
    const mark = 2 * devicePixelRatio;
    const step = width / samples;
    const first = samples - this.#levels.length;
    context.clearRect(0, 0, width, height);
    for (const [index, { level, tone }] of this.#levels.entries()) {
      const x = Math.round((first + index) * step);
      const next = Math.round((first + index + 1) * step);
      // The square root brings quiet speech up to where it can be seen.
      const bar = tone ? height : 2 * Math.max(1, Math.round(Math.sqrt(level) * height * 0.42));
      context.fillStyle = tone ? colour(`--${tone}`) : colour(level > 0 ? '--accent' : '--line');
      context.fillRect(x, Math.round((height - bar) / 2), tone ? mark : next - x, bar);
    }
  }
}
