// What a client gives its calls: the options it was made with, the elements, microphones, cameras and servers of later
// calls, and the lists to choose them from. Does not know the session, nor any call that there is.

import { checked } from './checked.js';
import { listDevices, mayOpen, resolutionsOf, understood, type IDeviceResolution } from './devices.js';
import { errorOf } from './errors.js';
import { SwEvent } from './events.js';
import { defaultIceServers } from './ice.js';
import { Listening } from './listening.js';
import {
  merged,
  type IAudioSettings,
  type ICallOptions,
  type ICallOptionsInUse,
  type IClientOptions,
  type MediaElementOption,
} from './options.js';
import { ElementChoice } from './sound.js';
import { uuid } from './uuid.js';

/** The part of a client that later calls are made from. */
export abstract class CallDefaults extends Listening {
  /** The options as they were given: the same object. `login()` writes the new credentials into it. */
  options: IClientOptions;
  /** The default output device of later calls; null for the browser's. */
  speaker: string = null!;
  /** The id of the microphone of later calls; they take another one if it is gone. `setAudioSettings()` sets it. */
  micId?: string;
  /** The label that was given to `setAudioSettings()`. */
  micLabel?: string;
  /** The id of the camera of later calls. */
  camId?: string;
  /** Kept for the application. */
  camLabel?: string;
  /** Looped while an inbound call rings. */
  ringtoneFile?: string;
  /** Looped while the far end rings. */
  ringbackFile?: string;

  /** @internal The options that the console was told of. */
  protected readonly told = new Set<string>();
  private readonly local = new ElementChoice();
  private readonly remote = new ElementChoice();
  private servers: RTCIceServer[];
  private audio: MediaTrackConstraints | true = true;
  private microphone = true;
  private video?: boolean | MediaTrackConstraints;

  /** @internal */
  protected constructor(options: IClientOptions) {
    super();
    this.options = options;
    const { usable } = this;
    this.ringtoneFile = usable.ringtoneFile;
    this.ringbackFile = usable.ringbackFile;
    this.servers = this.serversOr(usable.iceServers);
  }

  /** What is opened for a call that does not say: placed, answered, or taken up after a reload. */
  get mediaConstraints(): {
    /** The microphone; `false` after `disableMicrophone()`. */
    audio: boolean | MediaTrackConstraints;
    /** The camera; `false` unless the option `video` or `enableWebcam()` asked for one. */
    video: boolean | MediaTrackConstraints;
  } {
    return { audio: this.microphone && this.audio, video: this.video ?? this.usable.video ?? false };
  }

  /**
   * The microphone of later calls, those included that ring and are answered later; calls that talk stay as they are.
   * Replaces what was set before. Constraints that the browser does not know are left out. A microphone that was
   * disabled stays so. With `micId` or `micLabel` it may ask the user, as `getDevices()`.
   * @returns The constraints in use, the `deviceId` found among them.
   * @throws (rejects) Error `You need to provide the settings object`
   */
  async setAudioSettings(settings: IAudioSettings): Promise<MediaTrackConstraints> {
    if (!settings) throw new Error('You need to provide the settings object');
    const { micId, micLabel, ...wanted } = settings;
    const constraints = understood(wanted);
    const found =
      !constraints.deviceId &&
      (micId || micLabel) &&
      (await this.validateDeviceId(micId!, micLabel!, 'audioinput'));
    if (found) constraints.deviceId = { exact: found };
    this.audio = constraints;
    this.micId = found || micId;
    this.micLabel = micLabel;
    return { ...constraints };
  }

  /**
   * Later calls that do not say otherwise (`audio` of `newCall()`) only listen: nothing is opened for them, and the
   * user is not asked. Calls that talk stay as they are.
   */
  disableMicrophone(): void {
    this.microphone = false;
  }

  /** Later calls speak again, with the constraints there were before. */
  enableMicrophone(): void {
    this.microphone = true;
  }

  /** Later calls have a camera, with the constraints of the option `video` if it has any. As in releases of old. */
  enableWebcam(): void {
    this.video = this.usable.video || true;
  }

  /** Later calls have no camera unless they say so. As in releases of old. */
  disableWebcam(): void {
    this.video = false;
  }

  /** The STUN and TURN servers of later calls. Anything but an array restores the default. */
  get iceServers(): RTCIceServer[] {
    return this.servers;
  }

  set iceServers(servers: RTCIceServer[]) {
    this.servers = this.serversOr(servers);
  }

  /** Where later calls show the own side. Takes an element, its id, or a function; returns the element or null. */
  get localElement(): HTMLMediaElement {
    return this.local.element!;
  }

  set localElement(choice: MediaElementOption | null | undefined) {
    this.local.choose(choice);
  }

  /** Where later calls are heard. Takes an element, its id, or a function; returns the element or null. */
  get remoteElement(): HTMLMediaElement {
    return this.remote.element!;
  }

  set remoteElement(choice: MediaElementOption | null | undefined) {
    this.remote.choose(choice);
  }

  /** The id, if `localElement` was given as one. */
  get localElementId(): string {
    return this.local.id!;
  }

  /** The id, if `remoteElement` was given as one. */
  get remoteElementId(): string {
    return this.remote.id!;
  }

  /**
   * All devices, one per kind and physical device. Opens a microphone, and a camera if there is one, for a moment:
   * the browser may ask the user. Never rejects: empty when the page may not open any, and when the browser cannot
   * list them, which emits `telnyx.rtc.mediaError`.
   */
  getDevices(): Promise<MediaDeviceInfo[]> {
    return this.listed();
  }

  /** The microphones. As `getDevices()`. */
  getAudioInDevices(): Promise<MediaDeviceInfo[]> {
    return this.listed('audioinput');
  }

  /** The output devices. As `getDevices()`. */
  getAudioOutDevices(): Promise<MediaDeviceInfo[]> {
    return this.listed('audiooutput');
  }

  /** The cameras. As `getDevices()`. */
  getVideoDevices(): Promise<MediaDeviceInfo[]> {
    return this.listed('videoinput');
  }

  /**
   * The id of the device with this id, or else of the first with this label: browsers change ids, labels stay.
   * @returns null if there is none, or the page may not know. Never rejects. May ask the user, as `getDevices()`.
   */
  async validateDeviceId(id: string, label: string, kind: MediaDeviceKind): Promise<string> {
    const devices = await this.listed(kind, true);
    const found =
      devices.find((device) => id && device.deviceId === id) ??
      devices.find((device) => label && device.label === label);
    return found?.deviceId ?? null!;
  }

  /**
   * Which of 320x240, 640x360, 640x480, 1280x720 and 1920x1080 a camera delivers. Opens it meanwhile.
   * @throws (rejects) what the browser says when the camera cannot be opened.
   */
  getDeviceResolutions(deviceId: string): Promise<IDeviceResolution[]> {
    return resolutionsOf(deviceId);
  }

  /** Whether the page may open the microphone, the camera, or both; may ask the user. */
  async checkPermissions(audio = true, video = true): Promise<boolean> {
    return (!audio && !video) || mayOpen({ audio, video });
  }

  /** @internal The options that can be used: one of the wrong kind counts as left out, and the console is told once. */
  get usable(): IClientOptions {
    return checked(this.options, this.told);
  }

  /** @internal What a call opens that does not say, as it is at this moment. */
  mediaOptions(): ICallOptions {
    const { micId, camId, mediaConstraints } = this;
    return { micId, camId, receiveOnlyAudio: !mediaConstraints.audio || undefined, ...mediaConstraints };
  }

  /** @internal What a call is made with: the defaults, what the client has, what was given. */
  callOptions(given: ICallOptions): ICallOptionsInUse {
    const { usable: options } = this;
    const result = merged<ICallOptionsInUse>(
      {
        destinationNumber: '',
        callerName: '',
        callerNumber: '',
        remoteCallerName: 'Outbound Call',
        remoteCallerNumber: given.destinationNumber ?? '',
        attach: false,
        screenShare: false,
        ...this.mediaOptions(),
        iceServers: this.servers,
        localElement: this.local.option,
        remoteElement: this.remote.option,
        speakerId: this.speaker || undefined,
        mutedMicOnStart: options.mutedMicOnStart,
        prefetchIceCandidates: options.prefetchIceCandidates,
        forceRelayCandidate: options.forceRelayCandidate,
        trickleIce: options.trickleIce,
        userVariables: options.userVariables,
      },
      given,
      { id: given.id || uuid() },
    );
    if (!Array.isArray(result.iceServers)) result.iceServers = this.servers;
    return result;
  }

  private async listed(kind?: MediaDeviceKind, each?: boolean): Promise<MediaDeviceInfo[]> {
    try {
      return await listDevices(kind, each);
    } catch (originalError) {
      this.emit(SwEvent.MediaError, errorOf(42003, { originalError, fatal: false }));
      return [];
    }
  }

  private serversOr(servers: unknown): RTCIceServer[] {
    return Array.isArray(servers) ? (servers as RTCIceServer[]) : defaultIceServers(this.usable.env);
  }
}
