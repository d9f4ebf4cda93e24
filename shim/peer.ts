// What an application wants of a call's peer connection beside what the core does with it: entries of its statistics,
// limits of what it sends. Asks the peer that is heard at the moment; does not know why it changes.

import { isolated } from './events.js';

export class PeerUse {
  /** null once the call is over. */
  private readers: ((entry: Record<string, unknown>) => void)[] | null = [];
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly limits = new Map<string, number>();

  constructor(private readonly peer: () => RTCPeerConnection | null | undefined) {}

  /** Hands over, again and again, the entries that have all these fields. */
  read(tell: (entry: unknown) => unknown, fields: object = {}): void {
    const wanted = Object.entries(fields);
    if (!this.readers) return;
    this.readers.push((entry) => {
      if (wanted.every(([name, value]) => entry[name] === value)) isolated('getStats', () => tell(entry));
    });
    this.timer ??= setInterval(() => void this.readAll(), 2_000);
  }

  /** Bits per second, for what is sent of this kind, by every peer to come too. */
  async limit(kind: string, max: number): Promise<void> {
    this.limits.set(kind, max);
    try {
      const sender = this.peer()
        ?.getSenders()
        .find(({ track }) => track?.kind === kind);
      const parameters = sender?.getParameters();
      if (!parameters) return;
      // Old browsers list none.
      (parameters.encodings[0] ??= { rid: 'h' }).maxBitrate = max;
      await sender!.setParameters(parameters);
    } catch (error) {
      console.warn('The bandwidth was not changed', error);
    }
  }

  /** Another peer may be the one that sends. */
  limitAgain(): void {
    this.limits.forEach((max, kind) => void this.limit(kind, max));
  }

  /** The call is over. */
  release(): void {
    clearInterval(this.timer);
    this.readers = null;
  }

  private async readAll(): Promise<void> {
    try {
      const report = await this.peer()?.getStats();
      report?.forEach((entry: Record<string, unknown>) => this.readers?.forEach((read) => read(entry)));
    } catch {
      // The next time.
    }
  }
}
