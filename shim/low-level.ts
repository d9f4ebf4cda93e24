// What an application may say to the gateway itself: requests, notifications, channels of conferences; and the fields
// of old that nothing here uses. Knows one core at most, and no call.

import { CallDefaults } from './defaults.js';
import { errorOf, notThere } from './errors.js';
import { isolated, SwEvent } from './events.js';
import type { Mirror } from './mirror.js';
import type { AnyFunction } from './options.js';

/** A request as `execute()` takes it; other fields are not read. */
export interface IRawMessage {
  /** What is asked; its JSON-RPC id is chosen by the client. */
  request: {
    /** For example `telnyx_rtc.info`. */
    method: string;
    /** The parameters of the method. Default: none. */
    params?: object;
  };
}

/** The argument of `broadcast()`. */
export interface BroadcastParams {
  /** Where it is said. Required: without one an `Error` is thrown. */
  channel?: string;
  /** What is said: any JSON object. */
  data?: object;
  /** Which node of the service is to take it; any, if left out. */
  nodeId?: string;
  /** Ignored. */
  protocol?: string;
}

/** The argument of `subscribe()` and `unsubscribe()`. */
export interface SubscribeParams {
  /** The names of the channels. */
  channels?: string[];
  /** Gets the parameters of each event of these channels. */
  handler?: AnyFunction;
  /** Which node of the service is to take the request; any, if left out. */
  nodeId?: string;
  /** Ignored. */
  protocol?: string;
}

/** The part of a client that speaks to the gateway in the gateway's words. */
export abstract class LowLevel extends CallDefaults {
  /** The gateway's session; empty before the first login. */
  sessionid = '';
  /** The channels that are subscribed, and who gets their events. */
  subscriptions: { [channel: string]: any } = {}; // eslint-disable-line @typescript-eslint/no-explicit-any -- as in the reference
  /** Used by nothing; kept for code that reads it. Undefined. */
  nodeid!: string;
  /** Used by nothing; kept for code that reads it. Undefined. */
  master_nodeid!: string;
  /** Used by nothing; kept for code that reads it. Undefined. */
  signature!: string;
  /** Used by nothing; kept for code that reads it. */
  relayProtocol = 'verto-protocol';
  /** Used by nothing; kept for code that reads it. */
  contexts: string[] = [];
  /** Used by nothing; kept for code that reads it. Calls are recovered whatever it says. */
  autoRecoverCalls = true;
  /** Used by nothing; kept for code that compares with it. */
  timeoutErrorCode = -329990;
  /** Used by nothing; kept for code that compares with it: JSON-RPC's "method not found". */
  invalidMethodErrorCode = -32601;
  /** Used by nothing; kept for code that compares with it. */
  authenticationRequiredErrorCode = -32000;

  /** @internal */
  protected mirror: Mirror | null = null;

  /**
   * Sends a request of the application's own; its id is chosen here.
   * @returns What the gateway answers.
   * @throws (rejects) 44102, or what the gateway refuses it with.
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- applications name the type they expect
  async execute({ request: { method, params = {} } }: IRawMessage): Promise<any> {
    if (!this.mirror) throw errorOf(44102);
    return this.mirror.request(method, params);
  }

  /**
   * Sends a text that is JSON-RPC: a notification, or a request, whose answer nobody gets.
   * @throws 44102 when the client is not registered, 49101 for any other text.
   */
  executeRaw(text: string): void {
    const { id, method, params = {} } = parsed(text);
    if (typeof method !== 'string') throw notThere('Sending what is not JSON-RPC');
    if (!this.isRegistered) throw errorOf(44102);
    if (id === undefined) this.mirror!.notice(method, params);
    else this.execute({ request: { method, params } }).catch(unsaid);
  }

  /** Says something on a channel. Nobody tells whether it arrived. */
  broadcast({ channel, data, nodeId }: BroadcastParams): void {
    if (!channel) throw new Error('A broadcast needs a channel');
    this.onChannels('broadcast', channel, nodeId, { data }).catch(unsaid);
  }

  /**
   * Subscribes to channels, those left out that are subscribed already.
   * @returns What the gateway answers; `{}` if nothing was left to ask for.
   * @throws (rejects) as `execute()`.
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- applications name the type they expect
  async subscribe({ channels = [], handler, nodeId }: SubscribeParams): Promise<any> {
    const wanted = channels.filter((channel) => channel && !this.isSubscribed(channel));
    if (!wanted.length) return {};
    const answer = await this.onChannels('subscribe', wanted, nodeId);
    for (const channel of listed(answer.subscribedChannels)) this.subscriptions[channel] = handler ?? {};
    return answer;
  }

  /** Leaves channels, those left out that are not subscribed. As `subscribe()`. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- applications name the type they expect
  async unsubscribe({ channels = [], nodeId }: SubscribeParams): Promise<any> {
    const wanted = channels.filter((channel) => this.isSubscribed(channel));
    if (!wanted.length) return {};
    const answer = await this.onChannels('unsubscribe', wanted, nodeId);
    const { unsubscribedChannels, notSubscribedChannels } = answer;
    for (const channel of [...listed(unsubscribedChannels), ...listed(notSubscribedChannels)]) {
      delete this.subscriptions[channel];
    }
    return answer;
  }

  /** The same as `broadcast()`. */
  vertoBroadcast(params: BroadcastParams): void {
    this.broadcast(params);
  }

  /** The same as `subscribe()`. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- applications name the type they expect
  vertoSubscribe(params: SubscribeParams): Promise<any> {
    return this.subscribe(params);
  }

  /** The same as `unsubscribe()`. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- applications name the type they expect
  vertoUnsubscribe(params: SubscribeParams): Promise<any> {
    return this.unsubscribe(params);
  }

  /**
   * Not there yet.
   * @throws (rejects) 49101
   */
  speedTest(bytes: number): Promise<unknown>;
  speedTest(): Promise<unknown> {
    return Promise.reject(notThere('speedTest()'));
  }

  /** @internal Whether the gateway takes what is said. */
  abstract get isRegistered(): boolean;

  /** @internal Whether anybody wants what the gateway says. */
  get wantsMessages(): boolean {
    return this.isHeard(SwEvent.SocketMessage) || Object.keys(this.subscriptions).length > 0;
  }

  /** @internal What the gateway said. */
  hearMessage(message: { params?: { eventChannel?: unknown } | null } | null): void {
    this.emit(SwEvent.SocketMessage, message);
    const params = message?.params;
    const channel = params?.eventChannel;
    if (typeof channel !== 'string' || !this.isSubscribed(channel)) return;
    const handler: unknown = this.subscriptions[channel];
    if (typeof handler === 'function')
      isolated(channel, () => (handler as (event: unknown) => unknown)(params));
  }

  private isSubscribed(channel: string): boolean {
    return Object.hasOwn(this.subscriptions, channel);
  }

  private async onChannels(
    what: string,
    eventChannel: string | string[],
    targetNodeId: string | undefined,
    more: object = {},
  ): Promise<Record<string, unknown>> {
    const params = {
      sessid: this.sessionid,
      eventChannel,
      ...more,
      ...(targetNodeId && { targetNodeId }),
    };
    const request = { method: `telnyx_rtc.${what}`, params };
    return ((await this.execute({ request })) ?? {}) as Record<string, unknown>;
  }
}

/** A message in a text; nothing where there is none. */
function parsed(text: string): { id?: unknown; method?: unknown; params?: object } {
  try {
    return (JSON.parse(text) ?? {}) as object;
  } catch {
    return {};
  }
}

const listed = (channels: unknown) => (Array.isArray(channels) ? (channels as string[]) : []);

const unsaid = (error: unknown) => console.debug('A message was not sent', error);
