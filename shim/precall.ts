// The checks before a call. They are not there yet: what would check says so by an error, and the constants and the
// collector of timings, which need no check, are what they are in the reference.

import { notThere } from './errors.js';
import type {
  PreCallDiagnosisOptions,
  PreCallDiagnosticOptions,
  PreCallDiagnosticReport,
  PreCallDiagnosticRunner,
  PreCallTimingsReport,
  Report,
  TelnyxIDs,
  TimingsBuildOptions,
} from './precall-types.js';

/** Of `PreCallDiagnosticReason.code`, as far as it is about candidates and servers. */
export const IceReasonCode = {
  NoCandidates: 'ice_no_candidates',
  OnlyHostCandidates: 'ice_only_host_candidates',
  GatheringTimeout: 'ice_gathering_timeout',
  NoSelectedPair: 'ice_no_selected_pair',
  TurnRequired: 'ice_turn_required',
  OnlyRelayCandidates: 'ice_only_relay_candidates',
  ServerNoCandidates: 'ice_server_no_candidates',
  StrictNetwork: 'ice_strict_network',
  MultipleInterfaces: 'ice_multiple_interfaces',
  VpnDetected: 'ice_vpn_detected',
} as const;
export type IceReasonCodeValue = (typeof IceReasonCode)[keyof typeof IceReasonCode];

/** Of `PreCallDiagnosticReason.code`, as far as it is about what arrives. */
export const NetworkReasonCode = {
  HighJitter: 'network_high_jitter',
  HighRtt: 'network_high_rtt',
  PacketLoss: 'network_packet_loss',
  LowBitrate: 'network_low_bitrate',
  HighPacketLoss: 'network_high_packet_loss',
  PoorQuality: 'network_poor_quality',
  FairQuality: 'network_fair_quality',
  NoAudioFlow: 'network_no_audio_flow',
  OneWayAudio: 'network_one_way_audio',
} as const;
export type NetworkReasonCodeValue = (typeof NetworkReasonCode)[keyof typeof NetworkReasonCode];

/** Of `PreCallDiagnosticReason.code`, as far as it is about the microphone. */
export const MicrophoneReasonCode = {
  PermissionDenied: 'microphone_permission_denied',
  NoDevice: 'microphone_no_device',
  CapturePermissionDenied: 'microphone_capture_permission_denied',
  CaptureNoDevice: 'microphone_capture_no_device',
  CaptureNotSupported: 'microphone_capture_not_supported',
  CaptureFailed: 'microphone_capture_failed',
  Silent: 'microphone_silent',
  SilenceDetected: 'microphone_silence_detected',
} as const;
export type MicrophoneReasonCodeValue = (typeof MicrophoneReasonCode)[keyof typeof MicrophoneReasonCode];

/** What a user may be told before a microphone check records. */
export const MICROPHONE_RECORDING_NOTICE: string =
  'Your microphone is about to be recorded for a moment, and played to you.';

/** The check of old. Not there yet. */
export class PreCallDiagnosis {
  /** @throws (rejects) 49101 */
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
  constructor(private readonly options: PreCallDiagnosticOptions) {}

  /** @throws (rejects) 49101 */
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
