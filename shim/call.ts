// A call as an application sees it: what the core said of it last, and the ways to ask for something.
// Decides nothing; a call that is over keeps what it knew and ignores what it is asked.

import { checked } from './checked.js';
import { mediaOf, stopTracks } from './devices.js';
import { jsonOf } from './dialog.js';
import { errorOf, saidBy } from './errors.js';
import type { Mirror } from './mirror.js';
import {
  merged,
  type AnswerParams,
  type AnyFunction,
  type ICallOptions,
  type ICallOptionsInUse,
  type IHangupParams,
} from './options.js';
import { PeerUse } from './peer.js';
import { CallSound, ringback, ringtone } from './sound.js';
import type { CallKey, CallSnapshot, CallStateName, CoreCause, EndReasonName } from './surface.js';

/** Why a call ended, for telling the user. */
export type EndReason = Exclude<EndReasonName, ''>;

/** The media side of a call. */
export interface ICallPeer {
  /** The peer connection that is heard now; another one after a recovery, null after the call. */
  instance: RTCPeerConnection;
  /** Whether it is connected, or on its way to it. */
  isConnectionHealthy(): boolean;
}

/**
 * One call. Made by `newCall()`, or by the client for a call that arrives; the same object through every recovery.
 * What is known only later, or no more, is typed as what it is in between, as applications have always known it.
 */
export class Call {
  /** The gateway's id of the call; another one after a recovery if the gateway wants it so. */
  id: string;
  /** After a recovery the id before it; empty otherwise. */
  recoveredCallId = '';
  /** `new`, `requesting`, `trying`, `recovering`, `ringing`, `answering`, `early`, `active`, `held`, `hangup`, `destroy` or `purge`. */
  state: string = 'new';
  /** The state before. */
  prevState: string = 'new';
  direction: 'inbound' | 'outbound';
  /** How the call ended, in the words of SIP, for example `NORMAL_CLEARING`. Undefined while it lives, as all of these. */
  cause!: string;
  /** The number of `cause`. */
  causeCode!: number;
  /** The status of SIP; null when the end brought none. */
  sipCode!: number;
  sipReason!: string;
  sipCallId!: string;
  /** Why the call ended, whoever ended it. */
  endReason?: EndReason;
  /** Undefined until the call has media. */
  peer!: ICallPeer;
  /** The options the call was made with, and what the gateway said since. */
  options: ICallOptionsInUse;
  channels: string[] = [];
  role = 'participant';
  extension: string = null!;

  private muted: boolean;
  /** The options it began with. */
  private readonly given: ICallOptions;
  private readonly use = new PeerUse(() => this.peer?.instance);
  private headers = '';
  private ending: Promise<void> | null = null;
  private established: (() => void) | null = null;
  /** @internal */
  readonly sound: CallSound;

  /** @internal */
  constructor(
    private readonly mirror: Mirror,
    private readonly key: CallKey,
    direction: 'inbound' | 'outbound',
    options: ICallOptionsInUse,
  ) {
    this.id = options.id;
    this.direction = direction;
    this.options = options;
    this.given = { ...options };
    this.muted = Boolean(options.mutedMicOnStart);
    this.sound = new CallSound(
      () => this.options,
      () => mirror.warn(33011, this),
      () => {
        mirror.warn(39002, this, { resumeAudio: () => this.resumeAudio() });
        mirror.deliver(); // the browser says so in no turn of the core's
      },
    );
  }

  /** Whether the microphone is meant to be off; holds for every microphone the call gets. */
  get isAudioMuted(): boolean {
    return this.muted;
  }

  get isVideoCall(): boolean {
    return Boolean(this.options.video);
  }

  /** The own side; undefined before there is one. Its tracks are stopped when the call is over. */
  get localStream(): MediaStream {
    return this.options.localStream!;
  }

  /** The far end; undefined before it is heard. Another stream after a recovery. */
  get remoteStream(): MediaStream {
    return this.options.remoteStream!;
  }

  /** The ids of the call in the platform's other interfaces; known once the far end rings or answers. */
  get telnyxIDs(): { telnyxCallControlId: string; telnyxSessionId: string; telnyxLegId: string } {
    const { telnyxCallControlId, telnyxSessionId, telnyxLegId } = this.options;
    return {
      telnyxCallControlId: telnyxCallControlId!,
      telnyxSessionId: telnyxSessionId!,
      telnyxLegId: telnyxLegId!,
    };
  }

  /**
   * Answers a call that rings. Resolves when the answer is on its way, before `active`; never rejects.
   * Failures are told by `telnyx.error` and end the call. A second answer warns (33006) and does nothing.
   * Opens what the client has as `mediaConstraints` now; without a microphone the call only listens.
   */
  answer(params: AnswerParams = {}): Promise<void> {
    const { customHeaders, remoteElement, localElement } = checked(params ?? {}, new Set());
    const given = { ...(customHeaders?.length && { customHeaders }), remoteElement, localElement };
    this.options = merged<ICallOptionsInUse>(this.options, given);
    if (this.state === 'ringing') this.takeDefaults();
    const answered =
      this.state === 'ringing' && !this.established
        ? new Promise<void>((resolve) => (this.established = resolve))
        : Promise.resolve();
    const headers = customHeaders?.length ? jsonOf(customHeaders) : '';
    const told = this.mirror.tell((core) => core.answerCall(this.key, headers, mediaOf(this.options)));
    if (!told) this.settleAnswer();
    return answered;
  }

  /**
   * Ends the call, or refuses it while it rings. Resolves after `destroy`; never rejects. A call that is
   * ending already ends once.
   * @param params What the far end is told; by default `NORMAL_CLEARING`, or `USER_BUSY` before the answer.
   */
  hangup(params?: IHangupParams): Promise<void> {
    if (this.state === 'destroy') return Promise.resolve();
    const cause = causeOf(params);
    const { customHeaders } = checked(params?.dialogParams ?? {}, new Set());
    const headers = jsonOf(customHeaders);
    this.ending ??= this.mirror
      .ask((core, ticket) => core.hangUp(this.key, ticket, cause, headers))
      .then(() => undefined);
    return this.ending;
  }

  /** Puts the far end on hold. Resolves to whether it worked; never rejects. A failure emits 44001. */
  hold(): Promise<boolean> {
    return this.changeHold('hold');
  }

  /** Takes the far end back. As `hold()`. */
  unhold(): Promise<boolean> {
    return this.changeHold('unhold');
  }

  /** Holds, or takes back. As `hold()`. */
  toggleHold(): Promise<boolean> {
    return this.changeHold('toggle');
  }

  /** Sends digits (0-9, A-D, *, #), several at once if wanted. Nothing is heard on this side. */
  dtmf(digits: string): void {
    this.mirror.tell((core) => core.sendDtmf(this.key, String(digits)));
  }

  /** Switches the microphone off, whenever there is one. Emits nothing. */
  muteAudio(): void {
    this.changeMute(true);
  }

  /** Switches the microphone on. */
  unmuteAudio(): void {
    this.changeMute(false);
  }

  toggleAudioMute(): void {
    this.changeMute(!this.muted);
  }

  /** Stops hearing the far end, also after a recovery. */
  deaf(): void {
    this.sound.deafen(true);
  }

  /** Hears the far end again. */
  undeaf(): void {
    this.sound.deafen(false);
  }

  toggleDeaf(): void {
    this.sound.deafen(null);
  }

  /**
   * Speaks with another microphone from now on, also after a recovery; the far end hears no break. Other constraints
   * of `options.audio` stay. Of two changes at once the later one counts, and the earlier one rejects.
   * @param muted whether it is to be off; as it is now unless given
   * @throws (rejects) 42001, 42002 or 42003, emitted as `telnyx.error` as well; the call keeps the microphone it has.
   * A call that speaks with none emits warning 33009 and resolves.
   */
  async setAudioInDevice(deviceId: string, muted: boolean = this.muted): Promise<void> {
    const { audio } = mediaOf({ ...this.options, audio: this.options.audio || true, micId: deviceId });
    const { value, error, message } = await this.mirror.ask((core, ticket) =>
      core.changeMicrophone(this.key, ticket, Number(muted), audio),
    );
    if (!value) throw errorOf(error || 42003, { fatal: false, originalError: saidBy(message, null) });
    this.options.micId = deviceId;
  }

  /**
   * Plays the far end after the browser would not (warning 39002). Browsers let it happen in a click or a key.
   * @returns Whether it plays now.
   */
  resumeAudio(): Promise<boolean> {
    return this.sound.resume();
  }

  /**
   * Plays this call on another output device.
   * @returns Whether it was applied: false without a remote element, without support, or for a device that is gone.
   */
  setAudioOutDevice(deviceId: string): Promise<boolean> {
    this.options.speakerId = deviceId;
    return this.sound.changeDevice();
  }

  /**
   * Calls back every 2 s, until the call is over, with each entry of the statistics of its peer connection that has
   * all these fields, for example `{ type: 'inbound-rtp', kind: 'audio' }`; with every entry for `{}`. After a recovery
   * the entries are those of the new peer connection. What the callback throws is reported and harms nobody.
   */
  getStats(callback: AnyFunction, constraints: object): void {
    this.use.read(callback as (entry: unknown) => unknown, constraints);
  }

  /**
   * Limits the audio that is sent, in bits per second; at once if there is any, and after every recovery. Emits and
   * throws nothing: what the browser refuses is a warning on the console.
   */
  setAudioBandwidthEncodingsMaxBps(max: number): void {
    void this.use.limit('audio', max);
  }

  /** Limits the video that is sent. As `setAudioBandwidthEncodingsMaxBps()`. */
  setVideoBandwidthEncodingsMaxBps(max: number): void {
    void this.use.limit('video', max);
  }

  /** The same for a kind, `audio` or `video`. Resolves when the browser has taken it or refused; never rejects. */
  setBandwidthEncodingsMaxBps(max: number, kind: string): Promise<void> {
    return this.use.limit(kind, max);
  }

  /** Starts the ringtone, if the client has one. */
  playRingtone(): void {
    ringtone.start(this, this.mirror.client.ringtoneFile);
  }

  stopRingtone(): void {
    ringtone.stop(this);
  }

  /** Starts the ringback tone, if the client has one. */
  playRingback(): void {
    ringback.start(this, this.mirror.client.ringbackFile);
  }

  stopRingback(): void {
    ringback.stop(this);
  }

  /** Rewrites `call.state` into the words of old releases: `connecting`, `active`, `held`, `done` and so on. */
  static setStateTelnyx(call: Call): Call {
    if (call) call.state = oldWords[call.state as CallStateName] ?? call.state;
    return call;
  }

  /** @internal What the core says of the call, all but the mute. */
  hear(snapshot: CallSnapshot): void {
    if (snapshot.state === 'active' && this.state !== 'active') this.use.limitAgain();
    this.id = snapshot.id;
    this.recoveredCallId = snapshot.recoveredId;
    this.state = snapshot.state;
    this.prevState = snapshot.previous;
    this.direction = snapshot.direction;
    this.hearOptions(snapshot);
    this.hearEnd(snapshot);
    if (snapshot.state === 'destroy' && this.peer) this.peer.instance = null!;
    if (snapshot.state !== 'new' && snapshot.state !== 'ringing') this.settleAnswer();
  }

  /** @internal The mute is the application's own wish: right as soon as it was said, not in turn with the events. */
  hearMute(muted: boolean): void {
    this.muted = muted;
  }

  /** @internal This peer is heard from now on. */
  hearPeer(peer: number, connection: RTCPeerConnection, stream: MediaStream | null): void {
    this.peer ??= new CallPeer();
    this.peer.instance = connection;
    if (stream) this.options.remoteStream = stream;
    this.sound.change(peer, stream);
  }

  /** @internal The microphone is open. */
  hearMicrophone(stream: MediaStream): void {
    this.options.localStream = stream;
    this.sound.mirror(stream);
  }

  /** @internal It is over, and was told so. */
  release(): void {
    this.use.release();
    this.sound.release();
    this.stopRingtone();
    this.stopRingback();
  }

  /** @internal The core is gone, and can neither end the call nor say so. */
  collapse(state: 'hangup' | 'destroy'): void {
    this.prevState = this.state;
    this.state = state;
    this.cause = 'NORMAL_TEMPORARY_FAILURE';
    this.causeCode = 41;
    if (this.localStream !== this.given.localStream) stopTracks(this.localStream);
    this.peer?.instance?.close();
    if (this.peer && state === 'destroy') this.peer.instance = null!;
    this.settleAnswer();
  }

  private hearOptions({ id, recoveredId, parties, telnyx, clientState, customHeaders }: CallSnapshot): void {
    const { options } = this;
    options.id = id;
    options.attach = recoveredId !== '';
    options.destinationNumber = parties.destinationNumber;
    options.callerName = parties.callerName;
    options.callerNumber = parties.callerNumber;
    options.remoteCallerName = parties.remoteName;
    options.remoteCallerNumber = parties.remoteNumber;
    if (telnyx.callControl) options.telnyxCallControlId = telnyx.callControl;
    if (telnyx.session) options.telnyxSessionId = telnyx.session;
    if (telnyx.leg) options.telnyxLegId = telnyx.leg;
    if (clientState) options.clientState = clientState;
    if (customHeaders && customHeaders !== this.headers) {
      this.headers = customHeaders;
      options.customHeaders = JSON.parse(customHeaders) as ICallOptionsInUse['customHeaders'];
    }
  }

  // The client's media may have been set while it rang; what the application wrote into the options stays.
  private takeDefaults(): void {
    const { options, given } = this as unknown as Record<string, Record<string, unknown>>;
    for (const [name, value] of Object.entries(this.mirror.client.mediaOptions())) {
      if (options![name] === given![name]) options![name] = value;
    }
  }

  private hearEnd({ cause, endReason }: CallSnapshot): void {
    if (!cause.text && !endReason) return;
    this.cause = cause.text;
    this.causeCode = cause.code;
    this.sipCode = cause.sipCode!;
    this.sipReason = cause.sipReason || null!;
    this.sipCallId = cause.sipCallId || null!;
    this.endReason = endReason || undefined;
  }

  private changeMute(muted: boolean): void {
    this.mirror.tell((core) => core.setMuted(this.key, muted));
  }

  private changeHold(action: 'hold' | 'unhold' | 'toggle'): Promise<boolean> {
    return this.mirror.ask((core, ticket) => core.hold(this.key, ticket, action)).then(({ value }) => value);
  }

  private settleAnswer(): void {
    this.established?.();
    this.established = null;
  }
}

class CallPeer implements ICallPeer {
  instance: RTCPeerConnection = null!;

  isConnectionHealthy(): boolean {
    const state = (this.instance as RTCPeerConnection | null)?.connectionState;
    return state === 'new' || state === 'connecting' || state === 'connected';
  }
}

function causeOf(params: IHangupParams | undefined): CoreCause | null {
  if (!params) return null;
  return {
    text: String(params.cause ?? ''),
    code: whole(params.causeCode),
    sipCode: whole(params.sipCode) || null,
    sipReason: String(params.sipReason ?? ''),
    sipCallId: String(params.sip_call_id ?? ''),
  };
}

/** Zero for what is no number. */
const whole = (value: unknown) => Number(value) | 0;

const oldWords: Partial<Record<CallStateName, string>> = {
  requesting: 'connecting',
  trying: 'connecting',
  early: 'connecting',
  hangup: 'done',
  destroy: 'done',
  answering: 'ringing',
};
