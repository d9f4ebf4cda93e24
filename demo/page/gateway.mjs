// Keeps what the page knows of the gateway on this machine, if there is one: where it is, who is signed in, and
// how to have it misbehave. Knows nothing of the phone.

export class Gateway {
  #control;

  /** Asks the server of this page; undefined where the page is served without a gateway. */
  static async find() {
    const reply = await fetch('gateway.json').catch(() => undefined);
    return reply?.ok ? new Gateway(await reply.json()) : undefined;
  }

  constructor({ url, control }) {
    this.url = url;
    this.#control = control;
  }

  /** A name that nobody uses yet: so that two tabs need no thought. */
  async freeName() {
    const taken = new Set(
      (await this.#status()).sessions.filter(({ online }) => online).map(({ login }) => login),
    );
    return ['alice', 'bob', 'carol', 'dave'].find((name) => !taken.has(name)) ?? '';
  }

  /** Cuts the TCP connection of that session. */
  async cut(sessionId) {
    return this.#order('cut', await this.#whose(sessionId));
  }

  /** Neither reads nor writes on it any more, and keeps it open. */
  async fallSilent(sessionId) {
    return this.#order('fallSilent', await this.#whose(sessionId));
  }

  /** Cuts it and lets nobody connect for a time. */
  async goAway(sessionId, milliseconds) {
    await this.#order('refuseConnections', { milliseconds });
    return this.cut(sessionId);
  }

  async #whose(sessionId) {
    const session = (await this.#status()).sessions.find(({ id }) => id === sessionId);
    return { login: session?.login };
  }

  async #status() {
    return (await fetch(`${this.#control}/status`)).json();
  }

  // Sent as plain text: JSON would have the browser ask for permission first.
  async #order(what, how) {
    const reply = await fetch(`${this.#control}/${what}`, { method: 'POST', body: JSON.stringify(how) });
    if (!reply.ok) throw new Error(`The gateway would not ${what}: ${reply.status}`);
  }
}
