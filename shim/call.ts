// A call as an application sees it: what the core said of it last, and the ways to ask for something. What is heard and
// seen of it is in call-media.ts. Decides nothing; a call that is over keeps what it knew and ignores what it is asked.

import { CallMediaSide } from './call-media.js';
import { checked } from './checked.js';
import { userMessage, type AIConversationOutboundItem } from './conversation.js';
import { mediaOf, stopTracks } from './devices.js';
import { jsonOf } from './dialog.js';
import { notThere, type ITelnyxErrorEvent, type ITelnyxWarningEvent } from './errors.js';
import { Listeners, type INotification, type IStatsFrame, type Listener, type SwEvent } from './events.js';
import type { Mirror } from './mirror.js';
import {
  merged,
  type AnswerParams,
  type ICallOptionsInUse,
  type ICallReportFlushReason,
  type IHangupParams,
} from './options.js';
import type { CallKey, CallSnapshot, CallStateName, CoreCause, Direction, EndReasonName } from './surface.js';
import type { IEstablishmentTimings } from './timings.js';
import { uuid } from './uuid.js';

/** Why a call ended, for telling the user. */
export type EndReason = Exclude<EndReasonName, ''>;

/**
 * One call. Made by `newCall()`, or by the client for a call that arrives; the same object through every recovery.
 * What is known only later, or no more, is typed as what it is in between, as applications have always known it.
 */
export class Call extends CallMediaSide {
  /** The gateway's id of the call; another one after a recovery if the gateway wants it so. */
  id: string;
  /** After a recovery the id before it; empty otherwise. */
  recoveredCallId = '';
  /** `new`, `requesting`, `trying`, `recovering`, `ringing`, `answering`, `early`, `active`, `held`, `hangup`, `destroy` or `purge`. */
  state: string = 'new';
  /** The state before. */
  prevState: string = 'new';
  /** `outbound` if it was placed here, `inbound` if it arrived. The same after a recovery. */
  direction: Direction;
  /** How the call ended, in the words of SIP, for example `NORMAL_CLEARING`. Undefined while it lives, as all of these. */
  cause!: string;
  /** The number of `cause`. */
  causeCode!: number;
  /** The status of SIP; null when the end brought none. */
  sipCode!: number;
  /** The reason phrase of SIP that came with `sipCode`; null when the end brought none. */
  sipReason!: string;
  /** The Call-ID that SIP knows the call by, for searching traces; null when the end brought none. */
  sipCallId!: string;
  /** Why the call ended, whoever ended it. */
  endReason?: EndReason;
  /** Kept for code that reads it: conference channels of the call. Always empty. */
  channels: string[] = [];
  /** Kept for code that reads it: the part in a conference. Always `participant`. */
  role = 'participant';
  /** The number to show for the other party, as the gateway renamed it last (`participantData`); null before. */
  extension: string = null!;
  /** Kept for the application. */
  nodeId: string = null!;
  /** @internal Those of this call only. */
  readonly listeners = new Listeners();

  private headers = '';
  private ending: Promise<void> | null = null;
  private established: (() => void) | null = null;
  /** @internal */
  readonly timings: IEstablishmentTimings;

  /** @internal */
  constructor(mirror: Mirror, key: CallKey, direction: Direction, options: ICallOptionsInUse) {
    super(mirror, key, options);
    this.id = options.id;
    this.direction = direction;
    this.timings = { mode: options.trickleIce ? 'trickle' : 'non-trickle', direction, steps: [] };
  }

  /** The ids of the call in the platform's other interfaces; known once the far end rings or answers. */
  get telnyxIDs(): {
    /** For commands of Call Control. */
    telnyxCallControlId: string;
    /** Of the session that the call's legs have in common. */
    telnyxSessionId: string;
    /** Of this leg. */
    telnyxLegId: string;
  } {
    const { telnyxCallControlId, telnyxSessionId, telnyxLegId } = this.options;
    return {
      telnyxCallControlId: telnyxCallControlId!,
      telnyxSessionId: telnyxSessionId!,
      telnyxLegId: telnyxLegId!,
    };
  }

  /** Whether it talks. */
  get active(): boolean {
    return this.state === 'active';
  }

  /** The same as `peer.instance`; undefined until the call has media, null after it. */
  get peerConnection(): RTCPeerConnection {
    return this.peer?.instance;
  }

  /** Whether it was placed or answered, and its description is not ready yet. */
  get creatingPeer(): boolean {
    return this.established !== null || (this.direction === 'outbound' && this.state === 'new');
  }

  /** Whether somebody closed its peer connection while it lives. */
  get signalingStateClosed(): boolean {
    return this.peer?.instance?.signalingState === 'closed';
  }

  /** The party at the other end. */
  get remotePartyNumber(): string {
    return this.options.remoteCallerNumber;
  }

  /** The name of the party at the other end; `Outbound Call` for a placed call until the gateway names it. */
  get remotePartyName(): string {
    return this.options.remoteCallerName;
  }

  /** This party's number. */
  get localPartyNumber(): string {
    return this.options.callerNumber;
  }

  /** The channel of this call's member in a conference. */
  get memberChannel(): string {
    return `conference-member.${this.id}`;
  }

  /**
   * Adds a listener of this call's own events: `telnyx.notification`, and errors, warnings and statistics that are about
   * it. It runs before those of the client, beside `onNotification`.
   */
  on(name: SwEvent.Error | 'telnyx.error', listener: (event: ITelnyxErrorEvent) => void): this;
  on(name: SwEvent.Warning | 'telnyx.warning', listener: (event: ITelnyxWarningEvent) => void): this;
  on(name: SwEvent.Notification | 'telnyx.notification', listener: (event: INotification) => void): this;
  on(name: SwEvent.StatsFrame | 'telnyx.stats.frame', listener: (event: IStatsFrame) => void): this;
  on(name: string, listener: Listener): this;
  on(name: string, listener: Listener): this {
    this.listeners.add(name, listener);
    return this;
  }

  /** Removes a listener, or all of that name. */
  off(name: string, listener?: Listener): this {
    this.listeners.remove(name, listener);
    return this;
  }

  /** `newCall()` has done it. Does nothing. */
  invite(): Promise<void> {
    return Promise.resolve();
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
   * @param execute Ignored.
   */
  hangup(params?: IHangupParams, execute?: boolean): Promise<void>;
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

  /** The same as `dtmf()`. */
  sendDigits(digits: string): void {
    this.dtmf(digits);
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

  /**
   * Not there yet.
   * @throws 49101
   */
  flushIntermediateCallReport(reason?: ICallReportFlushReason): void;
  flushIntermediateCallReport(): void {
    throw notThere('flushIntermediateCallReport()');
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

  private changeHold(action: 'hold' | 'unhold' | 'toggle'): Promise<boolean> {
    return this.mirror.ask((core, ticket) => core.hold(this.key, ticket, action)).then(({ value }) => value);
  }

  private settleAnswer(): void {
    this.established?.();
    this.established = null;
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
