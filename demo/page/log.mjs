// Keeps the list of what happened, the newest on top, each with its milliseconds since the first or since the
// last moment worth counting from. Knows nothing of what the events mean.

const capacity = 200;

export class Log {
  #list;
  #empty;
  #start;

  constructor(list, empty) {
    this.#list = list;
    this.#empty = empty;
  }

  /** Adds what happened and counts from there on. */
  restart(event) {
    this.#start = performance.now();
    this.add(event).className = 'start';
  }

  add({ name, detail, tone }) {
    this.#start ??= performance.now();
    const entry = document.createElement('li');
    if (tone) entry.dataset.tone = tone;
    const time = document.createElement('time');
    time.textContent = `+${Math.round(performance.now() - this.#start).toLocaleString('en')} ms`;
    const text = document.createElement('span');
    text.append(name);
    if (detail) {
      const more = document.createElement('small');
      more.textContent = ` ${detail}`;
      text.append(more);
    }
    entry.append(time, text);
    this.#list.prepend(entry);
    while (this.#list.children.length > capacity) this.#list.lastElementChild.remove();
    this.#empty.hidden = true;
    return entry;
  }

  clear() {
    this.#list.replaceChildren();
    this.#empty.hidden = false;
    this.#start = undefined;
  }
}
