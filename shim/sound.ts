// Where calls are heard: the application's elements, a muted element that bridges the change of peers, the
// ringing tones, the output device. Plumbing of the page; does not know why a stream comes or goes.

import { isolated } from './events.js';
import type { ICallOptions, MediaElementOption } from './options.js';

/** The element that an option means, as the page is now. */
export function resolveElement(option: unknown): HTMLMediaElement | null {
  let found: unknown = typeof option === 'string' ? document.getElementById(option) : option;
  if (typeof option === 'function') {
    const choose = option as () => unknown;
    isolated('an element option', () => (found = choose()));
  }
  return isMediaElement(found) ? found : null;
}

/** An element that the application chose, perhaps by an id that the page does not have yet. */
export class ElementChoice {
  private choice: MediaElementOption | null | undefined;
  private resolved: HTMLMediaElement | null = null;

  choose(choice: MediaElementOption | null | undefined): void {
    this.choice = choice;
    this.resolved = resolveElement(choice);
  }

  get element(): HTMLMediaElement | null {
    return this.resolved ?? resolveElement(this.choice);
  }

  get id(): string | null {
    return typeof this.choice === 'string' ? this.choice : null;
  }

  /** What a call is given: the element, or what may become one. */
  get option(): MediaElementOption | undefined {
    return this.resolved ?? this.choice ?? undefined;
  }
}

/** The sound of one call. */
export class CallSound {
  /** The far end's stream that is heard. */
  stream: MediaStream | null = null;
  isDeaf = false;

  private peer = 0;
  private readonly keepers = new Map<number, HTMLAudioElement>();
  private readonly taken = new Map<HTMLMediaElement, MediaStream>();

  /**
   * `overwrote`: told when this call takes an element from another one that still plays on it. `blocked`: when the
   * browser will not play before somebody has clicked.
   */
  constructor(
    private readonly options: () => ICallOptions,
    private readonly overwrote: () => void,
    private readonly blocked: () => void,
  ) {}

  /**
   * Plays a peer's stream, muted. While any element plays a remote stream the browser keeps its output
   * running, so that the application's element can change streams without a pause that could be heard.
   */
  keep(peer: number, stream: MediaStream): void {
    const keeper = this.keepers.get(peer) ?? document.createElement('audio');
    this.keepers.set(peer, keeper);
    keeper.muted = true;
    void this.route(keeper);
    play(keeper, stream);
  }

  /** From now on this peer is heard. */
  change(peer: number, stream: MediaStream | null): void {
    this.peer = peer;
    if (!stream) return;
    this.stream = stream;
    this.applyDeafness();
    const element = resolveElement(this.options().remoteElement);
    if (!element) return;
    if (isTaken(element, this)) this.overwrote();
    this.take(element, stream);
    void this.route(element);
  }

  /** Shows the own side. */
  mirror(stream: MediaStream): void {
    const element = resolveElement(this.options().localElement);
    if (element) this.take(element, stream);
  }

  /** This peer is closed. */
  drop(peer: number): void {
    this.silence(peer);
    if (peer === this.peer) this.leaveElements();
  }

  /** The call is over. */
  release(): void {
    for (const peer of [...this.keepers.keys()]) this.silence(peer);
    this.leaveElements();
  }

  /** Stops or lets through what the far end says. */
  deafen(deaf: boolean): void {
    this.isDeaf = deaf;
    this.applyDeafness();
  }

  /** Brings the call to `options.speakerId`; false if the browser or the device will not. */
  async changeDevice(): Promise<boolean> {
    const element = resolveElement(this.options().remoteElement);
    if (!element) return false;
    for (const keeper of this.keepers.values()) void this.route(keeper);
    return this.route(element);
  }

  /** Plays what was blocked; false if it still is. */
  async resume(): Promise<boolean> {
    try {
      await Promise.all([...this.taken.keys()].map((element) => element.play()));
      return true;
    } catch {
      return false;
    }
  }

  /** Whether this call plays on the element. */
  holds(element: HTMLMediaElement): boolean {
    const stream = this.taken.get(element);
    return stream !== undefined && element.srcObject === stream;
  }

  private async route(element: HTMLMediaElement): Promise<boolean> {
    const { speakerId } = this.options();
    if (speakerId === undefined || typeof element.setSinkId !== 'function') return false;
    try {
      await element.setSinkId(speakerId);
      return true;
    } catch (error) {
      console.warn('The output device could not be changed', error);
      return false;
    }
  }

  private applyDeafness(): void {
    this.stream?.getAudioTracks().forEach((track) => (track.enabled = !this.isDeaf));
  }

  private take(element: HTMLMediaElement, stream: MediaStream): void {
    this.taken.set(element, stream);
    players.set(element, this);
    play(element, stream, this.blocked);
  }

  // An element that plays something else by now belongs to somebody else.
  private leaveElements(): void {
    for (const [element, stream] of this.taken) if (element.srcObject === stream) element.srcObject = null;
    this.taken.clear();
  }

  private silence(peer: number): void {
    const keeper = this.keepers.get(peer);
    if (!keeper) return;
    this.keepers.delete(peer);
    keeper.pause();
    keeper.srcObject = null;
  }
}

/** A ringing sound of the page, looped as long as one call wants it. */
export class Tone {
  private readonly wanting = new Set<object>();

  /** An element of this id that the page has is used as it is. */
  constructor(private readonly id: string) {}

  start(call: object, file: string | undefined): void {
    const element = this.element() ?? (file ? this.make(file) : null);
    if (!element) return;
    this.wanting.add(call);
    start(element);
  }

  stop(call: object): void {
    if (!this.wanting.delete(call) || this.wanting.size > 0) return;
    const element = this.element();
    if (!element) return;
    element.pause();
    element.currentTime = 0;
  }

  private element(): HTMLMediaElement | null {
    return resolveElement(this.id);
  }

  private make(file: string): HTMLMediaElement {
    const element = document.createElement('audio');
    element.id = this.id;
    element.loop = true;
    element.preload = 'auto';
    element.src = file;
    document.body.appendChild(element);
    return element;
  }
}

/** Rings while a call waits to be answered here. */
export const ringtone = /* @__PURE__ */ new Tone('_ringtone');
/** Rings while the far end is being called. */
export const ringback = /* @__PURE__ */ new Tone('_ringback');

// Which call played on an element last.
const players = /* @__PURE__ */ new WeakMap<HTMLMediaElement, CallSound>();

function isTaken(element: HTMLMediaElement, by: CallSound): boolean {
  const player = players.get(element);
  return player !== undefined && player !== by && player.holds(element);
}

function play(element: HTMLMediaElement, stream: MediaStream, blocked?: () => void): void {
  for (const name of ['autoplay', 'playsinline']) {
    if (!element.hasAttribute(name)) element.setAttribute(name, '');
  }
  if (element.srcObject !== stream) element.srcObject = stream;
  start(element, blocked);
}

function start(element: HTMLMediaElement, blocked?: () => void): void {
  void element.play()?.catch((error: unknown) => {
    console.debug('Playing has to wait', error);
    if ((error as Error | null)?.name === 'NotAllowedError') blocked?.();
  });
}

function isMediaElement(value: unknown): value is HTMLMediaElement {
  return typeof value === 'object' && value !== null && 'srcObject' in value && 'play' in value;
}
