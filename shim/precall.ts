// The checks before a call. They are not there yet: what would check says so by an error, and the constants and the
// collector of timings, which need no check, are what they are in the reference.

import { notThere } from './errors.js';
import type { PreCallDiagnosticReport, PreCallTimingsReport, Report } from './precall-report.js';
import type {
  PreCallDiagnosisOptions,
  PreCallDiagnosticOptions,
  PreCallDiagnosticRunner,
  TelnyxIDs,
  TimingsBuildOptions,
} from './precall-types.js';

/** Of `PreCallDiagnosticReason.code`, as far as it is about candidates and servers. */
export const IceReasonCode = {
  /** This side found no candidate, so nothing could be tried. */
  NoCandidates: 'ice_no_candidates',
  /** Only addresses of this machine: no STUN or TURN server answered. */
  OnlyHostCandidates: 'ice_only_host_candidates',
  /** Not all servers had answered when the check ended. */
  GatheringTimeout: 'ice_gathering_timeout',
  /** No path to the far end was found. */
  NoSelectedPair: 'ice_no_selected_pair',
  /** The path leads over a TURN server; a direct one was not found. */
  TurnRequired: 'ice_turn_required',
  /** Kept for code that names it; never given. */
  OnlyRelayCandidates: 'ice_only_relay_candidates',
  /** One of the servers gave nothing. */
  ServerNoCandidates: 'ice_server_no_candidates',
  /** Kept for code that names it; never given. */
  StrictNetwork: 'ice_strict_network',
  /** This machine has several addresses; the path may change in mid-call. */
  MultipleInterfaces: 'ice_multiple_interfaces',
  /** A candidate belongs to a VPN. */
  VpnDetected: 'ice_vpn_detected',
} as const;
/** One of the values of `IceReasonCode`. */
export type IceReasonCodeValue = (typeof IceReasonCode)[keyof typeof IceReasonCode];

/** Of `PreCallDiagnosticReason.code`, as far as it is about what arrives. */
export const NetworkReasonCode = {
  /** Packets arrive too unevenly. */
  HighJitter: 'network_high_jitter',
  /** The round trip takes too long. */
  HighRtt: 'network_high_rtt',
  /** Too many packets are lost. */
  PacketLoss: 'network_packet_loss',
  /** Too few bits flow in one of the directions. */
  LowBitrate: 'network_low_bitrate',
  /** Kept for code that names it; never given. */
  HighPacketLoss: 'network_high_packet_loss',
  /** The figures together make a poor call. */
  PoorQuality: 'network_poor_quality',
  /** The figures together make a fair call. */
  FairQuality: 'network_fair_quality',
  /** Sound flows in no direction. */
  NoAudioFlow: 'network_no_audio_flow',
  /** Sound flows in one direction only. */
  OneWayAudio: 'network_one_way_audio',
} as const;
/** One of the values of `NetworkReasonCode`. */
export type NetworkReasonCodeValue = (typeof NetworkReasonCode)[keyof typeof NetworkReasonCode];

/** Of `PreCallDiagnosticReason.code`, as far as it is about the microphone. */
export const MicrophoneReasonCode = {
  /** The page may not open a microphone. */
  PermissionDenied: 'microphone_permission_denied',
  /** There is no microphone. */
  NoDevice: 'microphone_no_device',
  /** Opening the microphone was refused by the user or the system. */
  CapturePermissionDenied: 'microphone_capture_permission_denied',
  /** Opening found no microphone, or none that fits. */
  CaptureNoDevice: 'microphone_capture_no_device',
  /** The browser offers no microphone here, as outside secure contexts. */
  CaptureNotSupported: 'microphone_capture_not_supported',
  /** Opening failed for another reason, for example because another program has the microphone. */
  CaptureFailed: 'microphone_capture_failed',
  /** It is open, and nothing is heard. */
  Silent: 'microphone_silent',
  /** Kept for code that names it; never given. */
  SilenceDetected: 'microphone_silence_detected',
} as const;
/** One of the values of `MicrophoneReasonCode`. */
export type MicrophoneReasonCodeValue = (typeof MicrophoneReasonCode)[keyof typeof MicrophoneReasonCode];

/** What a user may be told before a microphone check records. */
export const MICROPHONE_RECORDING_NOTICE: string =
  'Your microphone is about to be recorded for a moment, and played to you.';

/** The check of old. Not there yet. */
export class PreCallDiagnosis {
  /**
   * Would call an application of TeXML and report how that call sounded.
   * @throws (rejects) 49101
   */
  static run(options: PreCallDiagnosisOptions): Promise<Report>;
  static run(): Promise<Report> {
    return Promise.reject(notThere('PreCallDiagnosis.run()'));
  }

  /** Three empty texts, as in the reference. */
  getTelnyxIds(): TelnyxIDs {
    return { telnyxCallControlId: '', telnyxSessionId: '', telnyxLegId: '' };
  }
}

/** The check behind `runPreCall()` and its kin. Not there yet. */
export class PreCallDiagnostic implements PreCallDiagnosticRunner {
  /** Does nothing; the check would begin with `run()`. */
  constructor(private readonly options: PreCallDiagnosticOptions) {}

  /**
   * Would do what the options ask for and report it.
   * @throws (rejects) 49101
   */
  run(): Promise<PreCallDiagnosticReport> {
    return Promise.reject(notThere('PreCallDiagnostic'));
  }
}

/** Takes the time from its construction on, and out of a call how long its establishment took. */
export class TimingsCollector {
  private readonly startedAt = performance.now();

  /** What the call says, if it says anything. Never throws. */
  build({ call }: TimingsBuildOptions = {}): PreCallTimingsReport {
    try {
      const { mode, direction, steps } = call!.getEstablishmentTimings!()!;
      const at = (label: string) => steps.find((step) => step.label === label)?.fromStart;
      const started = at('ICE candidate gathering started');
      const since = (label: string) => {
        const duration = at(label)! - started!;
        return duration >= 0 ? duration : undefined;
      };
      const iceGatheringMs = since('All ICE candidates gathered');
      const firstNonHostCandidateMs = since('First server-reflexive/relay candidate found');
      return {
        callEstablishment: { mode, direction, steps: steps.map((step) => ({ ...step })) },
        ...(iceGatheringMs !== undefined && { iceGatheringMs }),
        ...(firstNonHostCandidateMs !== undefined && { firstNonHostCandidateMs }),
      };
    } catch {
      return {};
    }
  }

  /** Writes into the report how long it has been. */
  complete(report: PreCallTimingsReport): void {
    report.totalMs = performance.now() - this.startedAt;
  }
}

/** The same as `new TimingsCollector()`. */
export function createTimingsCollector(): TimingsCollector {
  return new TimingsCollector();
}
