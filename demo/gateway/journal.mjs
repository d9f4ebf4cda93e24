// Keeps what happened on the wire: one outline per frame, in order, the latest few thousand.
// Knows no content: outlines come without descriptions and secrets.

const capacity = 5_000;

export class Journal {
  #entries = [];
  #count = 0;

  add(entry) {
    this.#entries.push({ number: ++this.#count, at: Date.now(), ...entry });
    if (this.#entries.length > capacity) this.#entries.splice(0, capacity / 10);
  }

  /**
   * @param {object} [only] filters: `after` (an entry's number), `login`, `method`, `direction`, `kind`
   */
  entries({ after = 0, ...only } = {}) {
    const wanted = Object.entries(only).filter(([, value]) => value !== undefined);
    return this.#entries.filter(
      (entry) => entry.number > Number(after) && wanted.every(([name, value]) => entry[name] === value),
    );
  }
}
