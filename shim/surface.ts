// The seam between the shim and the core: what the WebAssembly module offers and what it calls back.
// Types only. The other side is web/bindings.cpp; the two change together.

/** One call for as long as it lives. Odd: minted here for `newCall()`. Even: minted by the core. */
export type CallKey = number;
/** One promise; `settled` carries it back exactly once. 0: nobody waits. */
export type Ticket = number;

/** Who began a call: the far end, or this one. */
export type Direction = 'inbound' | 'outbound';

export type CallStateName =
  | 'new'
  | 'requesting'
  | 'trying'
  | 'recovering'
  | 'ringing'
  | 'answering'
  | 'early'
  | 'active'
  | 'held'
  | 'hangup'
  | 'destroy'
  | 'purge';

export type EndReasonName =
  | ''
  | 'local'
  | 'remote'
  | 'socket-lost'
  | 'not-established'
  | 'not-reattached'
  | 'attach-refused'
  | 'too-late'
  | 'peer-dead'
  | 'exhausted'
  | 'media';

export type MediaRetryStep = 'offered' | 'succeeded' | 'failed';

export interface CoreCredentials {
  login: string;
  password: string;
  token: string;
  /** Milliseconds since the epoch; NaN when unknown. */
  tokenExpiry: number;
  targetType: string;
  targetId: string;
  targetVersionId: string;
  /** JSON of an object, or ''. */
  targetParams: string;
}

/** How a call is to be made or answered. */
export interface CorePlan {
  trickle: boolean;
  relayOnly: boolean;
  prefetch: boolean;
  muted: boolean;
  /** JSON of an object: what the allow-list lets through of the call's other options. */
  dialogParams: string;
}

export interface CoreConfig {
  /** Unsigned, 32 bits each; from crypto. */
  seedHigh: number;
  seedLow: number;
  /** Sockets of this client are numbered from here on. */
  firstSocket: number;
  credentials: CoreCredentials;
  version: string;
  userAgent: string;
  host: string;
  region: string;
  rtcIp: string;
  rtcPort: number;
  canary: boolean;
  skipLastRouting: boolean;
  skipTrailing: boolean;
  keepCalls: boolean;
  hangUpOnLeave: boolean;
  autoReconnect: boolean;
  maxReconnectAttempts: number;
  reconnectPolicy: 'documented' | 'delays' | 'retention' | 'asked';
  /** Milliseconds each; of the policy `delays`. */
  reconnectDelays: readonly number[];
  /** Milliseconds. */
  retention: number;
  /** Whether `askToken` is answered. */
  providesTokens: boolean;
  /** Milliseconds that a refused microphone waits for the application; 0: the call ends at once. */
  mediaRetry: number;
  /** Outbound calls as well. */
  mediaRetryOutbound: boolean;
  /** A microphone that is lost in mid-call is replaced by any other. */
  replaceMicrophone: boolean;
  pushWhenActive: boolean;
  earlySdpAnswer: boolean;
  /** JSON of an object, or ''. */
  userVariables: string;
  inbound: CorePlan;
  /**
   * For calls that nobody placed or answered here: re-attached after a reload. Read when such a call
   * asks for its microphone or its peer, so its fields may be getters.
   */
  inboundMedia: CallMedia;
  /** How many bytes a recording may still take; 0: none is made. */
  recordingRoom: number;
}

/** What a page leaves of one established call to the page after it. */
export interface CallMarker {
  id: string;
  direction: Direction;
  muted: boolean;
  held: boolean;
  relayOnly: boolean;
  cameraMuted: boolean;
  deaf: boolean;
  /** It has no microphone, and is to have none. */
  listens: boolean;
  parties: CoreParties;
  telnyx: CoreTelnyxIds;
}

export interface StoredSession {
  routing: string;
  session: string;
  /** Milliseconds since the epoch. */
  storedAt: number;
  calls: CallMarker[];
}

export interface CoreParties {
  destinationNumber: string;
  callerName: string;
  callerNumber: string;
  remoteName: string;
  remoteNumber: string;
}

export interface CoreTelnyxIds {
  callControl: string;
  session: string;
  leg: string;
}

export interface CoreCause {
  text: string;
  code: number;
  /** null when there is none. */
  sipCode: number | null;
  sipReason: string;
  sipCallId: string;
}

/** What web/ needs to open the microphone and the peer of a call; kept there until the call is over. */
export interface CallMedia {
  audio: boolean | MediaTrackConstraints;
  video: boolean | MediaTrackConstraints;
  /** No microphone is opened and the audio line only receives. */
  receiveOnly: boolean;
  /** Given by the application: used as it is, never stopped. */
  localStream: MediaStream | null;
  iceServers: RTCIceServer[];
  /** For setCodecPreferences; empty: the browser's order. */
  codecs: readonly { mimeType: string; clockRate: number; channels?: number; sdpFmtpLine?: string }[];
}

/** The first audio entry of each kind in an `RTCStatsReport`. */
export interface AudioStats {
  /** What arrives here: packets, loss, jitter in seconds, as `getStats()` has it. */
  inboundAudio?: RTCInboundRtpStreamStats;
  /** What is sent from here, as `getStats()` has it. */
  outboundAudio?: RTCOutboundRtpStreamStats;
  /** What the far end says of what it receives. */
  remoteInboundAudio?: RTCStats;
  /** What the far end says of what it sends. */
  remoteOutboundAudio?: RTCStats;
}

export interface CallSnapshot {
  call: CallKey;
  id: string;
  recoveredId: string;
  state: CallStateName;
  previous: CallStateName;
  direction: Direction;
  muted: boolean;
  cameraMuted: boolean;
  deaf: boolean;
  /** As its next peer would be. */
  relayOnly: boolean;
  parties: CoreParties;
  telnyx: CoreTelnyxIds;
  clientState: string;
  /** JSON of an array, or ''. */
  customHeaders: string;
  cause: CoreCause;
  endReason: EndReasonName;
}

export interface ClientSnapshot {
  session: string;
  routing: string;
  region: string;
  dataCenter: string;
  callReportId: string;
  gatewayState: string;
  registered: boolean;
  autoReconnect: boolean;
  /** Milliseconds: the wait that was scheduled last. */
  reconnectDelay: number;
}

/** Why an attempt to reconnect is made: what was noticed, or who wanted it sooner. */
export type ReconnectReason =
  | 'socket-closed'
  | 'socket-error'
  | 'not-opened'
  | 'not-registered'
  | 'nothing-heard'
  | 'nothing-answered'
  | 'punted'
  | 'online'
  | 'page-shown'
  | 'woke'
  | 'asked';

/** The attempt that is scheduled; times in milliseconds. */
export interface ScheduledAttempt {
  attempt: number;
  /** 0: no limit. */
  maxAttempts: number;
  delay: number;
  nextAttemptAt: number;
  reason: ReconnectReason;
  /** null when nothing can be lost. */
  deadline: number | null;
}

export interface LostCall {
  callId: string;
  endReason: EndReasonName;
}

/**
 * What the core tells the shim. Every method only takes note; `deliver` is called once everything
 * that follows from one fact is known, and is the moment to tell the application.
 */
export interface CoreHost {
  clientChanged(snapshot: ClientSnapshot): void;
  clientReady(gatewayState: string): void;
  reconnecting(scheduled: ScheduledAttempt, calls: CallKey[]): void;
  /** How long to wait before this attempt? Answered by `delayChosen`. */
  askDelay(attempt: number, outage: number, calls: number, lastDelay: number): void;
  /** A login needs a fresh token. Answered by `tokenProvided` or `tokenWithheld`. */
  askToken(ask: number): void;
  recovered(outage: number, attempts: number, calls: CallKey[], lost: LostCall[]): void;
  callChanged(snapshot: CallSnapshot, announce: boolean): void;
  /** A notification of another type about a call; its parameters are those of the frame just heard. */
  callTold(call: CallKey, type: string, frame: string): void;
  /**
   * What the second just counted sounded like. Jitter and round trip in µs as the far end reports them, null when it
   * has not; `mos` in millionths; `quality` is '' while nothing was received.
   */
  statsTold(
    call: CallKey,
    jitter: number | null,
    roundTrip: number | null,
    mos: number,
    quality: string,
    entries: AudioStats,
  ): void;
  /** A step of establishing the call was reached first, so many milliseconds after its beginning; see `timings.ts`. */
  stepReached(call: CallKey, step: number, since: number): void;
  conversationHeard(frame: string): void;
  /** The frame just heard, for `telnyx.socket.message`. */
  frameSeen(text: string): void;
  /** `callId` names a call that no key names: an earlier page had it. */
  errorRaised(
    code: number,
    call: CallKey,
    message: string,
    gatewayCode: number | null,
    fatal: boolean,
    callId: string,
  ): void;
  /** A refused microphone may be tried again until the deadline (milliseconds since the epoch), or was. */
  mediaRetry(call: CallKey, step: MediaRetryStep, code: number, message: string, deadline: number): void;
  /** `frame`: what was just heard, if that is what the warning is about. */
  warningRaised(code: number, call: CallKey, reason: string, source: string, frame?: unknown): void;
  /** `error` is 0 when all went well. `frame`: what the gateway answered, if that is what settles it. */
  settled(ticket: Ticket, value: boolean, error: number, message: string, frame?: string): void;
  store(session: StoredSession): void;
  forget(): void;
  /** The recording grew by these bytes, which may be none. `full`: it stopped at its limit. */
  recorded(bytes: Uint8Array<ArrayBuffer>, full: boolean): void;

  socketOpened(event: Event, socket: number): void;
  socketErred(event: Event, socket: number): void;
  socketClosed(event: CloseEvent, socket: number): void;
  /** The core closes this socket and does not wait for its `close`, which may take minutes. */
  socketAbandoned(socket: number): void;

  startTone(call: CallKey, inbound: boolean): void;
  stopTone(call: CallKey): void;

  /** The microphone's stream of a call; null when it was released. */
  localStreamChanged(call: CallKey, stream: MediaStream | null): void;
  /** What the browser says of a device that it will not open; what that means for the call follows. */
  mediaFailed(call: CallKey, error: unknown): void;
  /** Play this peer's stream muted: it is about to be heard. */
  watchPeer(call: CallKey, peer: number, stream: MediaStream): void;
  /** This peer is heard from now on; its predecessor is closed a little later. */
  switchPeer(call: CallKey, peer: number, connection: RTCPeerConnection, stream: MediaStream | null): void;
  peerClosed(call: CallKey, peer: number): void;

  deliver(): void;
}

/**
 * One client's core: the module's functions, each without the number of the core, which comes first there.
 * After `dispose()` nothing of it is alive: no listener, no timer, no handle.
 */
export interface Core {
  connect(stored: StoredSession | null): void;
  login(ticket: Ticket, credentials: CoreCredentials, stored: StoredSession | null): void;
  disconnect(ticket: Ticket): void;
  clearToken(): void;
  resetAttempts(): void;
  /** Milliseconds; below 0: no further attempt; NaN: no answer, the documented wait stays. */
  delayChosen(attempt: number, delay: number): void;
  /** `expiry` in milliseconds since the epoch; NaN when unknown. */
  tokenProvided(ask: number, token: string, expiry: number): void;
  tokenWithheld(ask: number, message: string): void;
  checkRegistered(ticket: Ticket): void;
  /** A request of the application's own; `params` is JSON. Ticket 0: a notification. */
  sendRequest(ticket: Ticket, method: string, params: string): void;
  placeCall(
    call: CallKey,
    id: string,
    plan: CorePlan,
    parties: CoreParties,
    clientState: string,
    customHeaders: string,
    media: CallMedia,
  ): void;
  answerCall(call: CallKey, customHeaders: string, media: CallMedia): void;
  hangUp(call: CallKey, ticket: Ticket, cause: CoreCause | null, customHeaders: string): void;
  hold(call: CallKey, ticket: Ticket, action: 'hold' | 'unhold' | 'toggle'): void;
  /** `muted`: as it is to be with the new microphone; 1 or 0. */
  changeMicrophone(
    call: CallKey,
    ticket: Ticket,
    muted: number,
    audio: boolean | MediaTrackConstraints,
  ): void;
  sendDtmf(call: CallKey, digits: string): void;
  /** `channel`: 0 is the microphone, 1 the camera, 2 what is heard. */
  setMuted(call: CallKey, muted: boolean, channel: number): void;
  resumeMedia(call: CallKey): void;
  rejectMedia(call: CallKey): void;
  /** Ends everything at once and releases it; the core is dead afterwards. */
  dispose(): void;
}

export interface CoreModule {
  /** Returns the number of a new core. */
  make(config: CoreConfig, host: CoreHost): number;
  /** Handles made by web/ that are still alive: sockets, peers, listeners. For tests. */
  liveHandles(): number;
  /** Set by the shim; called once when an event, a promise or a timeout ran into a trap. */
  trapped?: (error: unknown) => void;
  /** After a trap: nothing enters the instance by itself any more. The shim sets it for traps it catches. */
  broken?: boolean;
}
