// Event names, what comes with them, and the listeners. A listener may throw, add and remove listeners, and
// call anything. Knows nothing of what the events mean.

import type { Call, EndReason } from './call.js';
import type { AnyFunction } from './options.js';
import type { AudioStats, ReconnectReason } from './surface.js';

/** The names of all events. */
export enum SwEvent {
  /** The socket is open, the login is on its way. Payload: the browser's `Event`. */
  SocketOpen = 'telnyx.socket.open',
  /** The socket is closed. Payload: `ISocketCloseEvent`. */
  SocketClose = 'telnyx.socket.close',
  /** The socket failed; `telnyx.error` 45002 came just before. Payload: `ISocketErrorEvent`. */
  SocketError = 'telnyx.socket.error',
  /** A message of the gateway. Payload: the message, parsed. */
  SocketMessage = 'telnyx.socket.message',
  /** Kept for code that names it; never emitted. */
  SpeedTest = 'telnyx.internal.speedtest',
  /** Kept for code that names it; never emitted. */
  SocketActivity = 'telnyx.internal.socketActivity',
  /** Registered: calls can be placed and arrive. Once per socket. Payload: `IReadyEvent`. */
  Ready = 'telnyx.ready',
  /** An attempt to reconnect is scheduled, or comes sooner. Payload: `IReconnectingEvent`. */
  Reconnecting = 'telnyx.reconnecting',
  /** Registered again, and what became of every call is known. Payload: `IRecoveredEvent`. */
  Recovered = 'telnyx.recovered',
  /** Something failed. Payload: `ITelnyxErrorEvent`. */
  Error = 'telnyx.error',
  /** Something is worth knowing. Payload: `ITelnyxWarningEvent`. */
  Warning = 'telnyx.warning',
  /** News of a call. Payload: `INotification`. */
  Notification = 'telnyx.notification',
  /** What a call sounds like, once a second while it talks. Payload: `IStatsFrame`. */
  StatsFrame = 'telnyx.stats.frame',
  /** Kept for code that names it; never emitted. */
  StatsReport = 'telnyx.stats.report',
  /** Kept for code that names it; never emitted. */
  Messages = 'telnyx.messages',
  /** Kept for code that names it; never emitted. */
  Calls = 'telnyx.calls',
  /** The devices could not be listed. Payload: a `TelnyxError` 42003; what the browser said is its `originalError`. */
  MediaError = 'telnyx.rtc.mediaError',
  /** A call's peer connection failed; warning 33004 follows. Payload: `{ warning, error, sessionId }`. */
  PeerConnectionFailureError = 'telnyx.rtc.peerConnectionFailureError',
  /** Kept for code that names it; never emitted. */
  PeerConnectionSignalingStateClosed = 'telnyx.rtc.peerConnectionSignalingStateClosed',
  /** A message of an AI conversation. Payload: `{ method, params }`. */
  AIConversationMessage = 'telnyx.ai.conversation',
}

/** The values of `INotification.type`. */
export const NOTIFICATION_TYPE: Record<NotificationName, string> = {
  generic: 'event',
  'telnyx_rtc.display': 'participantData',
  'telnyx_rtc.attach': 'participantData',
  conferenceUpdate: 'conferenceUpdate',
  callUpdate: 'callUpdate',
  vertoClientReady: 'vertoClientReady',
  userMediaError: 'userMediaError',
  peerConnectionFailureError: 'peerConnectionFailureError',
  signalingStateClosed: 'signalingStateClosed',
};

type NotificationName =
  | 'generic'
  | 'telnyx_rtc.display'
  | 'telnyx_rtc.attach'
  | 'conferenceUpdate'
  | 'callUpdate'
  | 'vertoClientReady'
  | 'userMediaError'
  | 'peerConnectionFailureError'
  | 'signalingStateClosed';

/** The payload of `telnyx.notification`. */
export interface INotification {
  /** `callUpdate` (the one to use: the call changed its state), or another of `NOTIFICATION_TYPE`. */
  type: string;
  /** The call it is about; always there for `callUpdate`. */
  call?: Call;
  /** For `userMediaError` what the browser said, for `peerConnectionFailureError` the failure. */
  error?: Error;
  /** For `userMediaError`: the name of the code, for example `MEDIA_MICROPHONE_PERMISSION_DENIED`. */
  errorName?: string;
  /** For `userMediaError`: the message of the `TelnyxError`. */
  errorMessage?: string;
  /** For `participantData`: the name to show for the other party; may be empty. */
  displayName?: string;
  /** For `participantData`: the number to show for the other party, also `call.extension`; may be empty. */
  displayNumber?: string;
  /** For `participantData`: `inbound` or `outbound`, seen from this side. */
  displayDirection?: string;
}

/** The payload of `telnyx.ready`. */
export interface IReadyEvent {
  /** `vertoClientReady`. */
  type: string;
  /** What the gateway called the state, when it said so in a message of its own. */
  state?: string;
}

/** The payload of `telnyx.reconnecting`. */
export interface IReconnectingEvent {
  /** Which attempt since the last registration; the first is 1. One that comes sooner keeps its number. */
  attempt: number;
  /** How many are made at most; 0: no limit. */
  maxAttempts: number;
  /** Milliseconds until it is made. */
  delay: number;
  /** When it is made, in milliseconds since the epoch. */
  nextAttemptAt: number;
  /** Why: what was noticed, or who wanted the attempt sooner. */
  reason: ReconnectReason;
  /** The calls that wait to be re-attached. */
  calls: Call[];
  /**
   * When the gateway forgets the first of these calls, or the session if there are none, in milliseconds since
   * the epoch. null before the first login.
   */
  deadline: number | null;
}

/** The payload of `telnyx.recovered`. */
export interface IRecoveredEvent {
  /** Milliseconds from the loss to now. */
  outage: number;
  /** How many sockets were tried. */
  attempts: number;
  /** The calls that go on. */
  recovered: Call[];
  /** The calls that ended, and why. */
  lost: {
    /** Its `id` before it ended. */
    callId: string;
    /** As `call.endReason` said. */
    endReason: EndReason;
  }[];
}

/** The payload of `telnyx.stats.frame`: once a second for each call that talks, as far as somebody listens. */
export interface IStatsFrame extends AudioStats {
  /** The call that sounds like this. */
  callId: string;
  /** Seconds, as the far end reports it of what it receives; 0 until it has. */
  jitter: number;
  /** Seconds; `Infinity` until the far end has reported it. */
  rtt: number;
  /** 1 to 5, by the E-model (ITU-T G.107) from jitter, round trip and the loss so far; never NaN. */
  mos: number;
  /** null until something was received. */
  quality: 'excellent' | 'good' | 'fair' | 'poor' | 'bad' | null;
}

/** The payload of `telnyx.socket.close`. */
export interface ISocketCloseEvent {
  /** The socket's own, or one like it when the socket was given up: its own may come minutes later. */
  event: CloseEvent;
  /** Which socket of this client; the first is 1. */
  socketGeneration: number;
  /** The code of RFC 6455: 1000 for an orderly end, 1005 when none was given, 1006 when the socket broke. */
  code: number;
  /** What the closing side said; usually empty. */
  reason: string;
  /** Whether both sides agreed to close. */
  wasClean: boolean;
}

/** The payload of `telnyx.socket.error`. */
export interface ISocketErrorEvent {
  /** The browser's event. By design of the browsers it does not say what went wrong. */
  error: Event;
  /** The gateway's session; empty before the first login. */
  sessionId: string;
  /** Which socket of this client; the first is 1. */
  socketGeneration: number;
  /** Always `error`. */
  type: 'error';
  /** What can be said of it in words. */
  message: string;
}

/** What `on()` takes for names that have no typed form. */
export type Listener = AnyFunction;

interface Registration {
  readonly listener: Listener;
  removed: boolean;
}

/** The listeners of one scope, by event name. */
export class Listeners {
  private readonly byName = new Map<string, Registration[]>();

  add(name: string, listener: Listener): void {
    if (typeof listener !== 'function') return;
    const registered = this.byName.get(name);
    if (registered) registered.push({ listener, removed: false });
    else this.byName.set(name, [{ listener, removed: false }]);
  }

  /** Removes every registration of this listener, or all of the name. */
  remove(name: string, listener?: Listener): void {
    const kept = (this.byName.get(name) ?? []).filter((registration) => {
      registration.removed = !listener || registration.listener === listener;
      return !registration.removed;
    });
    if (kept.length) this.byName.set(name, kept);
    else this.byName.delete(name);
  }

  clear(): void {
    for (const name of [...this.byName.keys()]) this.remove(name);
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  /** Runs the listeners, the newest first, as they are now: one added meanwhile waits, one removed is skipped. */
  emit(name: string, event: unknown): void {
    for (const registration of [...(this.byName.get(name) ?? [])].reverse()) {
      const listen = registration.listener as (event: unknown) => unknown;
      if (!registration.removed) isolated(name, () => listen(event));
    }
  }
}

/** Listeners of `TelnyxRTC.on`: they hear every client of the page, after the client's own. */
export const pageListeners = /* @__PURE__ */ new Listeners();

/** Runs what the application gave us. What it throws is its own: reported, and harming nobody. */
export function isolated(what: string, run: () => unknown): void {
  try {
    run();
  } catch (error) {
    console.error(`A listener of ${what} threw`, error);
  }
}
