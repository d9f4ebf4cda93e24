// The client as an application sees it: its options, its listeners, its calls, and what the core said of the
// session last. Decides nothing. The core is made when it is first needed and given back by `disconnect()`.

import { supportedBrowsers, webRTCInfo, type IWebRTCInfo, type IWebRTCSupportedBrowser } from './browser.js';
import { Call } from './call.js';
import { checked } from './checked.js';
import { credentialsOf, gatewayAddress, hasCredentials, isAnonymousLogin } from './config.js';
import { Connection } from './connection.js';
import { liveHandles, prepareCore } from './core.js';
import { listDevices, mayOpen, resolutionsOf, understood, type IDeviceResolution } from './devices.js';
import {
  errorEvent,
  errorOf,
  TelnyxError,
  type ITelnyxErrorEvent,
  type ITelnyxWarningEvent,
} from './errors.js';
import {
  isolated,
  Listeners,
  pageListeners,
  SwEvent,
  type INotification,
  type IReconnectingEvent,
  type IRecoveredEvent,
  type IStatsFrame,
  type Listener,
} from './events.js';
import { defaultIceServers } from './ice.js';
import { Mirror } from './mirror.js';
import { Recording } from './recording.js';
import {
  merged,
  type IAudioSettings,
  type ICallOptions,
  type ICallOptionsInUse,
  type IClientOptions,
  type ILoginOptions,
  type MediaElementOption,
} from './options.js';
import { ElementChoice } from './sound.js';
import { StoragePlace } from './storage.js';
import type { CallStateName, ClientSnapshot } from './surface.js';
import { uuid } from './uuid.js';

/** A client: signs in, places and receives calls, and keeps them through lost sockets. */
export class TelnyxRTC {
  /** The options as they were given: the same object. `login()` writes the new credentials into it. */
  options: IClientOptions;
  /** Tells this client from others. */
  readonly uuid: string = uuid();
  /** The gateway's session; empty before the first login. */
  sessionid = '';
  /** The calls that live, by id. A call leaves after its `destroy` was told. */
  calls: { [callId: string]: Call } = {};
  /** What is known of the socket. */
  readonly connection: Connection;
  /** Where the gateway is; null before the first registration. */
  region: string | null = null;
  /** The gateway's data center; null before the first registration. */
  dc: string | null = null;
  callReportId: string | null = null;
  /** What leads a new socket to the gateway that keeps the session. */
  callReportVoiceSdkId: string | null = null;
  /** The default output device of later calls; null for the browser's. */
  speaker: string = null!;
  /** The id of the microphone of later calls; they take another one if it is gone. `setAudioSettings()` sets it. */
  micId?: string;
  /** The label that was given to `setAudioSettings()`. */
  micLabel?: string;
  /** The id of the camera of later calls. */
  camId?: string;
  /** Kept for the application. */
  camLabel?: string;
  /** Looped while an inbound call rings. */
  ringtoneFile?: string;
  /** Looped while the far end rings. */
  ringbackFile?: string;

  /** @internal What is recorded of it, over all its cores. */
  readonly recording: Recording;

  private readonly listeners = new Listeners();
  private readonly local = new ElementChoice();
  private readonly remote = new ElementChoice();
  private servers: RTCIceServer[];
  private audio: MediaTrackConstraints | true = true;
  private microphone = true;
  private video?: boolean | MediaTrackConstraints;
  private mirror: Mirror | null = null;
  private snapshot: ClientSnapshot | null = null;
  private closing: Promise<void> | null = null;
  private connectAgain = false;
  private readonly told = new Set<string>();

  /**
   * Opens no socket; that is `connect()`.
   * @throws TelnyxError `Invalid init options` without credentials.
   */
  constructor(options: IClientOptions) {
    this.options = options;
    const { usable } = this;
    if (!hasCredentials(usable)) throw errorOf(46002, { message: 'Invalid init options' });
    this.recording = new Recording(usable.recording?.maxBytes ?? 0);
    this.connection = new Connection(gatewayAddress(usable));
    this.ringtoneFile = usable.ringtoneFile;
    this.ringbackFile = usable.ringbackFile;
    this.servers = this.serversOr(usable.iceServers);
    try {
      prepareCore();
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

  /** The calls that have not ended. */
  getActiveCalls(): Call[] {
    return Object.values(this.calls).filter(({ state }) => !over.includes(state));
  }

  /** Whether a call is `early`, `active` or `held`. */
  hasActiveCall(): boolean {
    return Object.values(this.calls).some(({ state }) => ['early', 'active', 'held'].includes(state));
  }

  // ---- media ------------------------------------------------------------------------------------------

  /** What is opened for a call that does not say: placed, answered, or taken up after a reload. */
  get mediaConstraints(): {
    audio: boolean | MediaTrackConstraints;
    video: boolean | MediaTrackConstraints;
  } {
    return { audio: this.microphone && this.audio, video: this.video ?? this.usable.video ?? false };
  }

  /**
   * The microphone of later calls, those included that ring and are answered later; calls that talk stay as they are.
   * Replaces what was set before. Constraints that the browser does not know are left out. A microphone that was
   * disabled stays so. With `micId` or `micLabel` it may ask the user, as `getDevices()`.
   * @returns The constraints in use, the `deviceId` found among them.
   * @throws (rejects) Error `You need to provide the settings object`
   */
  async setAudioSettings(settings: IAudioSettings): Promise<MediaTrackConstraints> {
    if (!settings) throw new Error('You need to provide the settings object');
    const { micId, micLabel, ...wanted } = settings;
    const constraints = understood(wanted);
    const found =
      !constraints.deviceId &&
      (micId || micLabel) &&
      (await this.validateDeviceId(micId!, micLabel!, 'audioinput'));
    if (found) constraints.deviceId = { exact: found };
    this.audio = constraints;
    this.micId = found || micId;
    this.micLabel = micLabel;
    return { ...constraints };
  }

  /**
   * Later calls that do not say otherwise (`audio` of `newCall()`) only listen: nothing is opened for them, and the
   * user is not asked. Calls that talk stay as they are.
   */
  disableMicrophone(): void {
    this.microphone = false;
  }

  /** Later calls speak again, with the constraints there were before. */
  enableMicrophone(): void {
    this.microphone = true;
  }

  /** Later calls have a camera, with the constraints of the option `video` if it has any. As in releases of old. */
  enableWebcam(): void {
    this.video = this.usable.video || true;
  }

  /** Later calls have no camera unless they say so. As in releases of old. */
  disableWebcam(): void {
    this.video = false;
  }

  /** The STUN and TURN servers of later calls. Anything but an array restores the default. */
  get iceServers(): RTCIceServer[] {
    return this.servers;
  }

  set iceServers(servers: RTCIceServer[]) {
    this.servers = this.serversOr(servers);
  }

  /** Where later calls show the own side. Takes an element, its id, or a function; returns the element or null. */
  get localElement(): HTMLMediaElement {
    return this.local.element!;
  }

  set localElement(choice: MediaElementOption | null | undefined) {
    this.local.choose(choice);
  }

  /** Where later calls are heard. Takes an element, its id, or a function; returns the element or null. */
  get remoteElement(): HTMLMediaElement {
    return this.remote.element!;
  }

  set remoteElement(choice: MediaElementOption | null | undefined) {
    this.remote.choose(choice);
  }

  /** The id, if `localElement` was given as one. */
  get localElementId(): string {
    return this.local.id!;
  }

  /** The id, if `remoteElement` was given as one. */
  get remoteElementId(): string {
    return this.remote.id!;
  }

  /**
   * All devices, one per kind and physical device. Opens a microphone, and a camera if there is one, for a moment:
   * the browser may ask the user. Never rejects: empty when the page may not open any, and when the browser cannot
   * list them, which emits `telnyx.rtc.mediaError`.
   */
  getDevices(): Promise<MediaDeviceInfo[]> {
    return this.listed();
  }

  /** The microphones. As `getDevices()`. */
  getAudioInDevices(): Promise<MediaDeviceInfo[]> {
    return this.listed('audioinput');
  }

  /** The output devices. As `getDevices()`. */
  getAudioOutDevices(): Promise<MediaDeviceInfo[]> {
    return this.listed('audiooutput');
  }

  /** The cameras. As `getDevices()`. */
  getVideoDevices(): Promise<MediaDeviceInfo[]> {
    return this.listed('videoinput');
  }

  /**
   * The id of the device with this id, or else of the first with this label: browsers change ids, labels stay.
   * @returns null if there is none, or the page may not know. Never rejects. May ask the user, as `getDevices()`.
   */
  async validateDeviceId(id: string, label: string, kind: MediaDeviceKind): Promise<string> {
    const devices = await this.listed(kind, true);
    const found =
      devices.find((device) => id && device.deviceId === id) ??
      devices.find((device) => label && device.label === label);
    return found?.deviceId ?? null!;
  }

  /**
   * Which of 320x240, 640x360, 640x480, 1280x720 and 1920x1080 a camera delivers. Opens it meanwhile.
   * @throws (rejects) what the browser says when the camera cannot be opened.
   */
  getDeviceResolutions(deviceId: string): Promise<IDeviceResolution[]> {
    return resolutionsOf(deviceId);
  }

  /** Whether the page may open the microphone, the camera, or both; may ask the user. */
  async checkPermissions(audio = true, video = true): Promise<boolean> {
    return (!audio && !video) || mayOpen({ audio, video });
  }

  // ---- listeners --------------------------------------------------------------------------------------

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

  /** Adds a listener for every client of the page; it runs after those of the client. */
  static on(name: string, listener: Listener): void {
    pageListeners.add(name, listener);
  }

  /** Removes all listeners of that name that were added for every client. */
  static off(name: string): void {
    pageListeners.remove(name);
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

  /** @internal The options that can be used: one of the wrong kind counts as left out, and the console is told once. */
  get usable(): IClientOptions {
    return checked(this.options, this.told);
  }

  // ---- for the mirror ---------------------------------------------------------------------------------

  /** @internal */
  emit(name: string, event: unknown): void {
    this.listeners.emit(name, event);
    pageListeners.emit(name, event);
  }

  /** @internal Whether the gateway takes what is said. */
  get isRegistered(): boolean {
    return this.snapshot?.registered ?? false;
  }

  /** @internal Whether anybody listens. */
  isHeard(name: string): boolean {
    return this.listeners.has(name) || pageListeners.has(name);
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
    if (this.connectAgain) void this.connect();
  }

  /** @internal What a call opens that does not say, as it is at this moment. */
  mediaOptions(): ICallOptions {
    const { micId, camId, mediaConstraints } = this;
    return { micId, camId, receiveOnlyAudio: !mediaConstraints.audio || undefined, ...mediaConstraints };
  }

  /** @internal What a call is made with: the defaults, what the client has, what was given. */
  callOptions(given: ICallOptions): ICallOptionsInUse {
    const { usable: options } = this;
    const result = merged<ICallOptionsInUse>(
      {
        destinationNumber: '',
        callerName: '',
        callerNumber: '',
        remoteCallerName: 'Outbound Call',
        remoteCallerNumber: given.destinationNumber ?? '',
        attach: false,
        screenShare: false,
        ...this.mediaOptions(),
        iceServers: this.servers,
        localElement: this.local.option,
        remoteElement: this.remote.option,
        speakerId: this.speaker || undefined,
        mutedMicOnStart: options.mutedMicOnStart,
        prefetchIceCandidates: options.prefetchIceCandidates,
        forceRelayCandidate: options.forceRelayCandidate,
        trickleIce: options.trickleIce,
        userVariables: options.userVariables,
      },
      given,
      { id: given.id || uuid() },
    );
    if (!Array.isArray(result.iceServers)) result.iceServers = this.servers;
    return result;
  }

  /** The mirror of a living core; a new one where there is none. Throws where the core cannot be compiled. */
  private opened(): Mirror {
    return (this.mirror ??= new Mirror(this));
  }

  private async listed(kind?: MediaDeviceKind, each?: boolean): Promise<MediaDeviceInfo[]> {
    try {
      return await listDevices(kind, each);
    } catch (originalError) {
      this.emit(SwEvent.MediaError, errorOf(42003, { originalError, fatal: false }));
      return [];
    }
  }

  /** Emits an error that was not the core's to raise; throws on what is no error of ours. */
  private emitError(error: unknown): void {
    if (!(error instanceof TelnyxError)) throw error;
    this.emit(SwEvent.Error, errorEvent(error, this.sessionid));
  }

  private serversOr(servers: unknown): RTCIceServer[] {
    return Array.isArray(servers) ? (servers as RTCIceServer[]) : defaultIceServers(this.usable.env);
  }
}

const over: readonly string[] = ['hangup', 'destroy', 'purge'] satisfies CallStateName[];
