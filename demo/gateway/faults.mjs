// Keeps the faults that wait to happen. The rooms that have to misbehave ask here; nothing acts by itself.
// Knows nothing of how a fault is carried out.

export class Faults {
  #refusedUntil = 0;
  #counted = new Map();
  #withheld = [];
  #delays = [];

  get refusesConnections() {
    return performance.now() < this.#refusedUntil;
  }

  refuse(milliseconds) {
    this.#refusedUntil = performance.now() + milliseconds;
  }

  /** Arms a fault for the next `times` occasions, of one login or of any. */
  arm(name, { times = 1, login, ...details } = {}) {
    const waiting = this.#counted.get(name) ?? [];
    this.#counted.set(name, [...waiting, { times, login, details }]);
  }

  /** Uses up one armed occasion: its details, or undefined when nothing is armed. */
  take(name, login) {
    const waiting = this.#counted.get(name) ?? [];
    const fault = waiting.find((armed) => armed.times > 0 && applies(armed, login));
    if (!fault) return undefined;
    fault.times -= 1;
    return fault.details;
  }

  withhold({ method, login }) {
    this.#withheld.push({ method, login });
  }

  release({ method } = {}) {
    this.#withheld = method ? this.#withheld.filter((entry) => entry.method !== method) : [];
  }

  withholds(method, login) {
    return this.#withheld.some((entry) => entry.method === method && applies(entry, login));
  }

  /** Every frame of that direction comes so much later, in its order. */
  delay({ milliseconds, direction = 'out', login }) {
    this.#delays = this.#delays.filter((entry) => entry.direction !== direction || entry.login !== login);
    if (milliseconds > 0) this.#delays.push({ milliseconds, direction, login });
  }

  delayOf(direction, login) {
    return (
      this.#delays.find((entry) => entry.direction === direction && applies(entry, login))?.milliseconds ?? 0
    );
  }

  disarm() {
    this.#refusedUntil = 0;
    this.#counted.clear();
    this.#withheld = [];
    this.#delays = [];
  }
}

const applies = (entry, login) => entry.login === undefined || entry.login === login;
