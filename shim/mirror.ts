// One core of a client, from its first use to the end of disconnect(): what it said last, and the queue of
// what the application is still to be told. In that queue the mirror of a call changes first and the event
// follows, one at a time and in the order of the core, whatever the listeners call meanwhile.
// Decides nothing: it brings what the core says into the shapes that applications know.

import { Call } from './call.js';
import type { TelnyxRTC } from './client.js';
import { CoreHandle } from './core.js';
import { chosenDelay, configOf, expiryOf } from './config.js';
import { mediaOf } from './devices.js';
import { jsonOf, partiesOf, planOf } from './dialog.js';
import { SDK_ERRORS } from './catalog.js';
import {
  errorEvent,
  errorOf,
  mediaRecoveryEvent,
  saidBy,
  type TelnyxError,
  warningEvent,
  warningOf,
  type ITelnyxWarningEvent,
} from './errors.js';
import { isolated, SwEvent, type INotification } from './events.js';
import { mediaErrorOf, notificationOf, severalCalls, statsFrame } from './notification.js';
import type { ICallOptionsInUse } from './options.js';
import type { Left } from './left.js';
import { StoragePlace } from './storage.js';
import { addStep } from './timings.js';
import type {
  CallKey,
  CallMedia,
  CallSnapshot,
  ClientSnapshot,
  Core,
  CoreCredentials,
  CoreHost,
  LostCall,
  ScheduledAttempt,
  MediaRetryStep,
  StoredSession,
  Ticket,
} from './surface.js';

type ElementIds = Pick<Left['calls'][number], 'remoteElement' | 'localElement'>;

/** How something that was asked of the core ended. */
export interface Outcome {
  readonly value: boolean;
  /** 0 when all went well. */
  readonly error: number;
  readonly message: string;
  /** The gateway's answer to a request of the application's own. */
  readonly frame?: string | undefined;
}

export class Mirror implements CoreHost {
  private readonly core: CoreHandle;
  private readonly calls = new Map<CallKey, Call>();
  private readonly waiting = new Map<Ticket, (outcome: Outcome) => void>();
  private readonly queue: (() => void)[] = [];
  private storage: StoragePlace | null = null;
  /** While it is not clear whether the page that left something is gone. */
  private beginning: Promise<void> | null = null;
  private left: Left | null = null;
  private delivering = false;
  /** What the gateway said when it refused a login last. */
  refusal = { code: 46001, message: '' };
  /** What the browser said when it would not open a device, until the core has judged it. */
  private readonly mediaErrors = new Map<CallKey, unknown>();
  private nextKey = 1;
  private nextTicket = 1;
  private ended = false;
  private warnedOfPolicy = false;
  /** The error of a socket, until the error of the core that explains it was told. */
  private socketError: (() => void) | null = null;

  /** Throws a `TelnyxError` where the core cannot be compiled. */
  constructor(readonly client: TelnyxRTC) {
    const { usable, connection } = client;
    // Of a call that comes back after a reload, asked for when it is to be opened.
    const media = new Proxy({} as CallMedia, {
      get: (_, name: keyof CallMedia) => mediaOf(client.callOptions({}))[name],
    });
    const config = configOf(usable, connection.socketGeneration + 1, media, client.recording.room);
    this.core = new CoreHandle(config, this, (error) => this.broke(error));
  }

  // ---- from the client and its calls ------------------------------------------------------------------

  /** Tells the core a fact. False when the session is over and nobody heard it. */
  tell(fact: (core: Core) => void): boolean {
    return this.core.tell(fact);
  }

  /** Tells the core a fact that has an outcome. */
  ask(fact: (core: Core, ticket: Ticket) => void): Promise<Outcome> {
    const ticket = this.nextTicket++;
    return new Promise((resolve) => {
      this.waiting.set(ticket, resolve);
      if (!this.tell((core) => fact(core, ticket))) this.settle(ticket, lost);
    });
  }

  /** Sends a request of the application's own. Rejects with what the gateway refused it with. */
  async request(method: string, params: object): Promise<unknown> {
    const outcome = await this.ask((core, ticket) => core.sendRequest(ticket, method, jsonOf(params)));
    const { error, message, frame } = outcome;
    if (!frame) throw errorOf(error || 44102, { originalError: saidBy(message, null) });
    const answer = JSON.parse(frame) as { result?: unknown; error?: unknown };
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- as applications have always known it
    if (answer.error) throw answer.error;
    return answer.result;
  }

  /** Sends what wants no answer. Throws when it cannot be sent now. */
  notice(method: string, params: object): void {
    const sent = this.client.isRegistered && this.tell((core) => core.sendRequest(0, method, jsonOf(params)));
    if (!sent) throw errorOf(44102);
  }

  /** Does what needs to know what an earlier page left: at once if that is known. */
  begin(work: (left: Left | null) => void): void {
    const begun = (left: Left | null) => {
      this.left ??= left;
      this.beginning = null;
      work(left);
    };
    const left = (this.storage ??= new StoragePlace(this.client.usable)).take();
    if (left instanceof Promise) this.beginning = left.then(begun);
    else if (this.beginning) this.beginning = this.beginning.then(() => begun(null));
    else begun(left);
  }

  async logIn(credentials: CoreCredentials): Promise<Outcome> {
    const outcome = await new Promise<Outcome>((resolve) => {
      this.begin((left) => resolve(this.ask((core, ticket) => core.login(ticket, credentials, left))));
    });
    if (outcome.value) this.storage?.move(this.client.usable);
    return outcome;
  }

  /** Makes a call. The application hears of it before this returns. */
  place(options: ICallOptionsInUse): Call {
    const key = this.nextKey;
    this.nextKey += 2;
    const call = new Call(this, key, 'outbound', options);
    this.calls.set(key, call);
    this.client.calls[call.id] = call;
    // What follows from placing it comes after the application has heard of it.
    this.afterwards(() => {
      const state = options.clientState ?? '';
      const headers = jsonOf(options.customHeaders);
      this.tell((core) =>
        core.placeCall(key, call.id, planOf(options), partiesOf(options), state, headers, mediaOf(options)),
      );
      this.notify(call, { type: 'callUpdate', call });
      this.warnOfOthers(call);
    });
    return call;
  }

  /** Emits a warning of our own making, in turn with what the core says. */
  warn(code: number, call: Call | undefined, more: object = {}): void {
    this.later(() => this.tellWarning(code, call, more));
  }

  /** The same, when no turn of the core's is to come. */
  warnNow(...warning: Parameters<Mirror['warn']>): void {
    this.warn(...warning);
    this.deliver();
  }

  /** Gives the core back; nothing of it is alive afterwards, and no promise is left pending. */
  release(): void {
    this.ended = true;
    this.core.dispose();
    this.finish();
  }

  // ---- what the core says of the client ---------------------------------------------------------------

  clientChanged(snapshot: ClientSnapshot): void {
    this.later(() => this.client.hear(snapshot));
  }

  clientReady(gatewayState: string): void {
    this.later(() => this.client.emit(SwEvent.Ready, { type: 'vertoClientReady', state: gatewayState }));
  }

  reconnecting(scheduled: ScheduledAttempt, keys: CallKey[]): void {
    const calls = this.named(keys);
    this.later(() => this.client.emit(SwEvent.Reconnecting, { ...scheduled, calls }));
  }

  askDelay(attempt: number, outageMs: number, callsAtStake: number, lastDelay: number): void {
    this.later(() => {
      const delay = chosenDelay(this.client.options.reconnectPolicy, attempt, {
        outageMs,
        callsAtStake,
        lastDelay,
      });
      if (Number.isNaN(delay) && !this.warnedOfPolicy) {
        this.warnedOfPolicy = true;
        console.warn(
          'reconnectPolicy threw, or returned neither milliseconds nor null; the documented wait is used',
        );
      }
      this.tell((core) => core.delayChosen(attempt, delay));
    });
  }

  askToken(ask: number): void {
    this.later(() => void this.provideToken(ask));
  }

  recovered(outage: number, attempts: number, keys: CallKey[], lost: LostCall[]): void {
    const recovered = this.named(keys);
    this.later(() => this.client.emit(SwEvent.Recovered, { outage, attempts, recovered, lost }));
  }

  frameSeen(text: string): void {
    this.later(() => {
      const name = SwEvent.SocketMessage;
      if (this.client.isHeard(name)) this.client.emit(name, JSON.parse(text));
    });
  }

  stepReached(key: CallKey, step: number, since: number): void {
    const call = this.calls.get(key);
    if (call) addStep(call.timings, step, since);
  }

  conversationHeard(params: string): void {
    this.later(() => {
      const message = { method: 'ai_conversation', params: JSON.parse(params) as unknown };
      this.client.emit(SwEvent.AIConversationMessage, message);
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

  warningRaised(code: number, key: CallKey, reason: string, source: string, params: string): void {
    const call = this.calls.get(key);
    this.later(() => {
      if (code === 33004) this.tellPeerFailure(call);
      this.tellWarning(code, call, {
        ...(reason && { reason }),
        ...(source && { source }),
        ...(params && { params: JSON.parse(params) as unknown }),
        ...(code === 33009 && { deviceId: call?.wantedMicrophone }),
      });
    });
  }

  settled(ticket: Ticket, value: boolean, error: number, message: string, frame?: string): void {
    this.later(() => this.settle(ticket, { value, error, message, frame }));
  }

  // In turn with what changes the mirror: the elements of a call are found by its id.
  store(session: StoredSession): void {
    this.later(() => {
      const calls = session.calls.map((marker) => {
        const call = this.client.calls[marker.id];
        return { ...marker, ...this.elementsOf(marker.id), ...call?.withoutMicrophone(marker) };
      });
      this.storage?.write({ ...session, calls, lock: '' });
    });
  }

  forget(): void {
    this.later(() => (this.storage ??= new StoragePlace(this.client.usable)).forget());
  }

  recorded(bytes: Uint8Array<ArrayBuffer>, full: boolean): void {
    this.client.recording.add(bytes, full);
    if (full) this.warn(39001, undefined);
  }

  // ---- what the core says of the socket ---------------------------------------------------------------

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

  // ---- what the core says of calls --------------------------------------------------------------------

  callChanged(snapshot: CallSnapshot, announce: boolean): void {
    const known = this.calls.get(snapshot.call);
    const call = known ?? this.arrived(snapshot);
    call.hearMutes(snapshot);
    this.later(() => {
      const { calls } = this.client;
      if (calls[call.id] === call && call.id !== snapshot.id) delete calls[call.id];
      call.hear(snapshot);
      calls[call.id] = call;
      if (announce) this.notify(call, { type: 'callUpdate', call });
      if (!known) this.warnOfOthers(call);
      if (snapshot.state === 'destroy') this.remove(snapshot.call, call);
    });
  }

  callTold(key: CallKey, type: string, params: string): void {
    const call = this.calls.get(key);
    this.later(() => this.notify(call, notificationOf(call, type, params)));
  }

  statsTold(key: CallKey, ...told: Parameters<typeof statsFrame>): void {
    const call = this.calls.get(key);
    this.later(() =>
      this.client.emit(SwEvent.StatsFrame, { callId: call?.id ?? '', ...statsFrame(...told) }),
    );
  }

  startTone(key: CallKey, inbound: boolean): void {
    const call = this.calls.get(key);
    this.touch(() => (inbound ? call?.playRingtone() : call?.playRingback()));
  }

  stopTone(key: CallKey): void {
    const call = this.calls.get(key);
    this.touch(() => {
      call?.stopRingtone();
      call?.stopRingback();
    });
  }

  localStreamChanged(key: CallKey, stream: MediaStream | null): void {
    if (stream) this.touch(() => this.calls.get(key)?.hearMicrophone(stream));
  }

  mediaFailed(key: CallKey, error: unknown): void {
    this.mediaErrors.set(key, error);
  }

  watchPeer(key: CallKey, peer: number, stream: MediaStream): void {
    this.touch(() => this.calls.get(key)?.sound.keep(peer, stream));
  }

  switchPeer(key: CallKey, peer: number, connection: RTCPeerConnection, stream: MediaStream | null): void {
    this.touch(() => this.calls.get(key)?.hearPeer(peer, connection, stream));
  }

  peerClosed(key: CallKey, peer: number): void {
    this.touch(() => this.calls.get(key)?.sound.drop(peer));
  }

  /** Everything that follows from one fact is known: the application's turn. */
  deliver(): void {
    this.socketError = null;
    if (this.delivering) return;
    this.delivering = true;
    for (let next = this.queue.shift(); next; next = this.queue.shift()) isolated('the client', next);
    this.delivering = false;
  }

  // ---- our own ----------------------------------------------------------------------------------------

  private later(tell: () => void): void {
    if (!this.ended) this.queue.push(tell);
  }

  // Elements and streams cannot wait for the application's turn; nor may they throw into the core.
  private touch(work: () => void): void {
    isolated('the page', work);
  }

  /** Does the work at once; what it leads to is delivered when it is done, or when the listener that led here is. */
  private afterwards(work: () => void): void {
    const { delivering } = this;
    this.delivering = true;
    try {
      work();
    } finally {
      this.delivering = delivering;
      this.deliver();
    }
  }

  private async provideToken(ask: number): Promise<void> {
    const { options } = this.client;
    let message = 'tokenProvider gave no token';
    try {
      const token: unknown = await options.tokenProvider?.();
      if (this.ended) return;
      if (token && typeof token === 'string') {
        // A core made later begins with it.
        options.login_token = token;
        this.tell((core) => core.tokenProvided(ask, token, expiryOf(token)));
        return;
      }
    } catch (error) {
      message = error instanceof Error ? error.message : String(error);
    }
    this.tell((core) => core.tokenWithheld(ask, message));
  }

  private named(keys: readonly CallKey[]): Call[] {
    return keys.flatMap((key) => this.calls.get(key) ?? []);
  }

  private arrived(snapshot: CallSnapshot): Call {
    const options = this.client.callOptions({ id: snapshot.id, ...this.elementsOf(snapshot.recoveredId) });
    const call = new Call(this, snapshot.call, snapshot.direction, options);
    this.calls.set(snapshot.call, call);
    return call;
  }

  /** Where a call is heard, as far as a later page can find it again. */
  private elementsOf(id: string): ElementIds {
    const { client } = this;
    const call = client.calls[id]?.options ?? this.left?.calls.find((one) => one.id === id);
    // The client's own was resolved when it was set; its id is what another page can find.
    const remote =
      call?.remoteElement === client.remoteElement ? client.remoteElementId : call?.remoteElement;
    const local = call?.localElement === client.localElement ? client.localElementId : call?.localElement;
    return {
      ...(typeof remote === 'string' && { remoteElement: remote }),
      ...(typeof local === 'string' && { localElement: local }),
    };
  }

  private tellWarning(code: number, call: Call | undefined, extra: Partial<ITelnyxWarningEvent> = {}): void {
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

  private warnOfOthers(newest: Call): void {
    this.later(() => {
      const calls = this.client.getActiveCalls();
      if (calls.length > 1) this.tellWarning(33010, newest, severalCalls(newest, calls));
    });
  }

  private remove(key: CallKey, call: Call): void {
    call.release();
    this.calls.delete(key);
    this.mediaErrors.delete(key);
    if (this.client.calls[call.id] === call) delete this.client.calls[call.id];
  }

  /** A call that has a listener of its own tells nobody else. */
  private notify(call: Call | undefined, notification: INotification): void {
    if (call?.options.screenShare) return;
    const own = call?.options.onNotification;
    if (typeof own === 'function') isolated('onNotification', () => own.call(call, notification));
    else this.client.emit(SwEvent.Notification, notification);
  }

  private tellClosed(socketGeneration: number, event: CloseEvent): void {
    if (!this.client.connection.lost(socketGeneration)) return;
    const { code, reason, wasClean } = event;
    this.client.emit(SwEvent.SocketClose, { event, socketGeneration, code, reason, wasClean });
  }

  private settle(ticket: Ticket, outcome: Outcome): void {
    const resolve = this.waiting.get(ticket);
    this.waiting.delete(ticket);
    resolve?.(outcome);
  }

  /** The core is lost by a fault of its own. */
  private broke(error: unknown): void {
    if (this.ended) return;
    this.errorRaised(49001, 0, String(error), null, true);
    this.ended = true;
    this.client.connection.abandon();
    this.finish();
  }

  /** The core is gone; what it did not end is ended from here. */
  private finish(): void {
    this.queue.push(() => {
      for (const [key, call] of [...this.calls]) {
        for (const state of ['hangup', 'destroy'] as const) {
          call.collapse(state);
          this.notify(call, { type: 'callUpdate', call });
        }
        this.remove(key, call);
      }
      for (const ticket of [...this.waiting.keys()]) this.settle(ticket, lost);
      const { hasSocket, socketGeneration } = this.client.connection;
      if (hasSocket) this.tellClosed(socketGeneration, closeEvent(broken, false));
      this.storage?.leave();
      this.client.closed(this);
    });
    this.deliver();
  }
}

// What a browser reports when a page closes its socket, and when a socket just breaks.
const closedByUs = 1005;
const broken = 1006;

/** The event of a socket whose own is not waited for. */
const closeEvent = (code: number, wasClean: boolean) => new CloseEvent('close', { code, wasClean });

const isMediaError = (code: number) => code > 42000 && code < 43000;

const lost: Outcome = { value: false, error: 0, message: '' };
