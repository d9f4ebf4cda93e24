// A call as an application sees it: what the core said of it last, and the ways to ask for something.
// Decides nothing; a call that is over keeps what it knew and ignores what it is asked.

import { checked } from './checked.js';
import { userMessage, type AIConversationOutboundItem } from './conversation.js';
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
import type { IEstablishmentTimings } from './timings.js';
import { uuid } from './uuid.js';
import { changeCamera, screenOptions } from './video.js';
import type {
  CallKey,
  CallMarker,
  CallSnapshot,
  CallStateName,
  CoreCause,
  EndReasonName,
} from './surface.js';

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
  private cameraMuted = false;
  /** The call that shows this one's screen, while it does. */
  screenShare?: Call | undefined;
  /** Opened here for this call, beside its microphone: a camera, a screen. */
  private readonly opened: MediaStreamTrack[] = [];
  /** @internal The device that setAudioInDevice() was called for last. */
  wantedMicrophone = '';
  /** The options it began with. */
  private readonly given: ICallOptions;
  private readonly use = new PeerUse(() => this.peer?.instance);
  private headers = '';
  private ending: Promise<void> | null = null;
  private established: (() => void) | null = null;
  /** @internal */
  readonly sound: CallSound;
  /** @internal */
  readonly timings: IEstablishmentTimings;

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
    this.timings = { mode: options.trickleIce ? 'trickle' : 'non-trickle', direction, steps: [] };
    this.given = { ...options };
    this.muted = Boolean(options.mutedMicOnStart);
    this.sound = new CallSound(
      () => this.options,
      () => mirror.warn(33011, this),
      () => {
        mirror.warnNow(39002, this, { resumeAudio: () => this.resumeAudio() });
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
    const first = this.state === 'ringing' && !this.established;
    // One that is refused changes nothing.
    if (first) {
      this.options = merged<ICallOptionsInUse>(this.options, given);
      this.takeDefaults();
    }
    const answered = first ? new Promise<void>((resolve) => (this.established = resolve)) : Promise.resolve();
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
    this.changeMute(microphone, true);
  }

  /** Switches the microphone on. */
  unmuteAudio(): void {
    this.changeMute(microphone, false);
  }

  toggleAudioMute(): void {
    this.changeMute(microphone, !this.muted);
  }

  /** Shows nothing, whenever there is a camera; also after a recovery. Emits nothing. */
  muteVideo(): void {
    this.changeMute(camera, true);
  }

  /** Shows something again. */
  unmuteVideo(): void {
    this.changeMute(camera, false);
  }

  toggleVideoMute(): void {
    this.changeMute(camera, !this.cameraMuted);
  }

  /** Stops hearing the far end, also after a recovery. */
  deaf(): void {
    this.changeMute(speaker, true);
  }

  /** Hears the far end again. */
  undeaf(): void {
    this.changeMute(speaker, false);
  }

  toggleDeaf(): void {
    this.changeMute(speaker, !this.sound.isDeaf);
  }

  /**
   * Speaks with another microphone from now on, also after a recovery; the far end hears no break. Other constraints
   * of `options.audio` stay. Of two changes at once the later one counts, and the earlier one rejects.
   * @param muted whether it is to be off; as it is now unless given
   * @throws (rejects) 42001, 42002 or 42003, emitted as `telnyx.error` and as notification `userMediaError` as well; the
   * call keeps the microphone it has. A call that speaks with none, or is over, emits warning 33009 and resolves.
   */
  async setAudioInDevice(deviceId: string, muted: boolean = this.muted): Promise<void> {
    this.wantedMicrophone = deviceId;
    const { audio } = mediaOf({ ...this.options, audio: this.options.audio || true, micId: deviceId });
    const { value, error, message } = await this.mirror.ask((core, ticket) =>
      core.changeMicrophone(this.key, ticket, Number(muted), audio),
    );
    if (!value) throw errorOf(error || 42003, { fatal: false, originalError: saidBy(message, null) });
    this.options.micId = deviceId;
  }

  /**
   * Shows another camera from now on, also after a recovery. A call that shows none, or is over, emits warning 33009.
   * @throws (rejects) 42003 with the browser's error; the call keeps the camera it has.
   * @deprecated as in the reference
   */
  async setVideoDevice(deviceId: string): Promise<void> {
    const track = await mediaOr42003(changeCamera(this, deviceId, !this.cameraMuted));
    if (!track) {
      this.mirror.warnNow(33009, this, { deviceId });
      return;
    }
    this.opened.push(track);
    const { localStream } = this;
    for (const before of localStream.getVideoTracks()) {
      localStream.removeTrack(before);
      if (!this.given.localStream?.getTracks().includes(before)) before.stop();
    }
    localStream.addTrack(track);
    this.options.camId = deviceId;
    if (this.state === 'destroy') this.release();
  }

  /**
   * Shows the screen, or what of it the user picks, in a call of its own, which tells nobody of its states. It ends with
   * this call, or when the user stops sharing.
   * @returns That call; also `call.screenShare`.
   * @throws (rejects) 42003 with the browser's error.
   * @deprecated as in the reference
   */
  async startScreenShare(options?: ICallOptions): Promise<Call> {
    const screen = await mediaOr42003(navigator.mediaDevices.getDisplayMedia({ video: true }));
    const given = { ...screenOptions(this, screen), ...checked(options ?? {}, new Set()) };
    const share = this.mirror.place(this.mirror.client.callOptions(given));
    share.opened.push(...screen.getTracks());
    for (const track of share.opened) track.onended = () => void share.hangup();
    this.screenShare = share;
    return share;
  }

  /** Ends the call that shows the screen. Never rejects. */
  async stopScreenShare(): Promise<void> {
    await this.screenShare?.hangup();
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
   * Says something to the AI assistant that the client is logged in to, and shows it images by their addresses.
   * @returns What the gateway answers.
   * @throws (rejects) 44102, or what the gateway refuses it with.
   */
  sendConversationMessage = (message: string, attachments?: string[]): Promise<unknown> =>
    this.mirror.request('ai_conversation', userMessage(uuid(), message, attachments ?? []));

  /**
   * Answers a function call of the AI assistant, or subscribes to its words. Nobody answers; the state of the call does
   * not matter.
   * @throws when the client is not registered; nothing is sent later.
   */
  sendAIConversationMessage = (item: AIConversationOutboundItem): void => {
    this.mirror.notice('ai_conversation', { type: 'conversation.item.create', item });
  };

  /** Sends a text to somebody, beside the call. Nobody tells whether it arrived. */
  message(to: string, body: string): void {
    const { options, sessionid: sessid } = this.mirror.client;
    const msg = { from: options.login, to, body };
    const sent = this.mirror.request('telnyx_rtc.info', { sessid, msg, dialogParams: { callID: this.id } });
    sent.catch((error: unknown) => console.debug('The text was not sent', error));
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

  /**
   * How long each step took until the call was active and connected, in the order in which they were reached; what is
   * known so far while it is being established.
   */
  getEstablishmentTimings(): IEstablishmentTimings {
    return { ...this.timings, steps: [...this.timings.steps] };
  }

  /**
   * Whether the call takes relays only, as its next peer connection would: because it was told to, or because two
   * recoveries in a row found it on a VPN that did not carry it.
   */
  shouldForceRelayCandidateForRecovery(): boolean {
    return Boolean(this.options.forceRelayCandidate);
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

  /** @internal What is silent is the application's own wish: right as soon as it was said, not in turn with the events. */
  hearMutes({ muted, cameraMuted, deaf }: CallSnapshot): void {
    this.muted = muted;
    this.cameraMuted = cameraMuted;
    this.sound.deafen(deaf);
  }

  /** @internal A stream that the application gave is not there after a reload: then nobody is to be heard unasked. */
  withoutMicrophone({ muted, listens }: CallMarker): Pick<CallMarker, 'muted' | 'listens'> {
    const { receiveOnly, localStream } = mediaOf({ ...this.options, localStream: this.given.localStream });
    return { muted: muted || localStream !== null, listens: listens || receiveOnly };
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

  /** @internal The call is over: what was opened for it here is closed. */
  release(): void {
    this.sound.release();
    this.stopRingtone();
    this.stopRingback();
    for (const track of this.opened.splice(0)) track.stop();
    void this.stopScreenShare();
    this.use.release();
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

  private hearOptions({
    id,
    recoveredId,
    relayOnly,
    parties,
    telnyx,
    clientState,
    customHeaders,
  }: CallSnapshot): void {
    const { options } = this;
    options.id = id;
    options.attach = recoveredId !== '';
    if (relayOnly) options.forceRelayCandidate = true;
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

  private changeMute(channel: number, muted: boolean): void {
    this.mirror.tell((core) => core.setMuted(this.key, muted, channel));
  }

  private changeHold(action: 'hold' | 'unhold' | 'toggle'): Promise<boolean> {
    return this.mirror.ask((core, ticket) => core.hold(this.key, ticket, action)).then(({ value }) => value);
  }

  private settleAnswer(): void {
    this.established?.();
    this.established = null;
  }
}

// What can be silent, as the core counts it.
const microphone = 0;
const camera = 1;
const speaker = 2;

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

async function mediaOr42003<T>(opened: Promise<T>): Promise<T> {
  try {
    return await opened;
  } catch (originalError) {
    throw errorOf(42003, { fatal: false, originalError });
  }
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
