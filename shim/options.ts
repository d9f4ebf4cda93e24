// What an application may pass to the client and to a call, documented where it is typed.
// Types and constants, and the one rule of merging. Does not know what becomes of an option.

/** Where the gateway is asked to be. Any other string is passed on as it is. */
export const Region = {
  EU: 'eu',
  US_CENTRAL: 'us-central',
  US_EAST: 'us-east',
  US_WEST: 'us-west',
  CA_CENTRAL: 'ca-central',
  APAC: 'apac',
  SOUTH_ASIA: 'south-asia',
} as const;
/** One of the values of `Region`. */
export type Region = (typeof Region)[keyof typeof Region];

/** A SIP header. */
export interface ICustomHeader {
  /** For example `X-Account`. */
  name: string;
  /** What it says, in plain text. */
  value: string;
}

/** A codec as `RTCRtpReceiver.getCapabilities()` lists it. */
export interface ICodecCapability {
  /** For example `audio/opus`; compared without regard to case. */
  mimeType: string;
  /** Hertz: 48000 for Opus, 8000 for PCMU and PCMA. */
  clockRate: number;
  /** How many, of audio. */
  channels?: number;
  /** The codec's parameters as in SDP, for example `minptime=10;useinbandfec=1`. */
  sdpFmtpLine?: string;
}

/** Any function: what it is called with is said where it is taken. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- applications always could pass any
export type AnyFunction = Function;

/** A media element, its id, or a function that returns it. Ids and functions are resolved when sound is attached. */
export type MediaElementOption = HTMLMediaElement | string | AnyFunction;

/** What an anonymous login wants of its target. */
export interface TargetParams {
  /** Joins an existing conversation. */
  conversation_id?: string;
  [key: string]: unknown;
}

/** The argument of `setAudioSettings()`: constraints, and a microphone by its id or its label. */
export interface IAudioSettings extends MediaTrackConstraints {
  /** The microphone's `deviceId`, looked for first. */
  micId?: string;
  /** The microphone's label, looked for if the id is gone: browsers change ids, labels stay. */
  micLabel?: string;
}

/** Whom an anonymous login talks to. */
export interface IAnonymousLogin {
  /** For example `ai_assistant`. */
  target_type: string;
  /** Its id on the platform. */
  target_id: string;
  /** Which version of it; the service chooses if left out. */
  target_version_id?: string;
  /** Which conversation to join, and whatever else the target understands. */
  target_params?: TargetParams;
}

/** A user name with its password, or a token. Used by nothing; kept for code that names it. */
export interface ICredentials {
  /** SIP user name. */
  username?: string;
  /** SIP password. */
  password?: string;
  /** A JSON Web Token. */
  token?: string;
}

/** What `login()` may replace; fields left out stay as they are. */
export interface ILoginParams {
  /** SIP user name. */
  login?: string;
  /** SIP password. */
  password?: string;
  /** The same as `password`. */
  passwd?: string;
  /** A JSON Web Token. */
  login_token?: string;
  /** Sent with the login and with later calls. */
  userVariables?: Record<string, unknown>;
  /** Whom to talk to without credentials. */
  anonymous_login?: IAnonymousLogin;
}

/** The argument of `login()`. */
export interface ILoginOptions {
  /** The new credentials; those of the client if left out. */
  creds?: ILoginParams;
  /** The gateway accepted. */
  onSuccess?: () => void;
  /** The gateway refused; `telnyx.error` 46001 was emitted before. Gets `{ code, message }`. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- applications name the type they expect
  onError?: (error: any) => void;
}

/** The argument of `answer()`. */
export interface AnswerParams {
  /** Replace those of the invite, unless empty. */
  customHeaders?: ICustomHeader[];
  /** Plays the far end of this call. Default: the client's. */
  remoteElement?: MediaElementOption;
  /** Shows the own side of this call, muted by the application. Default: the client's. */
  localElement?: MediaElementOption;
  /** Ignored. */
  video?: boolean;
}

/** The first argument of `hangup()`: what the far end is told. Each field that is left out has its default. */
export interface IHangupParams {
  /** In the words of SIP, for example `CALL_REJECTED`. */
  cause?: string;
  /** The number of `cause`, for example 21. */
  causeCode?: number;
  /** The status of SIP, for example 486 for busy. */
  sipCode?: number;
  /** The reason phrase of SIP, for example `Busy Here`. */
  sipReason?: string;
  /** The Call-ID of SIP; shown as `call.sipCallId`. */
  sip_call_id?: string;
  /** What else goes with the end. */
  dialogParams?: {
    /** SIP headers of the BYE. */
    customHeaders?: ICustomHeader[];
  };
}

/** The argument of `flushIntermediateCallReport()`: why the report is sent. */
export interface ICallReportFlushReason {
  /** What gave rise to it; an application says `manual`. */
  type: 'buffer-limit' | 'manual' | 'socket-close' | 'socket-error' | 'page-unload';
  /** With the two that are about a socket: how it closed. */
  socketClose?: {
    /** The code of RFC 6455, for example 1006. */
    code?: number;
    /** What the code means, in a word. */
    codeName?: string;
    /** What the closing side said. */
    reason?: string;
    /** Whether both sides agreed to close. */
    wasClean?: boolean;
    /** What failed, if it did. */
    error?: string;
  };
}

/** What a function given as `reconnectPolicy` is told of the outage. */
export interface ReconnectOutage {
  /** Milliseconds since the loss. */
  outageMs: number;
  /** How many calls wait to be re-attached. */
  callsAtStake: number;
  /** Milliseconds: the wait before the attempt before; 0 before the first. */
  lastDelay: number;
}

/**
 * Says how many milliseconds to wait before an attempt, counted from 1; null: no further attempt. One that
 * throws, or returns anything else, gets the documented wait and one warning on the console.
 */
export type ReconnectDelay = (attempt: number, outage: ReconnectOutage) => number | null;

/**
 * Options of `new TelnyxRTC()`. One of the three ways to log in is needed: `login_token`, `login` with
 * `password`, or `anonymous_login`. A key whose value is `undefined` counts as left out.
 */
export interface IClientOptions {
  /** A JSON Web Token. Warning 34001 is emitted two minutes before it expires. */
  login_token?: string;
  /**
   * Brings a fresh token. Asked before a login whose token has expired or was refused, in the middle of an outage
   * too, once per attempt; `options.login_token` becomes what it brings. If it rejects, or has not settled
   * within 10 s, that is error 46001. Needs a `login_token` to begin with.
   */
  tokenProvider?: () => Promise<string>;
  /** SIP user name. */
  login?: string;
  /** SIP password. */
  password?: string;
  /** Login without credentials. Makes `destinationNumber` optional. */
  anonymous_login?: IAnonymousLogin;
  /** Have mobile devices notified of calls although this browser is registered. Default `false`. */
  pushWhenActive?: boolean;
  /** Ask the gateway for answers as early as possible. Default `false`. */
  earlySdpAnswer?: boolean;
  /** URL of a sound, looped while an inbound call rings. */
  ringtoneFile?: string;
  /** URL of a sound, looped while the far end of an outbound call rings. */
  ringbackFile?: string;
  /** Verbose console log and statistics. Not acted on yet. */
  debug?: boolean;
  /** Where statistics go. Not acted on yet. */
  debugOutput?: 'socket' | 'file';
  /** Gather ICE candidates before they are needed. Default `false`. */
  prefetchIceCandidates?: boolean;
  /** Send media through TURN servers only. Default `false`. */
  forceRelayCandidate?: boolean;
  /** Send descriptions at once and candidates one by one. Default `false`. */
  trickleIce?: boolean;
  /**
   * Keep established calls, their peer connections and their sound while the socket is lost, and re-attach
   * them after the reconnect. Default `false`: a lost socket ends all calls at once.
   */
  keepConnectionAliveOnSocketClose?: boolean;
  /**
   * End all calls when the page unloads. Default `true`. With `false` the next page of the tab takes them up
   * when it connects as the same login: each is told as `recovering`, with its id of before in `recoveredCallId`.
   */
  hangupOnBeforeUnload?: boolean;
  /** One of `Region`, or any string. Default: the gateway's choice. */
  region?: string;
  /** With `rtcPort`: the media instance to be used. */
  rtcIp?: string;
  /** With `rtcIp`. */
  rtcPort?: number;
  /** Use the canary gateway. Default `false`. */
  useCanaryRtcServer?: boolean;
  /** Ask for another gateway instance than the last one. Default `false`. */
  skipLastVoiceSdkId?: boolean;
  /** For internal tests. Default `false`. */
  skipTrailing?: boolean;
  /** Which service to use, or its `wss://` address. Default `production`. */
  env?: 'production' | 'development' | (string & {});
  /** Replaces the default list, even if empty. */
  iceServers?: RTCIceServer[];
  /** Calls start muted. Default `false`. */
  mutedMicOnStart?: boolean;
  /**
   * A microphone that is unplugged, or taken from the page, in mid-call (warning 39003) is replaced by any other, now or
   * as soon as one is plugged in. Default `false`. Streams that the application gave are never replaced.
   */
  replaceLostMicrophone?: boolean;
  /** Reconnect attempts after one loss; `0` means no limit. Default `10`, or `0` with a `reconnectPolicy`. */
  maxReconnectAttempts?: number;
  /**
   * The waits before reconnect attempts. Default: 1, 2, 4, 8, 16, 32, 32 … s, each a quarter more or less.
   * A list of milliseconds: one attempt after each, and no other. `'retention'`: at most 5 s for as long as the
   * gateway keeps the session, about 32 s after that. Or a function that says the next. With any of them
   * `maxReconnectAttempts` counts only if it is given.
   */
  reconnectPolicy?: readonly number[] | 'retention' | ReconnectDelay;
  /** Milliseconds that a call waits for its re-attach, as long as the gateway keeps it. Default `90000`. */
  sessionRetention?: number;
  /** Send call reports. Not acted on yet. */
  enableCallReports?: boolean;
  /** Milliseconds between samples. Not acted on yet. */
  callReportInterval?: number;
  /** Milliseconds between intermediate reports. Not acted on yet. */
  callReportFlushInterval?: number;
  /** Record calls. Not acted on yet. */
  enableCallRecording?: boolean;
  /** Milliseconds between uploads. Not acted on yet. */
  callRecordingFlushIntervalMs?: number;
  /** Bytes kept per track. Not acted on yet. */
  callRecordingMaxBufferBytes?: number;
  /** Hertz. Not acted on yet. */
  callRecordingSampleRate?: number;
  /** Which sides are recorded. Not acted on yet. */
  callRecordingTracks?: Array<'local' | 'remote'>;
  /** Path of the upload. Not acted on yet. */
  callRecordingEndpoint?: string;
  /**
   * When the microphone is refused while a call is answered, `telnyx.error` comes with `resume()` and
   * `reject()` first (`isMediaRecoveryErrorEvent` tells it), and the call waits.
   */
  mediaPermissionsRecovery?: {
    /** `false`: as without this option. */
    enabled: boolean;
    /** Milliseconds to wait; the caller hears it ring meanwhile. Default `20000`. */
    timeout: number;
    /** The microphone is open after all. */
    onSuccess?: () => void;
    /** It is not, and the call ends. */
    onError?: (error: Error) => void;
    /** Do the same for outbound calls. Default `false`. */
    outbound?: boolean;
  };

  /**
   * Record what the core was told and when, in at most that many bytes, for `exportRecording()` and
   * `npx holdfast-rtc replay`. Secrets are left out, ids and addresses become pseudonyms. Default: no recording.
   */
  recording?: {
    /** When they are used up, the recording ends; what there is stays. */
    maxBytes: number;
  };

  /** Address of the gateway; `wss://` is added if no scheme is given. Wins over `env`. */
  host?: string;
  /** The same as `password`. */
  passwd?: string;
  /** Sent with the login and with calls. */
  userVariables?: Record<string, unknown>;
  /** `false`: a lost socket is not replaced. Default `true`. */
  autoReconnect?: boolean;
  /** Default of calls. Default `false`. */
  video?: boolean | MediaTrackConstraints;
}

/**
 * Options of `newCall()`. What is left out is taken from the client. A key whose value is `undefined` counts
 * as left out.
 */
export interface ICallOptions {
  /** A number, a SIP URI or a SIP user. Required unless the login is anonymous. */
  destinationNumber?: string;
  /** Caller id: number. */
  callerNumber?: string;
  /** Caller id: name. */
  callerName?: string;
  /** The id of the call. Default: a random UUID. */
  id?: string;
  /** The platform's id for Call Control, if known before; the gateway's word replaces it. */
  telnyxCallControlId?: string;
  /** The platform's id of the session, if known before; the gateway's word replaces it. */
  telnyxSessionId?: string;
  /** The platform's id of the leg, if known before; the gateway's word replaces it. */
  telnyxLegId?: string;
  /** State for Call Control, in base64. */
  clientState?: string;
  /** Used instead of a microphone; its tracks are not stopped when the call ends. */
  localStream?: MediaStream;
  /** Replaced when the far end's stream arrives. */
  remoteStream?: MediaStream;
  /** Plays the own side, muted by the application. */
  localElement?: MediaElementOption;
  /** Plays the far end. Without one the call is silent. */
  remoteElement?: MediaElementOption;
  /** Replaces the client's list, even if empty. */
  iceServers?: RTCIceServer[];
  /** Constraints of the microphone. Default `true`. */
  audio?: boolean | MediaTrackConstraints;
  /** Constraints of the camera. Default `false`. */
  video?: boolean | MediaTrackConstraints;
  /** Told to the gateway; no other effect. */
  useStereo?: boolean;
  /** The id of a microphone; the default one is taken if it is gone. */
  micId?: string;
  /** The id of a camera. */
  camId?: string;
  /** The id of the output device of `remoteElement`. */
  speakerId?: string;
  /** Gets all notifications of this call; the client's listeners then get none of them. `this` is the call. */
  onNotification?: AnyFunction;
  /** Told to the gateway; no other effect. */
  mediaSettings?: {
    /** Told to the gateway. */
    useSdpASBandwidthKbps?: boolean;
    /** Kilobits per second. Told to the gateway. */
    sdpASBandwidthKbps?: number;
  };
  /** SIP headers of the invite. */
  customHeaders?: ICustomHeader[];
  /** Not acted on yet. */
  debug?: boolean;
  /** Not acted on yet. */
  debugOutput?: 'socket' | 'file';
  /** In this order, where the browser can choose. */
  preferred_codecs?: ICodecCapability[];
  /** Gather ICE candidates before they are needed. */
  prefetchIceCandidates?: boolean;
  /** Send media through TURN servers only. */
  forceRelayCandidate?: boolean;
  /** Send the description at once and candidates one by one. */
  trickleIce?: boolean;
  /** Ignored; the client's option counts. */
  keepConnectionAliveOnSocketClose?: boolean;
  /** The call starts muted. */
  mutedMicOnStart?: boolean;
  /** With `audio: false`: no microphone, the call only listens. */
  receiveOnlyAudio?: boolean;
  /** Sent with the call. Default: the client's. */
  userVariables?: Record<string, unknown>;
}

/** `call.options`: what was given, what was left to the client, and what the gateway said since. */
export interface ICallOptionsInUse extends ICallOptions {
  id: string;
  destinationNumber: string;
  callerName: string;
  callerNumber: string;
  /** The party at the other end. */
  remoteCallerName: string;
  /** The number of the party at the other end: who calls, or what was dialled. */
  remoteCallerNumber: string;
  iceServers: RTCIceServer[];
  /** True once the call was re-attached. */
  attach: boolean;
  /** Whether this call shows the screen of another one (`startScreenShare()`). It tells nobody of its states. */
  screenShare: boolean;
}

/** Later ones win; a key whose value is `undefined` counts as left out. */
export function merged<Options extends object>(...layers: readonly Partial<Options>[]): Options {
  const result: Record<string, unknown> = {};
  for (const layer of layers) {
    for (const [key, value] of Object.entries(layer)) if (value !== undefined) result[key] = value;
  }
  return result as Options;
}
