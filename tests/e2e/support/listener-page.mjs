// The page side of `listener.mjs`: captures what this tab really plays, and finds the longest silence in it.
// A local pilot tone plays on the right channel only: where it fails the machine stumbled, not the call.

const quiet = 0.01;
const shortestPilotGapMs = 1;

const context = new AudioContext({ sampleRate: 48_000 });
const samplesPerMs = context.sampleRate / 1_000;
let ring;
let capture;
let tone;

const ear = {
  /** Starts to listen; needs a recent click. */
  async open() {
    capture = await navigator.mediaDevices.getDisplayMedia({
      video: true,
      audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
      preferCurrentTab: true,
    });
    await context.audioWorklet.addModule('/listener-worklet.mjs');
    await context.resume();
    ring = new AudioWorkletNode(context, 'ring', {
      numberOfOutputs: 0,
      channelCount: 2,
      channelCountMode: 'explicit',
    });
    context.createMediaStreamSource(capture).connect(ring);
    play(3_000, 0.1, [1]);
  },

  /** How many samples were written so far: the place that is now. */
  async mark() {
    return (await asked({})).written;
  },

  /** The longest run of silence since a mark, and how long the pilot was gone, in ms. */
  async longestGap(since) {
    const { left, right } = await asked({ since });
    const pilotDead = longRuns(left.length, (index) => Math.abs(right[index] - left[index]) < quiet);
    let gap = 0;
    let gapAt = null;
    for (const run of runs(left.length, (index) => Math.abs(left[index]) < quiet)) {
      const length = (run.end - run.start - overlap(run, pilotDead)) / samplesPerMs;
      if (length > gap) [gap, gapAt] = [length, run.start / samplesPerMs];
    }
    const pilotGap = Math.max(0, ...pilotDead.map(({ start, end }) => (end - start) / samplesPerMs));
    const peak = left.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    return { gap, gapAt, pilotGap, peak, length: left.length / samplesPerMs };
  },

  /** Plays a tone like a call's, from now on. */
  playTone() {
    tone = play(440, 0.3, [0, 1]);
  },

  /** Silences that tone for exactly so many ms; resolves when that is over. */
  punchHole(milliseconds) {
    const start = context.currentTime + 0.2;
    tone.setValueAtTime(0, start);
    tone.setValueAtTime(0.3, start + milliseconds / 1_000);
    return new Promise((resolve) => setTimeout(resolve, 300 + milliseconds));
  },

  async close() {
    for (const track of capture.getTracks()) track.stop();
    await context.close();
  },
};

function play(frequency, gain, channels) {
  const oscillator = new OscillatorNode(context, { frequency });
  const level = new GainNode(context, { gain });
  const merger = new ChannelMergerNode(context, { numberOfInputs: 2 });
  oscillator.connect(level);
  for (const channel of channels) level.connect(merger, 0, channel);
  merger.connect(context.destination);
  oscillator.start();
  return level.gain;
}

function asked(question) {
  return new Promise((resolve) => {
    ring.port.onmessage = ({ data: answer }) => resolve(answer);
    ring.port.postMessage(question);
  });
}

function* runs(length, holds) {
  for (let start = 0; start < length; ++start) {
    if (!holds(start)) continue;
    let end = start;
    while (end < length && holds(end)) ++end;
    yield { start, end };
    start = end;
  }
}

const longRuns = (length, holds) =>
  [...runs(length, holds)].filter(({ start, end }) => end - start > shortestPilotGapMs * samplesPerMs);

const overlap = (run, others) =>
  others.reduce(
    (sum, { start, end }) => sum + Math.max(0, Math.min(run.end, end) - Math.max(run.start, start)),
    0,
  );

window.ear = ear;
