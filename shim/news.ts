// What the application is still to be told, in the order of the core: the queue, and how each error, warning, notification
// and event is told. In that queue the mirror of a call changes first and the event follows, one at a time, whatever the
// listeners call meanwhile. Does not know the core, nor where what it is told comes from.

import type { Call } from './call.js';
import { SDK_ERRORS } from './catalog.js';
import type { TelnyxRTC } from './client.js';
import type { IAIConversationMessageEvent } from './conversation.js';
import {
  errorEvent,
  errorOf,
  mediaRecoveryEvent,
  saidBy,
  warningEvent,
  warningOf,
  type ITelnyxWarningEvent,
  type TelnyxError,
} from './errors.js';
import { isolated, SwEvent, type INotification } from './events.js';
import { mediaErrorOf, notificationOf, severalCalls, statsFrame } from './notification.js';
import type { CallKey, Core, LostCall, MediaRetryStep, ScheduledAttempt } from './surface.js';

/** What a warning is about, if it is about a call. */
type About = { readonly id: string } | undefined;

/** The part of a mirror that tells the application. */
export abstract class News {
  /** What the gateway said when it refused a login last. */
  refusal = { code: 46001, message: '' };
  protected readonly calls = new Map<CallKey, Call>();
  /** What the browser said when it would not open a device, until the core has judged it. */
  protected readonly mediaErrors = new Map<CallKey, unknown>();
  protected ended = false;
  protected readonly queue: (() => void)[] = [];
  private delivering = false;
  /** The error of a socket, until the error of the core that explains it was told. */
  private socketError: (() => void) | null = null;

  protected constructor(readonly client: TelnyxRTC) {}

  /** Tells the core a fact. False when the session is over and nobody heard it. */
  abstract tell(fact: (core: Core) => void): boolean;

  /** Emits a warning of our own making, in turn with what the core says. */
  warn(code: number, call: About, more: object = {}): void {
    this.later(() => this.tellWarning(code, call, more));
  }

  /** The same, when no turn of the core's is to come. */
  warnNow(...warning: Parameters<News['warn']>): void {
    this.warn(...warning);
    this.deliver();
  }

  /** Everything that follows from one fact is known: the application's turn. */
  deliver(): void {
    this.socketError = null;
    if (this.delivering) return;
    this.delivering = true;
    for (let next = this.queue.shift(); next; next = this.queue.shift()) isolated('the client', next);
    this.delivering = false;
  }

  // ---- the client -------------------------------------------------------------------------------------

  clientReady(gatewayState: string): void {
    this.later(() => this.client.emit(SwEvent.Ready, { type: 'vertoClientReady', state: gatewayState }));
  }

  reconnecting(scheduled: ScheduledAttempt, keys: CallKey[]): void {
    const calls = this.named(keys);
    this.later(() => this.client.emit(SwEvent.Reconnecting, { ...scheduled, calls }));
  }

  recovered(outage: number, attempts: number, keys: CallKey[], lost: LostCall[]): void {
    const recovered = this.named(keys);
    this.later(() => this.client.emit(SwEvent.Recovered, { outage, attempts, recovered, lost }));
  }

  frameSeen(text: string): void {
    this.later(() => {
      const { client } = this;
      if (client.wantsMessages)
        client.hearMessage(JSON.parse(text) as Parameters<typeof client.hearMessage>[0]);
    });
  }

  conversationHeard(frame: string): void {
    this.later(() => {
      const { method, params, voice_sdk_id } = JSON.parse(frame) as Partial<IAIConversationMessageEvent>;
      this.client.emit(SwEvent.AIConversationMessage, { method, params, voice_sdk_id });
    });
  }

  errorRaised(
    code: number,
    key: CallKey,
    message: string,
    gatewayCode: number | null,
    fatal: boolean,
    callId = '',
  ): void {
    const call = this.calls.get(key);
    this.later(() => {
      const error = errorOf(code, { originalError: saidBy(message, gatewayCode), fatal });
      if (isMediaError(code)) this.tellMediaError(call, error, this.mediaErrors.get(key));
      this.client.emit(SwEvent.Error, errorEvent(error, this.client.sessionid, call?.id ?? callId));
    });
    if (code === 45002 && this.socketError) this.later(this.socketError);
    if (code === 46001) this.refusal = { code: gatewayCode ?? code, message };
  }

  mediaRetry(key: CallKey, step: MediaRetryStep, code: number, message: string, retryDeadline: number): void {
    const call = this.calls.get(key);
    this.later(() => {
      const { onSuccess, onError } = this.client.options.mediaPermissionsRecovery ?? {};
      const originalError = saidBy(message, null);
      if (step === 'succeeded') {
        isolated('onSuccess', () => onSuccess?.());
      } else if (step === 'failed') {
        isolated('onError', () => onError?.(errorOf(code, { originalError })));
      } else {
        const error = errorOf(code, { originalError, fatal: false });
        const event = mediaRecoveryEvent(error, {
          sessionId: this.client.sessionid,
          callId: call?.id ?? '',
          retryDeadline,
          resume: () => void this.tell((core) => core.resumeMedia(key)),
          reject: () => void this.tell((core) => core.rejectMedia(key)),
        });
        this.client.emit(SwEvent.Error, event);
      }
    });
  }

  warningRaised(code: number, key: CallKey, reason: string, source: string, frame?: unknown): void {
    const call = this.calls.get(key);
    this.later(() => {
      if (code === 33004) this.tellPeerFailure(call);
      this.tellWarning(code, call, {
        ...(reason && { reason }),
        ...(source && { source }),
        ...(code === 35002 && { params: paramsOf(frame as string) }),
        ...(code === 33009 && { deviceId: call?.wantedMicrophone }),
      });
    });
  }

  // ---- the socket -------------------------------------------------------------------------------------

  socketOpened(event: Event, socket: number): void {
    this.later(() => {
      this.client.connection.opened(event.target, socket);
      this.client.emit(SwEvent.SocketOpen, event);
    });
  }

  socketErred(error: Event, socketGeneration: number): void {
    this.socketError = () => {
      const { message } = SDK_ERRORS[45002];
      const { sessionid: sessionId } = this.client;
      this.client.emit(SwEvent.SocketError, { error, sessionId, socketGeneration, type: 'error', message });
    };
  }

  socketAbandoned(socket: number): void {
    const wasClean = this.client.connection.closing;
    const code = wasClean ? closedByUs : broken;
    this.later(() => this.tellClosed(socket, closeEvent(code, wasClean)));
  }

  socketClosed(event: CloseEvent, socket: number): void {
    this.later(() => this.tellClosed(socket, event));
  }

  // ---- calls ------------------------------------------------------------------------------------------

  callTold(key: CallKey, type: string, frame: string): void {
    const call = this.calls.get(key);
    this.later(() => this.notify(call, notificationOf(call, type, paramsOf(frame))));
  }

  statsTold(key: CallKey, ...told: Parameters<typeof statsFrame>): void {
    const call = this.calls.get(key);
    this.later(() =>
      this.client.emit(SwEvent.StatsFrame, { callId: call?.id ?? '', ...statsFrame(...told) }),
    );
  }

  // ---- for the mirror ---------------------------------------------------------------------------------

  protected later(tell: () => void): void {
    if (!this.ended) this.queue.push(tell);
  }

  // Elements and streams cannot wait for the application's turn; nor may they throw into the core.
  protected touch(work: () => void): void {
    isolated('the page', work);
  }

  /** Does the work at once; what it leads to is delivered when it is done, or when the listener that led here is. */
  protected afterwards(work: () => void): void {
    const { delivering } = this;
    this.delivering = true;
    try {
      work();
    } finally {
      this.delivering = delivering;
      this.deliver();
    }
  }

  protected named(keys: readonly CallKey[]): Call[] {
    return keys.flatMap((key) => this.calls.get(key) ?? []);
  }

  private tellWarning(code: number, call: About, extra: Partial<ITelnyxWarningEvent> = {}): void {
    const warning = warningOf(code);
    if (!warning) return;
    const about = { sessionId: this.client.sessionid, ...(call && { callId: call.id }), ...extra };
    this.client.emit(SwEvent.Warning, warningEvent(warning, about));
  }

  private tellPeerFailure(call: Call | undefined): void {
    const { sessionid: sessionId } = this.client;
    const warning = warningOf(33004)!;
    const error = new Error(warning.message);
    this.client.emit(SwEvent.PeerConnectionFailureError, { warning, error, sessionId });
    this.notify(call, { type: 'peerConnectionFailureError', error, ...(call && { call }) });
  }

  private tellMediaError(call: Call | undefined, error: TelnyxError, original: unknown): void {
    this.client.emit(SwEvent.MediaError, error);
    this.notify(call, mediaErrorOf(call, error, original));
  }

  protected warnOfOthers(newest: Call): void {
    this.later(() => {
      const calls = this.client.getActiveCalls();
      if (calls.length > 1) this.tellWarning(33010, newest, severalCalls(newest, calls));
    });
  }

  /** A call that has a listener of its own tells nobody else. */
  protected notify(call: Call | undefined, notification: INotification): void {
    if (call?.options.screenShare) return;
    const own = call?.options.onNotification;
    if (typeof own === 'function') {
      call?.listeners.emit(SwEvent.Notification, notification);
      isolated('onNotification', () => own.call(call, notification));
    } else this.client.emit(SwEvent.Notification, notification);
  }

  protected tellClosed(socketGeneration: number, event = closeEvent(broken, false)): void {
    if (!this.client.connection.lost(socketGeneration)) return;
    const { code, reason, wasClean } = event;
    this.client.emit(SwEvent.SocketClose, { event, socketGeneration, code, reason, wasClean });
  }
}

// What a browser reports when a page closes its socket, and when a socket just breaks.
const closedByUs = 1005;
const broken = 1006;

/** The event of a socket whose own is not waited for. */
const closeEvent = (code: number, wasClean: boolean) => new CloseEvent('close', { code, wasClean });

/** The parameters of what the gateway said. */
const paramsOf = (frame: string) =>
  (JSON.parse(frame) as { params?: Record<string, unknown> | null }).params ?? {};

const isMediaError = (code: number) => code > 42000 && code < 43000;
