// What the checks before a call report, for code that names these types. Types only; the checks are not there yet.

import type { IEstablishmentStep, IEstablishmentTimings } from './timings.js';

/** A candidate, as the statistics of a browser list it. */
export interface RTCIceCandidateStats {
  /** An IP address, or a name that hides one (`….local`). */
  address: RTCIceCandidate['address'];
  /** `host`, `srflx`, `prflx` or `relay`. */
  candidateType: RTCIceCandidate['type'];
  /** Whether it is used no more. */
  deleted: boolean;
  /** Names this entry; pairs refer to it. */
  id: string;
  /** The port at that address. */
  port: RTCIceCandidate['port'];
  /** As ICE computes it; the higher one is preferred. */
  priority: RTCIceCandidate['priority'];
  /** What is spoken to the far end, or to a TURN server. */
  protocol: RTCIceCandidate['protocol'] | 'tls';
  /** What is spoken to the TURN server; of relays only. */
  relayProtocol?: 'tcp' | 'udp' | 'tls';
  /** Milliseconds since the epoch: when the entry was made. */
  timestamp: DOMHighResTimeStamp;
  /** Names the entry of the transport it belongs to. */
  transportId: string;
  /** `local-candidate` or `remote-candidate`. */
  type: string;
  /** The STUN or TURN server it came from. */
  url: string;
  /** For example `wifi`, `ethernet` or `vpn`; not every browser tells. */
  networkType: string;
}

/** What a figure was in the course of a check. */
export interface MinMaxAverage {
  /** The lowest sample. */
  min: number;
  /** The highest sample. */
  max: number;
  /** The arithmetic mean of the samples. */
  average: number;
}

/** How a call sounds, in a word. */
export type Quality = 'excellent' | 'good' | 'fair' | 'poor' | 'bad';

/** What `PreCallDiagnosis.run()` resolves to. */
export interface Report {
  /** The candidates that were found. */
  iceCandidateStats: RTCIceCandidateStats[];
  /** The pair that carried the call. */
  iceCandidatePairStats: RTCIceCandidatePairStats;
  /** How it sounded. */
  summaryStats: {
    /** Seconds. */
    jitter: MinMaxAverage;
    /** Seconds: the round trip. */
    rtt: MinMaxAverage;
    /** 1 to 5. */
    mos: number;
    /** The same in a word. */
    quality: Quality;
  };
  /** What the call came to. */
  sessionStats: {
    /** Packets that arrived here. */
    packetsReceived: number;
    /** Packets that should have arrived here. */
    packetsLost: number;
    /** Packets that left here. */
    packetsSent: number;
    /** Bytes that left here. */
    bytesSent: number;
    /** Bytes that arrived here. */
    bytesReceived: number;
  };
}

/** Why a verdict is what it is; `code` is one of the reason codes. */
export interface PreCallDiagnosticReason {
  /** A value of `IceReasonCode`, `NetworkReasonCode` or `MicrophoneReasonCode`, or another. */
  code: string;
  /** The same in a sentence, for the developer. */
  message: string;
  /** `ice`, `network`, `microphone` or `diagnostic`. */
  source: string;
}

/** What is worth knowing, and did not decide the verdict. */
export type PreCallDiagnosticWarning = PreCallDiagnosticReason;
/** A step of establishing the call of a check. */
export type PreCallEstablishmentStep = IEstablishmentStep;
/** How long it took to establish the call of a check. */
export type PreCallEstablishmentTimings = IEstablishmentTimings;

/** All in milliseconds. */
export interface PreCallTimingsReport {
  /** How long the check took, putting away what it used included. */
  totalMs?: number;
  /** How long it took until all candidates were there. */
  iceGatheringMs?: number;
  /** From the beginning of gathering. */
  firstNonHostCandidateMs?: number;
  /** What `call.getEstablishmentTimings()` said. */
  callEstablishment?: PreCallEstablishmentTimings;
}

/** Filled by nothing. */
export interface PreCallIceCandidateCounts {
  /** Of any type. */
  total: number;
  /** Addresses of this machine. */
  host: number;
  /** Addresses as a STUN server saw them. */
  srflx: number;
  /** Addresses as the far end saw them. */
  prflx: number;
  /** Addresses on a TURN server. */
  relay: number;
  /** Of none of these types. */
  unknown: number;
}

/** Filled by nothing. */
export interface PreCallIceCandidateInfo {
  /** As in `RTCIceCandidateStats`, like all of these. */
  id?: string;
  /** An IP address, or a name that hides one. */
  address?: string;
  /** The port at that address. */
  port?: number;
  /** `host`, `srflx`, `prflx` or `relay`. */
  candidateType?: RTCIceCandidateType | (string & {});
  /** `udp` or `tcp`. */
  protocol?: string;
  /** For example `wifi`. */
  networkType?: string;
  /** The STUN or TURN server it came from. */
  url?: string;
}

/** Filled by nothing. */
export interface PreCallIceSelectedPairReport {
  /** Names the entry among the statistics. */
  id?: string;
  /** `frozen`, `waiting`, `in-progress`, `failed` or `succeeded`. */
  state?: string;
  /** Whether it was chosen. */
  nominated?: boolean;
  /** Whether packets can be sent over it. */
  writable?: boolean;
  /** Seconds. */
  currentRoundTripTime?: number;
  /** Names the entry of the candidate of this side. */
  localCandidateId?: string;
  /** Names the entry of the candidate of the far side. */
  remoteCandidateId?: string;
  /** The candidate of this side. */
  local?: PreCallIceCandidateInfo;
  /** The candidate of the far side. */
  remote?: PreCallIceCandidateInfo;
}

/** The pair in use, with its candidates. */
export interface NominatedPair extends RTCIceCandidatePairStats {
  /** The candidate of this side. */
  localCandidate?: RTCIceCandidateStats;
  /** The candidate of the far side. */
  remoteCandidate?: RTCIceCandidateStats;
}

/** What one server gave. */
export interface PreCallIceServerComparisonEntry {
  /** Its addresses, as configured. */
  urls: string | string[];
  /** Whether any candidate came from it. */
  hasCandidates: boolean;
  /** The type of the first of them; null without any. */
  candidateType: RTCIceCandidateType | null;
  /** Those that came from it. */
  candidates: RTCIceCandidateStats[];
  /** How many these are. */
  candidateCount: number;
}

/** Filled by nothing. */
export interface PreCallIceServerComparison {
  /** What each server gave. */
  servers: PreCallIceServerComparisonEntry[];
  /** Whether one of them gave nothing. */
  hasServerWithNoCandidates: boolean;
  /** Whether only relays get through. */
  appearsStrictNetwork: boolean;
}

/** How the call found its way through the network. */
export interface PreCallIceReport {
  /** The same as `gatheringComplete`. */
  candidateGatheringCompleted?: boolean;
  /** Whether every server had answered, or been given up, by the end of the check. */
  gatheringComplete?: boolean;
  /** How many candidates of each type this side has. */
  candidateCounts: Record<RTCIceCandidateType, number>;
  /** Those of this side. */
  candidates: RTCIceCandidateStats[];
  /** Whether a TURN server gave one. */
  hasRelayCandidate: boolean;
  /** Also when there is none at all. */
  onlyHostCandidates: boolean;
  /** Whether the path in use leads over a TURN server. */
  isTurnRequired?: boolean;
  /** Whether this machine has several addresses; undefined without candidates. */
  hasMultipleNetworkInterfaces?: boolean;
  /** Whether one of them belongs to a VPN; undefined without candidates. */
  vpnDetected?: boolean;
  /** Whether a path was found. */
  hasSelectedPair: boolean;
  /** The path; its round trip is in seconds. */
  selectedPair?: NominatedPair;
  /** As the peer connection said at the end. */
  iceGatheringState?: RTCIceGatheringState | (string & {});
  /** As the peer connection said at the end. */
  iceConnectionState?: RTCIceConnectionState | (string & {});
  /** What each configured server gave. */
  serverCandidateComparison?: PreCallIceServerComparisonEntry[];
}

/** Milliseconds. */
export type NetworkMinMaxAverage = Partial<MinMaxAverage>;

/** Packets of sound at the end of a check. */
export interface NetworkPacketCounters {
  /** Those that left here. */
  packetsSent?: number;
  /** Those that arrived here. */
  packetsReceived?: number;
  /** Those that did not arrive, in the worse direction. */
  packetsLost?: number;
  /** 0 to 1. */
  packetLossFraction?: number;
}

/** Bytes of sound at the end of a check. */
export interface NetworkByteCounters {
  /** Those that left here. */
  bytesSent?: number;
  /** Those that arrived here. */
  bytesReceived?: number;
}

/** Bits per second. */
export interface NetworkBitrate {
  /** From here. */
  outbound?: number;
  /** To here. */
  inbound?: number;
}

/** Whether audio flows one way, and how much did in the last interval. */
export interface NetworkAudioDirection {
  /** Whether more came to be counted during the check. */
  flowing: boolean;
  /** All packets at the end of the check. */
  packets?: number;
  /** All bytes at the end of the check. */
  bytes?: number;
  /** The packets that came during the check. */
  packetsDelta?: number;
  /** The bytes that came during the check. */
  bytesDelta?: number;
}

/** How well the network carried the sound. */
export interface PreCallNetworkReport {
  /** The worst that the figures make of it; `unknown` without any. */
  quality?: 'good' | 'fair' | 'poor' | 'unknown';
  /** Milliseconds: the round trip. */
  rtt?: NetworkMinMaxAverage;
  /** Milliseconds, in the worse direction. */
  jitter?: NetworkMinMaxAverage;
  /** How many packets, and how many of them were lost. */
  packets?: NetworkPacketCounters;
  /** How many bytes. */
  bytes?: NetworkByteCounters;
  /** Bits per second over the whole check. */
  bitrate?: NetworkBitrate;
  /** What the far end sent. */
  inbound?: NetworkAudioDirection;
  /** What this side sent. */
  outbound?: NetworkAudioDirection;
  /** What spoils it. */
  reasons?: PreCallDiagnosticReason[];
}

/** Whether the page may open a microphone; `prompt`: the user is asked first. */
export type MicrophonePermissionState = 'granted' | 'denied' | 'prompt' | 'unknown';

/** A microphone that there is. */
export interface PreCallAudioDevice {
  /** As the system names it; empty before the page may know. */
  label: string;
  /** For `micId` and `setAudioInDevice()`. */
  deviceId: string;
  /** Always this one. */
  kind: 'audioinput';
}

/** 0 to 1. */
export interface PreCallMicrophoneAudioLevelStats {
  /** The loudest reading. */
  peak: number;
  /** The mean of the readings. */
  average: number;
  /** How many readings. */
  samples: number;
}

/** What a microphone check found. */
export interface PreCallMicrophoneReport {
  /** At the end of the check. */
  currentPermissionState: MicrophonePermissionState;
  /** Whether the page may open a microphone now; false as well when there is none to open. */
  isPermissionGrantedCurrently: boolean;
  /** Whether opening it failed, for whatever reason. */
  isGetUserMediaFailed: boolean;
  /** Whether there is a microphone. */
  deviceAvailable: boolean;
  /** How many. */
  deviceCount: number;
  /** Which. */
  devices: PreCallAudioDevice[];
  /** Whether the page may know their labels. */
  labelsAccessible?: boolean;
  /** Whether a microphone was opened and listened to. */
  activeCapturePerformed?: boolean;
  /** The peak, 0 to 1. */
  audioLevel?: number;
  /** How loud it was, in figures. */
  audioLevelStats?: PreCallMicrophoneAudioLevelStats;
  /** Whether the peak reached `silenceThreshold`. */
  audioDetected?: boolean;
  /** Why it could not be opened. */
  captureError?: 'permission_denied' | 'no_device' | 'not_supported' | 'unknown';
  /** What the browser said about it. */
  captureErrorMessage?: string;
  /** Whether something was recorded. */
  recordingPerformed?: boolean;
  /** The recording as a `data:` URL, to be played or sent. */
  recordingDataUrl?: string;
  /** For example `audio/webm;codecs=opus`. */
  recordingMimeType?: string;
  /** Milliseconds. */
  recordingDurationMs?: number;
  /** Whether the recording was played back. */
  playbackPerformed?: boolean;
  /** What is wrong with it. */
  reasons?: PreCallDiagnosticReason[];
}

/** A check with one server only. */
export interface PreCallServerTestReport {
  /** The server, by one of its addresses, with its credentials: not for logs. */
  server: RTCIceServer;
  /** Whether the call came about. */
  established: boolean;
  /** The `id` of that call. */
  callId?: string;
  /** How it found its way. */
  ice?: PreCallIceReport;
  /** How well it was carried. */
  network?: PreCallNetworkReport;
  /** How long it took. */
  timings?: PreCallTimingsReport;
  /** Why it did not come about. */
  error?: string;
}

/** What the checks resolve to. What was not checked is left out. */
export interface PreCallDiagnosticReport {
  /** Of this shape. */
  version: 1;
  /** The worst that any part came to; `inconclusive` when none came to anything. */
  verdict?: 'ready' | 'degraded' | 'blocked' | 'permission_denied' | 'inconclusive';
  /** Why the verdict is no better; left out when empty. */
  reasons?: PreCallDiagnosticReason[];
  /** What did not decide the verdict; left out when empty. */
  warnings?: PreCallDiagnosticWarning[];
  /** How long it took. */
  timings?: PreCallTimingsReport;
  /** How the call found its way; not of a network check, which has one for each server. */
  ice?: PreCallIceReport;
  /** How well it was carried; not of a network check, which has one for each server. */
  network?: PreCallNetworkReport;
  /** What was found of the microphone. */
  microphone?: PreCallMicrophoneReport;
  /** Of a network check: one entry for each address of a server. */
  serverTests?: PreCallServerTestReport[];
  /** The `id` of the call that was placed for it. */
  callId?: string;
  /** What the figures were made from. */
  raw?: {
    /** Filled by nothing. */
    stats?: unknown;
    /** Each an `RTCStatsReport`, in the order of time. */
    samples?: unknown[];
  };
}
