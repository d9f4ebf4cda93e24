// The Web Locks of a fake origin, held by its pages.

/** The Web Locks of one origin: each page asks through `of(page)`, and gives back what it holds when it goes. */
export class Locks {
  #holders = new Map();
  #waiting = [];

  of(page) {
    return { request: (name, { signal }, granted) => this.#request({ page, name, signal, granted }) };
  }

  leave(page) {
    for (const [name, holder] of this.#holders) if (holder === page) this.#holders.delete(name);
    this.#waiting = this.#waiting.filter((request) => request.page !== page);
    this.#grant();
  }

  get held() {
    return [...this.#holders.keys()];
  }

  get holders() {
    return [...this.#holders.values()];
  }

  #request(request) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...request, resolve });
      request.signal.addEventListener('abort', () => {
        this.#waiting = this.#waiting.filter(({ signal }) => signal !== request.signal);
        reject(request.signal.reason);
      });
      queueMicrotask(() => this.#grant());
    });
  }

  #grant() {
    for (const { page, name, granted, resolve, signal } of [...this.#waiting]) {
      if (this.#holders.has(name)) continue;
      this.#holders.set(name, page);
      this.#waiting = this.#waiting.filter((request) => request.signal !== signal);
      void Promise.resolve(granted()).then((value) => {
        if (this.#holders.get(name) === page) this.#holders.delete(name);
        resolve(value);
        this.#grant();
      });
    }
  }
}
