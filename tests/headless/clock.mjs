// Time that passes when a test says so: timers, Date.now() and performance.now() of the page under test.

const nextTurn = globalThis.setImmediate;

export class Clock {
  #now = 0;
  #wall;
  #next = 1;
  #timers = new Map();

  constructor(wall = Date.UTC(2025, 0, 1)) {
    this.#wall = wall;
  }

  /** What a page finds instead of its own timers and clocks. */
  globals() {
    return {
      setTimeout: (run, delay = 0) => this.#start(run, delay, 0),
      setInterval: (run, delay = 0) => this.#start(run, delay, delay),
      clearTimeout: (id) => void this.#timers.delete(id),
      clearInterval: (id) => void this.#timers.delete(id),
      performance: { now: () => this.#now, timeOrigin: this.#wall },
    };
  }

  get now() {
    return this.#now;
  }

  get wall() {
    return this.#wall + this.#now;
  }

  /** How many timers wait. */
  get timers() {
    return this.#timers.size;
  }

  /** Lets everything happen that needs no time. */
  async settle() {
    for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => nextTurn(resolve));
  }

  /** Lets time pass, and every timer run when it is due. */
  async advance(milliseconds) {
    const end = this.#now + milliseconds;
    await this.settle();
    for (let due = this.#earliest(end); due; due = this.#earliest(end)) {
      const [id, timer] = due;
      this.#now = Math.max(this.#now, timer.at);
      if (timer.every) timer.at += timer.every;
      else this.#timers.delete(id);
      timer.run();
      await this.settle();
    }
    this.#now = end;
  }

  #start(run, delay, every) {
    const id = this.#next++;
    this.#timers.set(id, { run, at: this.#now + Math.max(0, delay), every });
    return id;
  }

  #earliest(end) {
    return [...this.#timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
  }
}
