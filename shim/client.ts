// The client as an application sees it: its session, its calls, and what the core said of them last. Decides nothing.
// The core is made when it is first needed and given back by `disconnect()`.

import { supportedBrowsers, webRTCInfo, type IWebRTCInfo, type IWebRTCSupportedBrowser } from './browser.js';
import { Call } from './call.js';
import { checked } from './checked.js';
import { credentialsOf, gatewayAddress, hasCredentials, isAnonymousLogin } from './config.js';
import { Connection } from './connection.js';
import { liveHandles } from './core.js';
import { errorEvent, errorOf, notThere, TelnyxError } from './errors.js';
import { isolated, SwEvent } from './events.js';
import { keyedCalls } from './keyed-calls.js';
import { LowLevel } from './low-level.js';
import { Mirror } from './mirror.js';
import type { PreCallDiagnosticReport } from './precall-report.js';
import type {
  RunMicrophoneCheckOptions,
  RunNetworkCheckOptions,
  RunPreCallOptions,
} from './precall-types.js';
import { Recording } from './recording.js';
import type { ICallOptions, IClientOptions, ILoginOptions } from './options.js';
import { fetchStorage, StoragePlace } from './storage.js';
import type { CallStateName, ClientSnapshot } from './surface.js';
import { uuid } from './uuid.js';

/** A client: signs in, places and receives calls, and keeps them through lost sockets. */
export class TelnyxRTC extends LowLevel {
  /** Tells this client from others. */
  readonly uuid: string = uuid();
  /**
   * The calls that live, by id. A call leaves after its `destroy` was told. Like an array it has `length`, `forEach()`,
   * `filter()`, `map()`, `find()`, `some()` and an iterator, none of them enumerable.
   */
  calls: { [callId: string]: Call } = keyedCalls();
  /** What is known of the socket. */
  readonly connection: Connection;
  /** Where the gateway is; null before the first registration. */
  region: string | null = null;
  /** The gateway's data center; null before the first registration. */
  dc: string | null = null;
  /** The gateway's number for reports of this session's calls; null before the first registration. */
  callReportId: string | null = null;
  /** What leads a new socket to the gateway that keeps the session. */
  callReportVoiceSdkId: string | null = null;
  /** @internal What is recorded of it, over all its cores. */
  readonly recording: Recording;

  private snapshot: ClientSnapshot | null = null;
  private closing: Promise<void> | null = null;
  private connectAgain = false;

  /**
   * Opens no socket; that is `connect()`.
   * @throws TelnyxError `Invalid init options` without credentials.
   */
  constructor(options: IClientOptions) {
    super(options);
    const { usable } = this;
    if (!hasCredentials(usable)) throw errorOf(46002, { message: 'Invalid init options' });
    this.recording = new Recording(usable.recording?.maxBytes ?? 0);
    this.connection = new Connection(gatewayAddress(usable));
    try {
      // A core that does nothing: what is got ready at the first use is ready when connect() is in a hurry.
      new Mirror(this).release();
      fetchStorage();
    } catch {
      // connect() and newCall() will try again, and tell.
    }
  }

  // ---- session ----------------------------------------------------------------------------------------

  /** Whether the socket is open. Registered is more: wait for `telnyx.ready`. */
  get connected(): boolean {
    return this.connection.connected;
  }

  /** Milliseconds: the wait before the reconnect attempt that was scheduled last; 0 before the first. */
  get reconnectDelay(): number {
    return this.snapshot?.reconnectDelay ?? 0;
  }

  /**
   * Begins to connect and resolves at once; `telnyx.ready` tells when calls can be made. While the client
   * waits for a reconnect attempt, that attempt is made now. Does nothing on a live socket.
   * @throws TelnyxError 45001, also emitted, where the core cannot be compiled; may be called again.
   */
  async connect(): Promise<void> {
    this.connectAgain = this.closing !== null;
    if (this.closing) return;
    try {
      const mirror = this.opened();
      this.connection.dial();
      mirror.begin((left) => mirror.tell((core) => core.connect(left)));
    } catch (error) {
      this.emitError(error);
      throw error;
    }
  }

  /**
   * Ends all calls, closes the socket, and gives back everything the client held. Resolves when that is
   * done, after 5 s at most. Listeners stay; `connect()` starts afresh.
   */
  disconnect(): Promise<void> {
    const { mirror } = this;
    this.connectAgain = false;
    if (!mirror) return Promise.resolve();
    this.connection.close();
    this.closing ??= mirror.ask((core, ticket) => core.disconnect(ticket)).then(() => mirror.release());
    return this.closing;
  }

  /**
   * What was recorded so far, as a file for `npx holdfast-rtc replay` (`application/octet-stream`). Empty
   * without the option `recording`. It can be called at any time, also after `disconnect()` or a fatal error.
   */
  exportRecording(): Blob {
    return this.recording.file();
  }

  /** @deprecated The same as `disconnect()`. */
  logout(): Promise<void> {
    return this.disconnect();
  }

  /**
   * Logs in with other credentials, on the socket there is or on a new one. Resolves when the gateway has
   * answered; never rejects. A refusal emits 46001, incomplete credentials emit 46002.
   */
  async login(options: ILoginOptions = {}): Promise<void> {
    const { creds, onSuccess, onError } = options ?? {};
    Object.assign(this.options, checked(creds ?? {}, this.told));
    try {
      if (!this.validateOptions()) throw errorOf(46002);
      const mirror = this.opened();
      const credentials = credentialsOf(this.usable);
      const { value, error } = await mirror.logIn(credentials);
      if (value) isolated('login', () => onSuccess?.());
      else if (error === 46001) isolated('login', () => onError?.(mirror.refusal));
    } catch (error) {
      this.emitError(error);
    }
  }

  /** Asks the gateway whether this client is registered; false without a socket. Never rejects. */
  async getIsRegistered(): Promise<boolean> {
    if (!this.mirror) return false;
    return (await this.mirror.ask((core, ticket) => core.checkRegistered(ticket))).value;
  }

  /**
   * Forgets the session: nothing reconnects by itself until the next `connect()`, which opens a new one.
   * Calls that live when the socket is lost end then.
   */
  clearReconnectToken(): void {
    if (this.mirror) {
      this.mirror.tell((core) => core.clearToken());
    } else {
      const place = new StoragePlace(this.usable);
      place.forget();
      place.leave();
    }
  }

  /** Whether a lost socket is replaced without being asked. */
  hasAutoReconnect(): boolean {
    return this.snapshot?.autoReconnect ?? this.usable.autoReconnect !== false;
  }

  /**
   * Has the attempts to reconnect counted from 1 again, and with them their waits; one that is scheduled is made as it
   * was. They are anyway once the client is registered, and after `connect()`.
   */
  resetReconnectAttempts(): void {
    this.mirror?.tell((core) => core.resetAttempts());
  }

  /** Whether the options have what a login needs. */
  validateOptions(): boolean {
    return hasCredentials(this.usable);
  }

  // ---- calls ------------------------------------------------------------------------------------------

  /**
   * Places a call and returns it at once, in state `new`, after its first `callUpdate`. Before the client is
   * registered the call waits, for 30 s at most.
   * @throws TelnyxError 44002 without a destination or with the `id` of a call that lives, 45001 where the core
   * cannot be compiled.
   */
  newCall(options: ICallOptions = {}): Call {
    const given = checked(options ?? {}, this.told);
    if (!given.destinationNumber && !isAnonymousLogin(this.usable)) {
      throw errorOf(44002, { message: 'Error: destinationNumber is required' });
    }
    if (Object.values(this.calls).some(({ id, state }) => id === given.id && state !== 'destroy')) {
      throw errorOf(44002, { message: 'Error: a call has this id' });
    }
    return this.opened().place(this.callOptions(given));
  }

  /**
   * Would place a call and report how it went: its way through the network, its sound, the microphone. Not there yet.
   * @throws (rejects) 49101
   */
  runPreCall(options?: RunPreCallOptions): Promise<PreCallDiagnosticReport>;
  runPreCall(): Promise<PreCallDiagnosticReport> {
    return Promise.reject(notThere('runPreCall()'));
  }

  /**
   * Would try each STUN and TURN server by a call of its own. Not there yet.
   * @throws (rejects) 49101
   */
  runNetworkCheck(options?: RunNetworkCheckOptions): Promise<PreCallDiagnosticReport>;
  runNetworkCheck(): Promise<PreCallDiagnosticReport> {
    return Promise.reject(notThere('runNetworkCheck()'));
  }

  /**
   * Would listen to the microphone without a call. Not there yet.
   * @throws (rejects) 49101
   */
  runMicrophoneCheck(options?: RunMicrophoneCheckOptions): Promise<PreCallDiagnosticReport>;
  runMicrophoneCheck(): Promise<PreCallDiagnosticReport> {
    return Promise.reject(notThere('runMicrophoneCheck()'));
  }

  /** The calls that have not ended. */
  getActiveCalls(): Call[] {
    return Object.values(this.calls).filter(({ state }) => !over.includes(state));
  }

  /** Whether a call is `early`, `active` or `held`. */
  hasActiveCall(): boolean {
    return Object.values(this.calls).some(({ state }) => ['early', 'active', 'held'].includes(state));
  }

  /** A random UUID. */
  static uuid(): string {
    return uuid();
  }

  /** What this browser can do; a sentence where it is none that is known. */
  static webRTCInfo(): IWebRTCInfo | string {
    return webRTCInfo();
  }

  /** Which browsers are expected to work, by system: a table, whatever this browser is. */
  static webRTCSupportedBrowserList(): IWebRTCSupportedBrowser[] {
    return supportedBrowsers();
  }

  /** Rewrites `call.state` into the words of old releases. */
  static telnyxStateCall(call: Call): Call {
    return Call.setStateTelnyx(call);
  }

  /** @internal How many browser objects the cores of this page hold. */
  static liveHandles(): number {
    return liveHandles();
  }

  // ---- for the mirror ---------------------------------------------------------------------------------

  /** @internal A call that it is about hears it first. */
  override emit(name: string, event: unknown): void {
    const { call, callId } = (event ?? {}) as { call?: unknown; callId?: string };
    (call instanceof Call ? call : this.calls[callId!])?.listeners?.emit(name, event);
    super.emit(name, event);
  }

  /** @internal Whether the gateway takes what is said. */
  get isRegistered(): boolean {
    return this.snapshot?.registered ?? false;
  }

  /** @internal What the core says of the client. */
  hear(snapshot: ClientSnapshot): void {
    this.snapshot = snapshot;
    this.sessionid = snapshot.session;
    this.region = snapshot.region || null;
    this.dc = snapshot.dataCenter || null;
    this.callReportId = snapshot.callReportId || null;
    this.callReportVoiceSdkId = snapshot.routing || null;
    this.connection.previousGatewayState = snapshot.gatewayState;
  }

  /** @internal The mirror is gone: disconnected, or lost by a fault of its core. */
  closed(mirror: Mirror): void {
    if (this.mirror !== mirror) return;
    this.mirror = null;
    this.closing = null;
    this.snapshot = null;
    this.subscriptions = {};
    if (this.connectAgain) void this.connect();
  }

  /** The mirror of a living core; a new one where there is none. Throws where the core cannot be compiled. */
  private opened(): Mirror {
    return (this.mirror ??= new Mirror(this));
  }

  /** Emits an error that was not the core's to raise; throws on what is no error of ours. */
  private emitError(error: unknown): void {
    if (!(error instanceof TelnyxError)) throw error;
    this.emit(SwEvent.Error, errorEvent(error, this.sessionid));
  }
}

const over: readonly string[] = ['hangup', 'destroy', 'purge'] satisfies CallStateName[];
