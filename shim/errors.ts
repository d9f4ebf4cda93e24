// What an application is handed when something goes wrong: the error and warning objects, and the shapes of
// `telnyx.error` and `telnyx.warning`. Knows the catalogue, not who raises anything.

import {
  HOLDFAST_ERRORS,
  HOLDFAST_WARNINGS,
  SDK_ERRORS,
  SDK_WARNINGS,
  type HoldfastWarningCode,
  type ITelnyxErrorEntry,
  type ITelnyxWarningEntry,
  type SdkErrorCode,
  type SdkWarningCode,
} from './catalog.js';

/** What `TelnyxError` says of a failure. */
export interface ITelnyxError {
  /** One of `TELNYX_ERROR_CODES`, or one of `HOLDFAST_ERROR_CODES`, which no type of old knows. */
  code: SdkErrorCode;
  /** The name of the code, for example `LOGIN_FAILED`. */
  name: string;
  /** What happened, for the developer. Not made for users. */
  description: string;
  /** The same in a few words, or what was said by the one who refused. */
  message: string;
  /** What may have led to it. */
  causes: string[];
  /** What can be done about it, one suggestion each. */
  solutions: string[];
  /** What the browser or the gateway said; an `Error`, with the gateway's number in its `code`. */
  originalError?: unknown;
  /** True: give up this operation, call or session. False: the SDK goes on by itself. */
  fatal: boolean;
}

/** A failure of the SDK. Carries everything a developer needs to understand it. */
export class TelnyxError extends Error implements ITelnyxError {
  readonly code: SdkErrorCode;
  /** What happened, for the developer. Not made for users. */
  readonly description: string;
  /** What may have led to it. */
  readonly causes: string[];
  /** What can be done about it, one suggestion each. */
  readonly solutions: string[];
  readonly originalError?: unknown;
  readonly fatal: boolean;

  /** The SDK makes them. Without a message it is `[code] name`; an `originalError` that is no `Error` becomes one. */
  constructor(params: Omit<ITelnyxError, 'message'> & Partial<Pick<ITelnyxError, 'message'>>) {
    super(params.message ?? `[${params.code}] ${params.name}`);
    this.name = params.name;
    this.code = params.code;
    this.description = params.description;
    this.causes = params.causes;
    this.solutions = params.solutions;
    this.fatal = params.fatal;
    if (params.originalError !== undefined) this.originalError = asError(params.originalError);
  }

  /** The fields as a plain object. */
  toJSON(): ITelnyxError {
    const { code, name, message, description, causes, solutions, originalError, fatal } = this;
    return { code, name, message, description, causes, solutions, originalError, fatal };
  }
}

/** The codes of a microphone that cannot be had. */
export type TelnyxMediaErrorCode = 42001 | 42002 | 42003;

/** A microphone that cannot be had. */
export interface ITelnyxMediaError extends Omit<ITelnyxError, 'code'> {
  /** 42001: not allowed. 42002: no such device. 42003: anything else. */
  code: TelnyxMediaErrorCode;
}

/** On every error event, not enumerable: what its `error` says. */
export interface ITelnyxErrorShortcuts {
  /** The same as `error.code`. */
  readonly code: number;
  /** The same as `error.name`. */
  readonly name: string;
  /** The same as `error.message`. */
  readonly message: string;
  /** The same as `error.description`. */
  readonly description: string;
  /** The same as `error.fatal`. */
  readonly fatal: boolean;
}

/** `telnyx.error`, when nothing is asked of the application. */
export interface ITelnyxStandardErrorEvent extends ITelnyxErrorShortcuts {
  /** What failed; a `TelnyxError`. */
  error: ITelnyxError;
  /** The gateway's session; empty before the first login. */
  sessionId: string;
  /** The call it is about, if it is about one. */
  callId?: string;
  /** False when the call it is about cannot be saved; left out otherwise. Never true here. */
  recoverable?: false;
  /** `InvalidCredentialsOptions` with code 46002. */
  type?: string;
}

/** `telnyx.error`, when the application may have the microphone tried again. */
export interface ITelnyxMediaRecoveryErrorEvent extends ITelnyxErrorShortcuts {
  /** Why the microphone cannot be had; a `TelnyxError`. */
  error: ITelnyxMediaError;
  /** The gateway's session. */
  sessionId: string;
  /** The call that waits for the microphone. */
  callId: string;
  /** True: `resume()` and `reject()` are there. */
  recoverable: true;
  /** Milliseconds since the epoch: the call ends then, unless `resume()` was called. */
  retryDeadline: number;
  /** Tries the microphone once more. */
  resume: () => void;
  /** Gives the call up. */
  reject: () => void;
}

/** The values of `ITelnyxStandardErrorEvent.type`. */
export const ERROR_TYPE: {
  /** The credentials are incomplete: error 46002. */
  invalidCredentialsOptions: string;
} = {
  invalidCredentialsOptions: 'InvalidCredentialsOptions',
};

/** The payload of `telnyx.error`. */
export type ITelnyxErrorEvent = ITelnyxStandardErrorEvent | ITelnyxMediaRecoveryErrorEvent;

/** What the application may want to know though the SDK copes. Not an `Error`. */
export interface ITelnyxWarning {
  /** One of `TELNYX_WARNING_CODES` or `HOLDFAST_WARNING_CODES`. */
  code: SdkWarningCode | HoldfastWarningCode;
  /** The name of the code, for example `HIGH_RTT`. */
  name: string;
  /** What happened, in a few words. */
  message: string;
  /** What happened, for the developer. Not made for users. */
  description: string;
  /** What may have led to it. */
  causes: string[];
  /** What can be done about it, one suggestion each. */
  solutions: string[];
}

/** How a call is named in a warning about several. */
export interface ITelnyxCallIdentifiers {
  /** Its key in `client.calls`. */
  callId: string;
  /** `call.state` at that moment. */
  state?: string;
  /** `inbound` or `outbound`. */
  direction?: string;
  /** The platform's id of its session, once known. */
  telnyxSessionId?: string;
  /** The platform's id of its leg, once known. */
  telnyxLegId?: string;
  /** The Call-ID of SIP, once known. */
  sipCallId?: string;
}

/** The payload of `telnyx.warning`. `code`, `name`, `message` and `description` are not enumerable. */
export interface ITelnyxWarningEvent extends Omit<ITelnyxErrorShortcuts, 'fatal'> {
  /** What is worth knowing, with its texts. */
  warning: ITelnyxWarning;
  /** With 39002: plays the far end; from a click. Resolves to whether it plays now. */
  resumeAudio?: () => Promise<boolean>;
  /** The gateway's session; empty before the first login. */
  sessionId: string;
  /** The call it is about, if it is about one. */
  callId?: string;
  /** With 36003, 36004 and 36005: why. */
  reason?: string;
  /** With 36003: who noticed (`probe`, `request`, `peer_failure`, `no_rtp`). */
  source?: string;
  /** With 35002: the parameters of the re-attach that was ignored. */
  params?: unknown;
  /** With 33010: the call that came last. */
  newCall?: ITelnyxCallIdentifiers;
  /** With 33010: all calls that have not ended, the last one among them. */
  activeCalls?: ITelnyxCallIdentifiers[];
  /** With 33009: the device that was asked for. */
  deviceId?: string;
  /** With 33007: the call that owns the id. */
  activeCallId?: string;
}

/** Whether the event offers `resume()` and `reject()`. */
export function isMediaRecoveryErrorEvent(event: ITelnyxErrorEvent): event is ITelnyxMediaRecoveryErrorEvent {
  return event.recoverable === true;
}

/** The error of a code, with the catalogue's texts unless others are given. */
export function errorOf(
  code: number,
  own: { message?: string; originalError?: unknown; fatal?: boolean } = {},
): TelnyxError {
  const entries: Record<number, ITelnyxErrorEntry> = { ...SDK_ERRORS, ...HOLDFAST_ERRORS };
  const known = (code in entries ? code : 49001) as SdkErrorCode;
  const entry = entries[known]!;
  const { causes, solutions } = entry;
  return new TelnyxError({ ...entry, code: known, causes: [...causes], solutions: [...solutions], ...own });
}

/** The error of what the reference does and this package does not do yet. */
export const notThere = (what: string) => errorOf(49101, { message: `${what} is not there yet` });

/** The warning of a code; undefined for a code nobody knows. */
export function warningOf(code: number): ITelnyxWarning | undefined {
  const table: Record<number, ITelnyxWarningEntry> = { ...SDK_WARNINGS, ...HOLDFAST_WARNINGS };
  const entry = table[code];
  if (!entry) return undefined;
  const known = code as SdkWarningCode | HoldfastWarningCode;
  const { causes, solutions, ...texts } = entry;
  return { code: known, ...texts, causes: [...causes], solutions: [...solutions] };
}

/** `telnyx.error` as the application gets it: both `event.error.code` and `event.code` can be read. */
export function errorEvent(error: TelnyxError, sessionId: string, callId?: string): ITelnyxErrorEvent {
  const event: Omit<ITelnyxStandardErrorEvent, keyof ITelnyxErrorShortcuts> = {
    error,
    sessionId,
    ...(callId && { callId }),
    ...(callId && error.fatal && { recoverable: false }),
    ...(error.code === 46002 && { type: ERROR_TYPE.invalidCredentialsOptions }),
  };
  return withShortcuts(event, error, shortcuts);
}

/** `telnyx.error` about a microphone that may be tried again. */
export function mediaRecoveryEvent(
  error: TelnyxError,
  rest: Omit<ITelnyxMediaRecoveryErrorEvent, 'error' | 'recoverable' | keyof ITelnyxErrorShortcuts>,
): ITelnyxMediaRecoveryErrorEvent {
  const event = { error: error as ITelnyxMediaError & TelnyxError, recoverable: true as const, ...rest };
  return withShortcuts(event, error, shortcuts);
}

/** `telnyx.warning` as the application gets it. */
export function warningEvent(
  warning: ITelnyxWarning,
  rest: Omit<ITelnyxWarningEvent, 'warning' | 'code' | 'name' | 'message' | 'description'>,
): ITelnyxWarningEvent {
  return withShortcuts({ warning, ...rest }, warning, ['code', 'name', 'message', 'description']);
}

/** An `Error` of what the gateway or the browser said; undefined if nothing was said. */
export function saidBy(message: string, code: number | null): Error | undefined {
  if (!message && code === null) return undefined;
  return Object.assign(new Error(message), code === null ? {} : { code });
}

const shortcuts = ['code', 'name', 'message', 'description', 'fatal'] as const;

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

// Not enumerable, so that spreading or serializing the event gives what it always gave.
function withShortcuts<Event extends object, Source extends object, Key extends keyof Source>(
  event: Event,
  source: Source,
  keys: readonly Key[],
): Event & Pick<Source, Key> {
  for (const key of keys) Object.defineProperty(event, key, { get: () => source[key], configurable: true });
  return event as Event & Pick<Source, Key>;
}
