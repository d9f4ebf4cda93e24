// Every name that `holdfast-rtc/external` exports: those of the package, `ready()`, and a client that waits for the
// core. Decides nothing but in which order.

import { TelnyxRTC as Client } from './client.js';
import { isLoaded, ready } from './fetched.js';
import type { IClientOptions, ILoginOptions } from './options.js';

export * from './index.js';
export { ready, type IReadyOptions } from './fetched.js';

/**
 * A client: signs in, places and receives calls, and keeps them through lost sockets. Here it begins to load the core
 * when it is constructed. Until that is there, `newCall()` throws 45001, which names `ready()`.
 */
export class TelnyxRTC extends Client {
  private wish = 0;

  /**
   * Opens no socket, but begins to load the core, if nothing has; `ready({ url })` before says from where.
   * @throws TelnyxError `Invalid init options` without credentials.
   */
  constructor(options: IClientOptions) {
    super(options);
    // Whoever waits for it tries again, and tells.
    ready().catch(() => {});
  }

  /** As in the package's other entries; waits for the core first. */
  override connect(): Promise<void> {
    return this.onceLoaded(() => super.connect());
  }

  /** As in the package's other entries; waits for the core first. */
  override login(options?: ILoginOptions): Promise<void> {
    return this.onceLoaded(() => super.login(options));
  }

  override disconnect(): Promise<void> {
    this.wish += 1;
    return super.disconnect();
  }

  private async onceLoaded(act: () => Promise<void>): Promise<void> {
    if (!isLoaded()) {
      const { wish } = this;
      await ready().catch(() => {});
      // What was wished before disconnect() is wished no more.
      if (wish !== this.wish) return;
    }
    return act();
  }
}
