// The checks before a call: what they take, for code that names these types. Types only; the checks are not there yet.

import type { Call } from './call.js';
import type { TelnyxRTC } from './client.js';
import type { PreCallDiagnosticReport, PreCallEstablishmentTimings } from './precall-report.js';

/** The ids that `PreCallDiagnosis` had; always empty texts. */
export interface TelnyxIDs {
  /** Would be that of `call.telnyxIDs`. */
  telnyxCallControlId?: string;
  /** Would be that of `call.telnyxIDs`. */
  telnyxSessionId?: string;
  /** Would be that of `call.telnyxIDs`. */
  telnyxLegId?: string;
}

/** The argument of `PreCallDiagnosis.run()`. */
export interface PreCallDiagnosisOptions {
  /** What is called. */
  texMLApplicationNumber: string;
  /** Who calls: a user with a password, or a token. */
  credentials: {
    /** SIP user name. */
    login?: string;
    /** SIP password. */
    password?: string;
    /** A JSON Web Token. */
    loginToken?: string;
  };
}

/** The argument of `runPreCall()`. */
export interface RunPreCallOptions {
  /** What is called. Default: a number of the service that answers. */
  destinationNumber?: string;
  /** How long statistics are taken, in milliseconds. */
  durationMs?: number;
  /** For this check only. */
  iceServers?: RTCIceServer[];
}

/** The argument of `runNetworkCheck()`. */
export type RunNetworkCheckOptions = Pick<RunPreCallOptions, 'iceServers'>;

/** The argument of `runMicrophoneCheck()`. */
export interface RunMicrophoneCheckOptions extends Pick<RunPreCallOptions, 'durationMs'> {
  /** 0 to 1: what is below counts as silence. */
  silenceThreshold?: number;
  /** Record, and play it back. */
  record?: boolean;
  /** Called just before recording, with `MICROPHONE_RECORDING_NOTICE`. */
  warnOnRecording?: (notice: string) => void;
}

/** Without effect. */
export interface PreCallIceOptions {
  /** Without effect. */
  gatherCandidates?: boolean;
  /** Milliseconds. Without effect. */
  gatherTimeoutMs?: number;
}

/** Without effect. */
export interface PreCallNetworkOptions {
  /** Without effect: the object alone asks for the part. */
  enabled?: boolean;
}

/** How a microphone is listened to within a larger check. */
export interface PreCallMicrophoneOptions extends Omit<RunMicrophoneCheckOptions, 'durationMs'> {
  /** How long, in milliseconds. */
  sampleDurationMs?: number;
}

/** What a `PreCallDiagnostic` is made with. */
export interface PreCallDiagnosticOptions {
  /** Who calls. For checks with a call it must be registered. */
  client: TelnyxRTC;
  /** What is called. Default: a number of the service that answers. */
  destinationNumber?: string;
  /** Caller id: name. */
  callerName?: string;
  /** Caller id: number. */
  callerNumber?: string;
  /** Constraints of the microphone, as in `newCall()`. */
  audio?: boolean | MediaTrackConstraints;
  /** Milliseconds between two looks at the statistics. */
  statsSampleIntervalMs?: number;
  /** How long statistics are taken, in milliseconds. */
  durationMs?: number;
  /** Default `true`. */
  autoHangup?: boolean;
  /** Whether to report the way through the network. */
  ice?: boolean | PreCallIceOptions;
  /** Whether to report how well the network carried the sound. */
  network?: boolean | PreCallNetworkOptions;
  /** Whether to listen to the microphone, and how. */
  microphone?: boolean | PreCallMicrophoneOptions;
  /** One call; or one for each server; or none. */
  mode?: 'full' | 'network-only' | 'microphone-only';
  /** As in `newCall()`. */
  debug?: boolean;
  /** What the peer connection is made with beside. */
  rtcConfig?: RTCConfiguration;
}

/** What one check works on. */
export interface PreCallDiagnosticContext {
  /** What was asked for. */
  options: PreCallDiagnosticOptions;
  /** The call that was placed, once it was. */
  call?: Call;
  /** What the peer connection said, look by look. */
  statsSamples: RTCStatsReport[];
  /** What failed, if anything did. */
  error?: Error;
}

/** What makes a check. */
export interface PreCallDiagnosticRunner {
  /** Resolves to what was found, also when it is bad. */
  run(): Promise<PreCallDiagnosticReport>;
}

/** What `TimingsCollector` needs of a call. */
export interface TimingsCallLike {
  /** As that of `Call`. */
  getEstablishmentTimings?(): PreCallEstablishmentTimings | undefined;
}

/** The argument of `TimingsCollector.build()`. */
export interface TimingsBuildOptions {
  /** The call to be asked; without one there is nothing to report. */
  call?: TimingsCallLike;
}
