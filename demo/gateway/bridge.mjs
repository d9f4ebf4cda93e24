// Keeps the audio between the two ends of a call: who hears whom, and nobody while one of them is held.
// Each end is a leg or an extension: `voice`, `held`, `play(track)`, and the event `voice` when either changed.
// Knows nothing of frames; no description ever crosses it.

export class Bridge {
  #ends;
  #silence;
  #flow = () => this.#connect();

  constructor(one, other, silence) {
    this.#ends = [one, other];
    this.#silence = silence;
    for (const end of this.#ends) end.on('voice', this.#flow);
    this.#flow();
  }

  close() {
    for (const end of this.#ends) end.off('voice', this.#flow);
  }

  #connect() {
    const [one, other] = this.#ends;
    const open = !one.held && !other.held;
    one.play((open && other.voice) || this.#silence);
    other.play((open && one.voice) || this.#silence);
  }
}
