// The media side of a call: what is heard, seen and silent, on which devices, and its statistics. What the application
// wishes is asked of the core; what is the page's own (elements, cameras, the screen) is done here. Does not know how a
// call is signalled.

import { checked } from './checked.js';
import type { Call } from './call.js';
import { mediaOf } from './devices.js';
import { errorOf, saidBy } from './errors.js';
import type { Mirror } from './mirror.js';
import type { AnyFunction, ICallOptions, ICallOptionsInUse } from './options.js';
import { PeerUse } from './peer.js';
import { CallSound, ringback, ringtone } from './sound.js';
import type { CallKey, CallMarker, CallSnapshot } from './surface.js';
import { changeCamera, screenOptions } from './video.js';

/** The media side of a call. */
export interface ICallPeer {
  /** The peer connection that is heard now; another one after a recovery, null after the call. */
  instance: RTCPeerConnection;
  /** Whether it is connected, or on its way to it. */
  isConnectionHealthy(): boolean;
}

/** The part of a call that is heard and seen. */
export abstract class CallMediaSide {
  abstract id: string;
  abstract state: string;
  abstract extension: string;
  /** Undefined until the call has media. */
  peer!: ICallPeer;
  /** The options the call was made with, and what the gateway said since. */
  options: ICallOptionsInUse;
  private muted: boolean;
  private cameraMuted = false;
  /** The call that shows this one's screen, while it does. */
  screenShare?: Call | undefined;
  /** Opened here for this call, beside its microphone: a camera, a screen. */
  private readonly opened: MediaStreamTrack[] = [];
  /** @internal The device that setAudioInDevice() was called for last. */
  wantedMicrophone = '';
  /** @internal The options it began with. */
  protected readonly given: ICallOptions;
  /** @internal */
  protected readonly use = new PeerUse(() => this.peer?.instance);
  /** @internal */
  readonly sound: CallSound;

  /** @internal */
  protected constructor(
    /** @internal */
    protected readonly mirror: Mirror,
    /** @internal */
    protected readonly key: CallKey,
    options: ICallOptionsInUse,
  ) {
    this.options = options;
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

  /** Whether its options ask for a camera (`options.video`). */
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

  /** Switches the microphone off, whenever there is one. Emits nothing. */
  muteAudio(): void {
    this.changeMute(microphone, true);
  }

  /** Switches the microphone on. */
  unmuteAudio(): void {
    this.changeMute(microphone, false);
  }

  /** Switches the microphone on if it is meant to be off, and off otherwise. As `muteAudio()`. */
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

  /** Shows something again if the camera is meant to be off, and nothing otherwise. As `muteVideo()`. */
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

  /** Hears the far end again if it is not to be heard, and stops hearing it otherwise. As `deaf()`. */
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

  /** Stops the ringtone for this call; another call that rings keeps it. Done by itself when the ringing ends. */
  stopRingtone(): void {
    ringtone.stop(this);
  }

  /** Starts the ringback tone, if the client has one. */
  playRingback(): void {
    ringback.start(this, this.mirror.client.ringbackFile);
  }

  /** Stops the ringback tone for this call; another call keeps it. Done by itself when the ringing ends. */
  stopRingback(): void {
    ringback.stop(this);
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

  private changeMute(channel: number, muted: boolean): void {
    this.mirror.tell((core) => core.setMuted(this.key, muted, channel));
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

async function mediaOr42003<T>(opened: Promise<T>): Promise<T> {
  try {
    return await opened;
  } catch (originalError) {
    throw errorOf(42003, { fatal: false, originalError });
  }
}
