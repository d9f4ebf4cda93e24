// How long each step of establishing a call took, as applications are told it. Knows the steps by the numbers the core
// has for them.

/** A step of establishing a call. */
export interface IEstablishmentStep {
  /** What was reached, in English, for example `Call is active`. */
  label: string;
  /** Milliseconds since the call was placed, or arrived. */
  fromStart: number;
  /** Milliseconds since the step before. */
  delta: number;
}

/** What `call.getEstablishmentTimings()` returns. */
export interface IEstablishmentTimings {
  /** Whether candidates are sent one by one (`trickle`) or with the description. */
  mode: 'trickle' | 'non-trickle';
  /** `outbound` if the call was placed here, `inbound` if it arrived. */
  direction: 'inbound' | 'outbound';
  /** In the order in which they were reached. */
  steps: IEstablishmentStep[];
}

/** Adds a step to those there are. */
export function addStep({ direction, steps }: IEstablishmentTimings, step: number, fromStart: number): void {
  const description = `SDP ${direction === 'outbound' ? 'offer' : 'answer'} generated`;
  const label = labels[step] ?? description;
  steps.push({ label, fromStart, delta: fromStart - (steps.at(-1)?.fromStart ?? 0) });
}

// The words that tools for such timings look for; in the order of `Step` in src/io.hpp.
const labels = [
  'Peer object created',
  'Media devices acquired',
  undefined, // by what it is
  'Local description applied',
  'ICE candidate gathering started',
  'First ICE candidate found',
  'First server-reflexive/relay candidate found',
  'SDP sent to server',
  'All ICE candidates gathered',
  'Remote side ringing',
  'Early media received from server',
  'Remote description applied',
  'Call answered by remote side',
  'Secure media channel established (DTLS)',
  'Call is active',
  'Answer delay (invite → call.answer)',
];
