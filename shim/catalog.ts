// Every error and warning an application can be told, with texts for its developer: what happened, why it
// may have, what to do. Codes, names and `fatal` equal those of the core's own table; the prose lives here
// only, so that it works where no core is loaded. Knows nothing of when anything is raised.

/** What `SDK_ERRORS` holds for a code. */
export interface ITelnyxErrorEntry {
  readonly name: string;
  readonly message: string;
  readonly description: string;
  readonly causes: readonly string[];
  readonly solutions: readonly string[];
  /** True: give up this operation, call or session. False: the SDK goes on by itself. */
  readonly fatal: boolean;
}

/** What `SDK_WARNINGS` holds for a code. */
export type ITelnyxWarningEntry = Omit<ITelnyxErrorEntry, 'fatal'>;

/** Every error by its code. 40 descriptions, 42 media, 44 calls, 45 socket, 46 credentials, 47 ICE, 48 network. */
export const SDK_ERRORS = {
  40001: {
    name: 'SDP_CREATE_OFFER_FAILED',
    message: 'The browser made no offer',
    description: 'The call ended.',
    causes: ['The peer connection was closed', 'Unknown preferred_codecs'],
    solutions: ['Call again'],
    fatal: true,
  },
  40002: {
    name: 'SDP_CREATE_ANSWER_FAILED',
    message: 'The browser made no answer',
    description: 'The call ended.',
    causes: ['The peer connection was closed', 'Media this browser lacks'],
    solutions: ['Have the caller try again'],
    fatal: true,
  },
  40003: {
    name: 'SDP_SET_LOCAL_DESCRIPTION_FAILED',
    message: 'The browser refused its own description',
    description: 'The call ended.',
    causes: ['Overlapping negotiations'],
    solutions: ['Do not negotiate on call.peer.instance', 'Call again'],
    fatal: true,
  },
  40004: {
    name: 'SDP_SET_REMOTE_DESCRIPTION_FAILED',
    message: "The browser refused the far end's description",
    description: 'The call ended.',
    causes: ['No codec in common'],
    solutions: ['Check preferred_codecs'],
    fatal: true,
  },
  40005: {
    name: 'SDP_SEND_FAILED',
    message: 'The gateway refused our description',
    description: 'The call ended.',
    causes: ['A number it does not accept', 'The socket was lost on the way'],
    solutions: ['Read originalError, check the number, call again'],
    fatal: true,
  },
  42001: {
    name: 'MEDIA_MICROPHONE_PERMISSION_DENIED',
    message: 'The microphone may not be used',
    description: 'The user, the browser or the system refused.',
    causes: ['The prompt was declined', 'A page without HTTPS'],
    solutions: ['Ask the user to allow the microphone', 'Use HTTPS'],
    fatal: true,
  },
  42002: {
    name: 'MEDIA_DEVICE_NOT_FOUND',
    message: 'No microphone fits',
    description: 'There is none, or none as asked for.',
    causes: ['Nothing is plugged in', 'The chosen device has gone'],
    solutions: ['Plug one in', 'Choose from getAudioInDevices()'],
    fatal: true,
  },
  42003: {
    name: 'MEDIA_GET_USER_MEDIA_FAILED',
    message: 'The microphone could not be opened',
    description: 'See originalError.',
    causes: ['Another program holds it', 'audio and video are both off'],
    solutions: ['Close other programs', 'Leave audio on'],
    fatal: true,
  },
  44001: {
    name: 'HOLD_FAILED',
    message: 'Hold was not changed',
    description: 'The call goes on as it was.',
    causes: ['The call is not established', 'The gateway refused'],
    solutions: ['Try again while active'],
    fatal: false,
  },
  44002: {
    name: 'INVALID_CALL_PARAMETERS',
    message: 'The call has no destination',
    description: 'newCall() needs one.',
    causes: ['An empty destinationNumber'],
    solutions: ['Give a number, a SIP URI or a SIP user'],
    fatal: true,
  },
  44003: {
    name: 'BYE_SEND_FAILED',
    message: 'The gateway did not take the goodbye',
    description: 'The call ended here all the same.',
    causes: ['It no longer knew the call'],
    solutions: ['Nothing to do'],
    fatal: false,
  },
  44004: {
    name: 'SUBSCRIBE_FAILED',
    message: 'A conference channel was not subscribed',
    description: 'The call goes on without its events.',
    causes: ['No such channel, or no right to it'],
    solutions: ['Check the conference'],
    fatal: false,
  },
  44005: {
    name: 'PEER_CLOSED_DURING_INIT',
    message: 'The call ended while it was being set up',
    description: 'It had no media yet.',
    causes: ['hangup() during the microphone prompt', 'The caller gave up'],
    solutions: ['Nothing to do'],
    fatal: true,
  },
  45001: {
    name: 'WEBSOCKET_CONNECTION_FAILED',
    message: 'Connecting could not even begin',
    description: 'No socket could be made, or the core not compiled. Nothing is retried.',
    causes: ['A malformed host', 'A Content-Security-Policy'],
    solutions: ['Check host and env', "Allow connect-src for the host and script-src 'wasm-unsafe-eval'"],
    fatal: true,
  },
  45002: {
    name: 'WEBSOCKET_ERROR',
    message: 'The socket failed',
    description: 'Reconnecting has begun.',
    causes: ['The network, a proxy or a firewall'],
    solutions: ['Wait for telnyx.ready'],
    fatal: false,
  },
  45003: {
    name: 'RECONNECTION_EXHAUSTED',
    message: 'No reconnect attempt is left',
    description: 'The calls ended. Nothing is tried until connect().',
    causes: ['The gateway stayed out of reach'],
    solutions: ['Offer a button that calls connect()', 'Raise maxReconnectAttempts'],
    fatal: true,
  },
  45004: {
    name: 'GATEWAY_FAILED',
    message: 'The gateway reported a failure',
    description: 'Another one is being tried.',
    causes: ['Maintenance or overload'],
    solutions: ['Wait for telnyx.ready'],
    fatal: false,
  },
  46001: {
    name: 'LOGIN_FAILED',
    message: 'The gateway refused the login',
    description: 'Nothing is retried.',
    causes: ['An expired token', 'Wrong or revoked credentials'],
    solutions: ['Call login({ creds }) with new ones'],
    fatal: true,
  },
  46002: {
    name: 'INVALID_CREDENTIALS',
    message: 'The credentials are incomplete',
    description: 'No login was tried.',
    causes: ['An empty field'],
    solutions: ['Give login_token, or login and password, or anonymous_login'],
    fatal: true,
  },
  46003: {
    name: 'AUTHENTICATION_REQUIRED',
    message: 'The gateway asks for a login',
    description: 'The session is not authenticated any more.',
    causes: ['It expired'],
    solutions: ['Call login({ creds })'],
    fatal: false,
  },
  47001: {
    name: 'ICE_RESTART_FAILED',
    message: 'The media path was not renewed',
    description: 'If endReason is peer-dead, the call ended.',
    causes: ['The network changed too much', 'UDP and TURN are blocked'],
    solutions: ['Call again', 'Provide a TURN server'],
    fatal: false,
  },
  48001: {
    name: 'NETWORK_OFFLINE',
    message: 'The browser is offline',
    description: 'Reconnecting begins when it is back.',
    causes: ['No network'],
    solutions: ['Tell the user'],
    fatal: false,
  },
  48501: {
    name: 'SESSION_NOT_REATTACHED',
    message: 'The gateway no longer has the call',
    description: 'The client is back, the call ended.',
    causes: ['The far end hung up', 'It took too long'],
    solutions: ['Call again'],
    fatal: true,
  },
  49001: {
    name: 'UNEXPECTED_ERROR',
    message: 'Something unforeseen went wrong',
    description: 'See originalError.',
    causes: ['A defect'],
    solutions: ['Call connect()', 'Report it'],
    fatal: true,
  },
} as const satisfies Record<number, ITelnyxErrorEntry>;

/** Every warning by its code. 31 quality, 32 flow of media, 33 peers, 34 credentials, 35 session, 36 recovery. */
export const SDK_WARNINGS = {
  31001: {
    name: 'HIGH_RTT',
    message: 'Long round trip',
    description: 'More than 400 ms.',
    causes: ['A slow or distant network'],
    solutions: ['Choose a nearer region'],
  },
  31002: {
    name: 'HIGH_JITTER',
    message: 'Uneven arrival of audio',
    description: 'More than 30 ms off.',
    causes: ['A busy network'],
    solutions: ['Use a cable'],
  },
  31003: {
    name: 'HIGH_PACKET_LOSS',
    message: 'Audio is being lost',
    description: 'More than 1 % of the packets.',
    causes: ['A weak or busy network'],
    solutions: ['Use a cable'],
  },
  31004: {
    name: 'LOW_MOS',
    message: 'Poor call quality',
    description: 'The estimated score is below 3.5.',
    causes: ['Loss, jitter or delay'],
    solutions: ['See the other warnings'],
  },
  31005: {
    name: 'LOW_LOCAL_AUDIO',
    message: 'The microphone is silent',
    description: 'Nothing audible is captured.',
    causes: ['The wrong device, or a mute switch'],
    solutions: ['Check the device'],
  },
  31006: {
    name: 'LOW_INBOUND_AUDIO',
    message: 'The far end is silent',
    description: 'Nothing audible arrives.',
    causes: ['The far end is muted'],
    solutions: ['Ask the other party'],
  },
  32001: {
    name: 'LOW_BYTES_RECEIVED',
    message: 'No media arrives',
    description: 'No bytes were received.',
    causes: ['A firewall'],
    solutions: ['Allow UDP or a TURN server'],
  },
  32002: {
    name: 'LOW_BYTES_SENT',
    message: 'No media leaves',
    description: 'No bytes were sent.',
    causes: ['A firewall', 'The microphone track ended'],
    solutions: ['Allow UDP or a TURN server'],
  },
  32003: {
    name: 'RECORDING_UNAVAILABLE',
    message: 'This browser cannot record',
    description: 'The call goes on.',
    causes: ['No MediaStreamTrackProcessor'],
    solutions: ['Use another browser'],
  },
  32004: {
    name: 'RECORDING_BUFFER_OVERFLOW',
    message: 'Part of the recording was dropped',
    description: 'It grew faster than it was sent.',
    causes: ['A slow network'],
    solutions: ['Raise callRecordingMaxBufferBytes'],
  },
  33001: {
    name: 'ICE_CONNECTIVITY_LOST',
    message: 'The media path is interrupted',
    description: 'It returns by itself, or an ICE restart is tried.',
    causes: ['The network changed'],
    solutions: ['Wait'],
  },
  33002: {
    name: 'ICE_GATHERING_TIMEOUT',
    message: 'Gathering candidates takes long',
    description: 'The call goes on with those found.',
    causes: ['A STUN or TURN server is silent'],
    solutions: ['Check iceServers'],
  },
  33003: {
    name: 'ICE_GATHERING_EMPTY',
    message: 'No candidate was found',
    description: 'The call can hardly get media.',
    causes: ['No network', 'No TURN server that answers'],
    solutions: ['Check iceServers'],
  },
  33004: {
    name: 'PEER_CONNECTION_FAILED',
    message: 'The media path failed',
    description: 'Recovery is being tried.',
    causes: ['The network changed', 'A firewall'],
    solutions: ['Wait'],
  },
  33005: {
    name: 'ONLY_HOST_ICE_CANDIDATES',
    message: 'Only local candidates were found',
    description: 'Media may not get through.',
    causes: ['STUN and TURN are blocked'],
    solutions: ['Check iceServers'],
  },
  33006: {
    name: 'ANSWER_WHILE_PEER_ACTIVE',
    message: 'The call is being answered already',
    description: 'The second answer() did nothing.',
    causes: ['A double click'],
    solutions: ['Answer once'],
  },
  33007: {
    name: 'DUPLICATE_INBOUND_ANSWER',
    message: 'Another object owns this call',
    description: 'answer() did nothing.',
    causes: ['An old Call object'],
    solutions: ['Use client.calls'],
  },
  33008: {
    name: 'ICE_CANDIDATE_PAIR_CHANGED',
    message: 'Media took another path',
    description: 'The call goes on.',
    causes: ['The network changed'],
    solutions: ['Nothing to do'],
  },
  33009: {
    name: 'AUDIO_INPUT_DEVICE_CHANGE_SKIPPED',
    message: 'The microphone was not changed',
    description: 'The call sends no audio.',
    causes: ['It has no media yet, or is over'],
    solutions: ['Try again while active'],
  },
  33010: {
    name: 'MULTIPLE_ACTIVE_CALLS_DETECTED',
    message: 'There is more than one call',
    description: 'All go on; see activeCalls.',
    causes: ['A call during another'],
    solutions: ['Hold or end the others'],
  },
  33011: {
    name: 'SHARED_REMOTE_ELEMENT_OVERWRITE',
    message: 'Two calls play on one element',
    description: 'The later one took it.',
    causes: ['One remoteElement for several calls'],
    solutions: ['Give each call its own'],
  },
  34001: {
    name: 'TOKEN_EXPIRING_SOON',
    message: 'The token expires within two minutes',
    description: 'The next login with it would fail.',
    causes: ['It is old'],
    solutions: ['Call login({ creds }) with a new one'],
  },
  35002: {
    name: 'UNKNOWN_REATTACHED_SESSION',
    message: 'An unknown call was re-attached',
    description: 'It was ignored.',
    causes: ['A call of an earlier page'],
    solutions: ['Nothing to do'],
  },
  36003: {
    name: 'SIGNALING_RECOVERY_REQUIRED',
    message: 'The connection is dead',
    description: 'It is being replaced.',
    causes: ['The network changed'],
    solutions: ['Wait for telnyx.ready'],
  },
  36004: {
    name: 'MEDIA_RECOVERY_REQUIRED',
    message: 'An ICE restart has begun',
    description: 'The media path is being renewed.',
    causes: ['The network changed'],
    solutions: ['Wait'],
  },
  36005: {
    name: 'RECONNECTION_FAILED_WITH_NO_AUTO_RECONNECT',
    message: 'The connection was lost',
    description: 'It is not renewed by itself.',
    causes: ['autoReconnect is off'],
    solutions: ['Call connect()'],
  },
} as const satisfies Record<number, ITelnyxWarningEntry>;

/** The errors that the reference does not know. */
export const HOLDFAST_ERRORS = {
  44101: {
    name: 'DTMF_NOT_SENT',
    message: 'The digits were not sent',
    description: 'They are dropped: the far end would not expect them later.',
    causes: ['The socket is lost, or the client is not registered'],
    solutions: ['Have them typed again once the call is back'],
    fatal: false,
  },
  44102: {
    name: 'REQUEST_NOT_ANSWERED',
    message: 'The gateway did not answer',
    description: 'Whether it heard the request is not known, unless the client was not registered.',
    causes: ['The client is not registered', 'The socket was lost', 'Ten seconds passed'],
    solutions: ['Ask again after telnyx.ready'],
    fatal: false,
  },
  49101: {
    name: 'NOT_IMPLEMENTED',
    message: 'This is not there yet',
    description: 'The reference does it, this package does not.',
    causes: ['See "What is not there yet" in the README'],
    solutions: ['Do without it'],
    fatal: false,
  },
} as const satisfies Record<number, ITelnyxErrorEntry>;
/** Warnings that only this package gives, by their code: 39. */
export const HOLDFAST_WARNINGS = {
  39001: {
    name: 'RECORDING_LIMIT_REACHED',
    message: 'The recording stopped at its limit',
    description: 'What it holds can be exported and replayed; what comes now is not in it.',
    causes: ['It took recording.maxBytes'],
    solutions: ['Export it', 'Raise recording.maxBytes'],
  },
  39002: {
    name: 'SOUND_BLOCKED',
    message: 'The browser will not play the far end',
    description: 'It wants a click or a key first, as after a reload. The far end hears this side.',
    causes: ['Nobody has done anything in the page yet'],
    solutions: ['Call event.resumeAudio() or call.resumeAudio() from a click'],
  },
  39003: {
    name: 'MICROPHONE_LOST',
    message: 'The microphone is gone',
    description:
      'The call goes on; the far end hears nothing. event.reason: ended for good, or muted for now.',
    causes: ['It was unplugged', 'The page may not use it any more', 'The system took it'],
    solutions: ['Choose another: call.setAudioInDevice()', 'Set replaceLostMicrophone'],
  },
  39004: {
    name: 'MEDIA_RECOVERY_ENDED',
    message: 'An ICE restart has ended',
    description: 'event.reason says how: restored, or failed. Of the last of three that fail the call ends.',
    causes: ['36004 told that it began'],
    solutions: ['None is needed while it is restored'],
  },
} as const satisfies Record<number, ITelnyxWarningEntry>;

/** The number of an error. */
export type SdkErrorCode = keyof typeof SDK_ERRORS;
/** The number of a warning. */
export type SdkWarningCode = keyof typeof SDK_WARNINGS;
/** The number of a warning that only this package gives. */
export type HoldfastWarningCode = keyof typeof HOLDFAST_WARNINGS;

type CodesByName<Table extends Record<number, { readonly name: string }>> = {
  readonly [Code in keyof Table & number as Table[Code]['name']]: Code;
};

/** Names the guide uses for codes that have another name in the table; there at run time, but never enumerated. */
export interface ITelnyxErrorCodeAliases {
  /** The same as `LOGIN_FAILED`. */
  readonly AUTH_FAILED: 46001;
}

/** The number of every error, by name. */
export const TELNYX_ERROR_CODES: CodesByName<typeof SDK_ERRORS> = /* @__PURE__ */ (() =>
  Object.defineProperty(byName(SDK_ERRORS), 'AUTH_FAILED', { value: 46001 }))();

/** The number of every error that the reference does not know, by name. */
export const HOLDFAST_ERROR_CODES: CodesByName<typeof HOLDFAST_ERRORS> =
  /* @__PURE__ */ byName(HOLDFAST_ERRORS);

/** The number of every warning, by name. */
export const TELNYX_WARNING_CODES: CodesByName<typeof SDK_WARNINGS> = /* @__PURE__ */ byName(SDK_WARNINGS);

/** The number of every warning that only this package gives, by name. */
export const HOLDFAST_WARNING_CODES: CodesByName<typeof HOLDFAST_WARNINGS> =
  /* @__PURE__ */ byName(HOLDFAST_WARNINGS);

function byName<Table extends Record<number, { readonly name: string }>>(table: Table) {
  const entries = Object.entries(table).map(([code, { name }]) => [name, Number(code)]);
  return Object.fromEntries(entries) as CodesByName<Table>;
}
