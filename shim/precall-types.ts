// The checks before a call: what they take and what they report, for code that names these types. Types only.

import type { Call } from './call.js';
import type { TelnyxRTC } from './client.js';
import type { IEstablishmentStep, IEstablishmentTimings } from './timings.js';

/** The ids that `PreCallDiagnosis` had. */
export interface TelnyxIDs {
  telnyxCallControlId?: string;
  telnyxSessionId?: string;
  telnyxLegId?: string;
}

/** A candidate, as the statistics of a browser list it. */
export interface RTCIceCandidateStats {
  address: RTCIceCandidate['address'];
  candidateType: RTCIceCandidate['type'];
  deleted: boolean;
  id: string;
  port: RTCIceCandidate['port'];
  priority: RTCIceCandidate['priority'];
  protocol: RTCIceCandidate['protocol'] | 'tls';
  relayProtocol?: 'tcp' | 'udp' | 'tls';
  timestamp: DOMHighResTimeStamp;
  transportId: string;
  type: string;
  url: string;
  networkType: string;
}

export interface MinMaxAverage {
  min: number;
  max: number;
  average: number;
}

/** How a call sounds, in a word. */
export type Quality = 'excellent' | 'good' | 'fair' | 'poor' | 'bad';

/** What `PreCallDiagnosis.run()` resolves to. */
export interface Report {
  iceCandidateStats: RTCIceCandidateStats[];
  iceCandidatePairStats: RTCIceCandidatePairStats;
  /** Jitter and round trip in seconds. */
  summaryStats: { jitter: MinMaxAverage; rtt: MinMaxAverage; mos: number; quality: Quality };
  sessionStats: {
    packetsReceived: number;
    packetsLost: number;
    packetsSent: number;
    bytesSent: number;
    bytesReceived: number;
  };
}

/** The argument of `PreCallDiagnosis.run()`. */
export interface PreCallDiagnosisOptions {
  /** What is called. */
  texMLApplicationNumber: string;
  credentials: { login?: string; password?: string; loginToken?: string };
}

/** The argument of `runPreCall()`. */
export interface RunPreCallOptions {
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
  gatherCandidates?: boolean;
  gatherTimeoutMs?: number;
}

/** Without effect. */
export interface PreCallNetworkOptions {
  enabled?: boolean;
}

export interface PreCallMicrophoneOptions extends Omit<RunMicrophoneCheckOptions, 'durationMs'> {
  sampleDurationMs?: number;
}

/** What a `PreCallDiagnostic` is made with. */
export interface PreCallDiagnosticOptions {
  client: TelnyxRTC;
  destinationNumber?: string;
  callerName?: string;
  callerNumber?: string;
  audio?: boolean | MediaTrackConstraints;
  statsSampleIntervalMs?: number;
  durationMs?: number;
  /** Default `true`. */
  autoHangup?: boolean;
  ice?: boolean | PreCallIceOptions;
  network?: boolean | PreCallNetworkOptions;
  microphone?: boolean | PreCallMicrophoneOptions;
  mode?: 'full' | 'network-only' | 'microphone-only';
  debug?: boolean;
  rtcConfig?: RTCConfiguration;
}

/** What one check works on. */
export interface PreCallDiagnosticContext {
  options: PreCallDiagnosticOptions;
  call?: Call;
  statsSamples: RTCStatsReport[];
  error?: Error;
}

/** Why a verdict is what it is; `code` is one of the reason codes. */
export interface PreCallDiagnosticReason {
  code: string;
  message: string;
  /** `ice`, `network`, `microphone` or `diagnostic`. */
  source: string;
}

export type PreCallDiagnosticWarning = PreCallDiagnosticReason;
export type PreCallEstablishmentStep = IEstablishmentStep;
export type PreCallEstablishmentTimings = IEstablishmentTimings;

/** All in milliseconds. */
export interface PreCallTimingsReport {
  totalMs?: number;
  iceGatheringMs?: number;
  /** From the beginning of gathering. */
  firstNonHostCandidateMs?: number;
  callEstablishment?: PreCallEstablishmentTimings;
}

/** Filled by nothing. */
export interface PreCallIceCandidateCounts {
  total: number;
  host: number;
  srflx: number;
  prflx: number;
  relay: number;
  unknown: number;
}

/** Filled by nothing. */
export interface PreCallIceCandidateInfo {
  id?: string;
  address?: string;
  port?: number;
  candidateType?: RTCIceCandidateType | (string & {});
  protocol?: string;
  networkType?: string;
  url?: string;
}

/** Filled by nothing. */
export interface PreCallIceSelectedPairReport {
  id?: string;
  state?: string;
  nominated?: boolean;
  writable?: boolean;
  currentRoundTripTime?: number;
  localCandidateId?: string;
  remoteCandidateId?: string;
  local?: PreCallIceCandidateInfo;
  remote?: PreCallIceCandidateInfo;
}

/** The pair in use, with its candidates. */
export interface NominatedPair extends RTCIceCandidatePairStats {
  localCandidate?: RTCIceCandidateStats;
  remoteCandidate?: RTCIceCandidateStats;
}

/** What one server gave. */
export interface PreCallIceServerComparisonEntry {
  urls: string | string[];
  hasCandidates: boolean;
  candidateType: RTCIceCandidateType | null;
  candidates: RTCIceCandidateStats[];
  candidateCount: number;
}

/** Filled by nothing. */
export interface PreCallIceServerComparison {
  servers: PreCallIceServerComparisonEntry[];
  hasServerWithNoCandidates: boolean;
  appearsStrictNetwork: boolean;
}

export interface PreCallIceReport {
  /** The same as `gatheringComplete`. */
  candidateGatheringCompleted?: boolean;
  gatheringComplete?: boolean;
  candidateCounts: Record<RTCIceCandidateType, number>;
  /** Those of this side. */
  candidates: RTCIceCandidateStats[];
  hasRelayCandidate: boolean;
  /** Also when there is none at all. */
  onlyHostCandidates: boolean;
  isTurnRequired?: boolean;
  hasMultipleNetworkInterfaces?: boolean;
  vpnDetected?: boolean;
  hasSelectedPair: boolean;
  selectedPair?: NominatedPair;
  iceGatheringState?: RTCIceGatheringState | (string & {});
  iceConnectionState?: RTCIceConnectionState | (string & {});
  serverCandidateComparison?: PreCallIceServerComparisonEntry[];
}

/** Milliseconds. */
export type NetworkMinMaxAverage = Partial<MinMaxAverage>;

export interface NetworkPacketCounters {
  packetsSent?: number;
  packetsReceived?: number;
  packetsLost?: number;
  /** 0 to 1. */
  packetLossFraction?: number;
}

export interface NetworkByteCounters {
  bytesSent?: number;
  bytesReceived?: number;
}

/** Bits per second. */
export interface NetworkBitrate {
  outbound?: number;
  inbound?: number;
}

/** Whether audio flows one way, and how much did in the last interval. */
export interface NetworkAudioDirection {
  flowing: boolean;
  packets?: number;
  bytes?: number;
  packetsDelta?: number;
  bytesDelta?: number;
}

export interface PreCallNetworkReport {
  quality?: 'good' | 'fair' | 'poor' | 'unknown';
  rtt?: NetworkMinMaxAverage;
  jitter?: NetworkMinMaxAverage;
  packets?: NetworkPacketCounters;
  bytes?: NetworkByteCounters;
  bitrate?: NetworkBitrate;
  inbound?: NetworkAudioDirection;
  outbound?: NetworkAudioDirection;
  reasons?: PreCallDiagnosticReason[];
}

export type MicrophonePermissionState = 'granted' | 'denied' | 'prompt' | 'unknown';

export interface PreCallAudioDevice {
  label: string;
  deviceId: string;
  kind: 'audioinput';
}

/** 0 to 1. */
export interface PreCallMicrophoneAudioLevelStats {
  peak: number;
  average: number;
  samples: number;
}

export interface PreCallMicrophoneReport {
  currentPermissionState: MicrophonePermissionState;
  isPermissionGrantedCurrently: boolean;
  isGetUserMediaFailed: boolean;
  deviceAvailable: boolean;
  deviceCount: number;
  devices: PreCallAudioDevice[];
  labelsAccessible?: boolean;
  activeCapturePerformed?: boolean;
  /** The peak, 0 to 1. */
  audioLevel?: number;
  audioLevelStats?: PreCallMicrophoneAudioLevelStats;
  audioDetected?: boolean;
  captureError?: 'permission_denied' | 'no_device' | 'not_supported' | 'unknown';
  captureErrorMessage?: string;
  recordingPerformed?: boolean;
  recordingDataUrl?: string;
  recordingMimeType?: string;
  recordingDurationMs?: number;
  playbackPerformed?: boolean;
  reasons?: PreCallDiagnosticReason[];
}

/** A check with one server only. */
export interface PreCallServerTestReport {
  server: RTCIceServer;
  established: boolean;
  callId?: string;
  ice?: PreCallIceReport;
  network?: PreCallNetworkReport;
  timings?: PreCallTimingsReport;
  error?: string;
}

/** What the checks resolve to. */
export interface PreCallDiagnosticReport {
  version: 1;
  verdict?: 'ready' | 'degraded' | 'blocked' | 'permission_denied' | 'inconclusive';
  reasons?: PreCallDiagnosticReason[];
  warnings?: PreCallDiagnosticWarning[];
  timings?: PreCallTimingsReport;
  ice?: PreCallIceReport;
  network?: PreCallNetworkReport;
  microphone?: PreCallMicrophoneReport;
  serverTests?: PreCallServerTestReport[];
  callId?: string;
  raw?: { stats?: unknown; samples?: unknown[] };
}

export interface PreCallDiagnosticRunner {
  run(): Promise<PreCallDiagnosticReport>;
}

/** What `TimingsCollector` needs of a call. */
export interface TimingsCallLike {
  getEstablishmentTimings?(): PreCallEstablishmentTimings | undefined;
}

export interface TimingsBuildOptions {
  call?: TimingsCallLike;
}
