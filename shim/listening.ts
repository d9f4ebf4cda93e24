// Who listens to a client: its own listeners, and those of the page, which hear every client. Knows nothing of the
// client beside that it tells something.

import type { ITelnyxErrorEvent, ITelnyxWarningEvent } from './errors.js';
import {
  Listeners,
  pageListeners,
  type INotification,
  type IReconnectingEvent,
  type IRecoveredEvent,
  type IStatsFrame,
  type Listener,
  type SwEvent,
} from './events.js';

/** What can be listened to: the part of a client that tells. */
export abstract class Listening {
  private readonly listeners = new Listeners();

  /** Adds a listener. The one added last runs first; what one throws is reported and harms nobody. */
  on(name: SwEvent.Error | 'telnyx.error', listener: (event: ITelnyxErrorEvent) => void): this;
  on(name: SwEvent.Warning | 'telnyx.warning', listener: (event: ITelnyxWarningEvent) => void): this;
  on(name: SwEvent.Notification | 'telnyx.notification', listener: (event: INotification) => void): this;
  on(name: SwEvent.Reconnecting | 'telnyx.reconnecting', listener: (event: IReconnectingEvent) => void): this;
  on(name: SwEvent.Recovered | 'telnyx.recovered', listener: (event: IRecoveredEvent) => void): this;
  on(name: SwEvent.StatsFrame | 'telnyx.stats.frame', listener: (event: IStatsFrame) => void): this;
  on(name: string, listener: Listener): this;
  on(name: string, listener: Listener): this {
    this.listeners.add(name, listener);
    return this;
  }

  /** Removes a listener, or all of that name. */
  off(name: SwEvent.Error | 'telnyx.error', listener?: (event: ITelnyxErrorEvent) => void): this;
  off(name: SwEvent.Warning | 'telnyx.warning', listener?: (event: ITelnyxWarningEvent) => void): this;
  off(name: SwEvent.Notification | 'telnyx.notification', listener?: (event: INotification) => void): this;
  off(
    name: SwEvent.Reconnecting | 'telnyx.reconnecting',
    listener?: (event: IReconnectingEvent) => void,
  ): this;
  off(name: SwEvent.Recovered | 'telnyx.recovered', listener?: (event: IRecoveredEvent) => void): this;
  off(name: SwEvent.StatsFrame | 'telnyx.stats.frame', listener?: (event: IStatsFrame) => void): this;
  off(name: string, listener?: Listener): this;
  off(name: string, listener?: Listener): this {
    this.listeners.remove(name, listener);
    return this;
  }

  /** Removes all listeners of this client. */
  removeAllListeners(): this {
    this.listeners.clear();
    return this;
  }

  /** Adds a listener for every client of the page; it runs after those of the client. */
  static on(name: string, listener: Listener): void {
    pageListeners.add(name, listener);
  }

  /** Removes all listeners of that name that were added for every client. */
  static off(name: string): void {
    pageListeners.remove(name);
  }

  /** @internal */
  emit(name: string, event: unknown): void {
    this.listeners.emit(name, event);
    pageListeners.emit(name, event);
  }

  /** @internal Whether anybody listens. */
  isHeard(name: string): boolean {
    return this.listeners.has(name) || pageListeners.has(name);
  }
}
