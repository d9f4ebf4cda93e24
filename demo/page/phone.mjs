// Keeps the client and the one call of this phone, and what a person should know of both.
// Announces `change` when any of it changed and `note` for the log. Knows nothing of elements.

import { TELNYX_ERROR_CODES, TelnyxRTC } from 'holdfast-rtc';

// Where a socket that closes is no news.
const settled = new Set(['signed-out', 'disconnected']);
const over = new Set(['hangup', 'destroy']);

export class Phone extends EventTarget {
  /** `signed-out`, `connecting`, `ready`, `reconnecting`, or `disconnected`: the attempts are used up. */
  link = 'signed-out';
  identity = '';
  /** The call that is alive, if one is. */
  call;
  /** When it became active. */
  talkingSince;
  /** How the last call ended, in words. */
  ending = '';
  /** Why the last sign-in was of no use, in words. */
  refusal = '';
  /** A call survived a lost socket, and its user has not been told for long enough. */
  recovered = false;

  #client;
  #remoteElement;

  /** @param {HTMLMediaElement} remoteElement plays the far end */
  constructor(remoteElement) {
    super();
    this.#remoteElement = remoteElement;
  }

  get sessionId() {
    return this.#client?.sessionid;
  }

  signIn(identity, options) {
    this.#client = new TelnyxRTC(options);
    this.#client.remoteElement = this.#remoteElement;
    this.#listen(this.#client);
    this.identity = identity;
    this.refusal = '';
    this.ending = '';
    this.connect();
  }

  /** Connects for the first time, or afresh after the attempts were used up. */
  connect() {
    this.#become('connecting');
    this.#client.connect();
  }

  async signOut() {
    const client = this.#client;
    this.#client = undefined;
    this.#forgetCall();
    this.#become('signed-out');
    client?.clearReconnectToken();
    await client?.disconnect();
  }

  dial(destinationNumber) {
    this.ending = '';
    this.#client.newCall({ destinationNumber, callerName: this.identity, callerNumber: this.identity });
  }

  toggleMute() {
    this.call.toggleAudioMute();
    this.#note(this.call.isAudioMuted ? 'muted' : 'unmuted');
    this.#changed();
  }

  async toggleHold() {
    if (!(await this.call?.toggleHold())) this.#note('hold refused', '', 'warn');
  }

  press(digit) {
    this.call.dtmf(digit);
    this.#note('DTMF', digit);
  }

  /** The user has been told. */
  dismissRecovery() {
    this.recovered = false;
    this.#changed();
  }

  #listen(client) {
    const on = (name, listener) =>
      client.on(name, (event) => {
        // After signing out the old client may still have something to say.
        if (client === this.#client) listener(event);
      });
    on('telnyx.socket.open', () => this.#note('telnyx.socket.open'));
    on('telnyx.socket.close', () => this.#socketClosed());
    on('telnyx.ready', () => this.#ready());
    on('telnyx.error', (error) => this.#failed(error));
    on('telnyx.warning', ({ warning }) => this.#note(`telnyx.warning ${warning.code}`, warning.name, 'warn'));
    on('telnyx.notification', ({ type, call }) => {
      if (type === 'callUpdate') this.#callChanged(call);
    });
  }

  #socketClosed() {
    this.#note('telnyx.socket.close', '', 'warn');
    if (!settled.has(this.link)) this.#become('reconnecting');
  }

  #ready() {
    this.#note('telnyx.ready', '', 'good');
    this.#become('ready');
  }

  #failed({ error: { code, name, message } }) {
    this.#note(`telnyx.error ${code}`, name, 'bad');
    if (code === TELNYX_ERROR_CODES.RECONNECTION_EXHAUSTED) this.#become('disconnected');
    if (code === TELNYX_ERROR_CODES.LOGIN_FAILED) {
      this.refusal = message;
      void this.signOut();
    }
  }

  #callChanged(call) {
    if (call.recoveredCallId && call.recoveredCallId === this.call?.id) this.call = call;
    if (this.call && call !== this.call) {
      // One call at a time: whoever else rings hears that this phone is busy.
      if (call.state === 'ringing') void call.hangup();
      return;
    }
    this.#note(`call ${call.state}`, party(call), call.state === 'recovering' ? 'warn' : '');
    if (over.has(call.state)) {
      this.ending = ending(call);
      this.#forgetCall();
    } else {
      this.call = call;
      if (call.state === 'active') this.#nowActive(call);
    }
    this.#changed();
  }

  #nowActive(call) {
    this.talkingSince ??= Date.now();
    if (call.prevState !== 'recovering') return;
    this.recovered = true;
    const { recoveredCallId, id } = call;
    const ids =
      recoveredCallId === id ? 'the same id' : `${recoveredCallId.slice(0, 8)} is now ${id.slice(0, 8)}`;
    this.#note('call recovered', ids, 'good');
  }

  #forgetCall() {
    this.call = undefined;
    this.talkingSince = undefined;
    this.recovered = false;
  }

  #become(link) {
    this.link = link;
    this.#changed();
  }

  #note(name, detail = '', tone = '') {
    this.dispatchEvent(new CustomEvent('note', { detail: { name, detail, tone } }));
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}

/** The other end of a call, as a person would name it. */
export function party({ direction, options }) {
  return direction === 'inbound'
    ? options.remoteCallerName || options.remoteCallerNumber
    : options.destinationNumber;
}

function ending(call) {
  const cause = call.cause?.toLowerCase().replaceAll('_', ' ') ?? '';
  return `The call with ${party(call)} ended${cause ? `: ${cause}` : ''}.`;
}
