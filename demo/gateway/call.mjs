// Keeps one call: a caller's leg, its far end (another leg or an extension), the bridge between them, and what
// each side is told. Knows nothing of sockets, registration or descriptions' content.

import { randomUUID } from 'node:crypto';

import { Bridge } from './bridge.mjs';

export const clearing = { cause: 'NORMAL_CLEARING', causeCode: 16 };
export const outOfOrder = { cause: 'NORMAL_TEMPORARY_FAILURE', causeCode: 41 };
const cancelled = { cause: 'ORIGINATOR_CANCEL', causeCode: 487 };
const unknownNumber = { cause: 'UNALLOCATED_NUMBER', causeCode: 1, sipCode: 404, sipReason: 'Not Found' };
const badDescription = { cause: 'INCOMPATIBLE_DESTINATION', causeCode: 88 };

export class Call {
  #silence;
  #openLeg;
  #bridge;
  #caller;
  #callee;
  #timers = new Set();
  #over = false;

  /**
   * @param {object} from
   * @param {object} from.silence the track for whoever may hear nothing
   * @param {(session: object, details: object) => import('./leg.mjs').Leg} from.openLeg
   */
  constructor({ silence, openLeg }) {
    this.#silence = silence;
    this.#openLeg = openLeg;
  }

  /**
   * Places the call of a leg.
   * @param {object} caller
   * @param {import('./leg.mjs').Leg} caller.leg
   * @param {import('./session.mjs').Session} caller.session
   * @param {Promise<string>} caller.answer the description that will answer the caller's offer
   * @param {object|undefined} far an extension, or the session to ring, or nothing
   */
  async place(caller, far, headers) {
    this.#caller = caller;
    const { leg, answer } = caller;
    leg.call = this;
    // Nobody may hear the caller before the far end answered; a bad offer ends the call instead.
    await answer.catch(() => this.end(undefined, badDescription));
    if (this.#over) return;
    if (!far) this.end(undefined, unknownNumber);
    else if (far.legs) await this.#ring(far, headers);
    else await this.#reach(far);
  }

  /** The callee took the call. */
  async answered(headers) {
    if (this.#over) return;
    this.#callee.leg.state = 'active';
    await this.#connect(this.#callee.leg, headers);
  }

  /**
   * Ends the call for both.
   * @param {import('./leg.mjs').Leg|undefined} by the leg that said bye, which is not told again
   * @param {object} reason cause, causeCode, sipCode, sipReason
   */
  end(by, reason, headers) {
    if (this.#over) return;
    this.#over = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#bridge?.close();
    const wasAnswered = this.#caller.leg.established;
    for (const side of [this.#caller, this.#callee]) {
      if (!side) continue;
      const { leg, session } = side;
      session.legs.delete(leg);
      if (leg !== by) {
        const cancels = leg === this.#callee?.leg && by === this.#caller.leg && !wasAnswered;
        session.request('telnyx_rtc.bye', {
          callID: leg.callId,
          ...(cancels ? cancelled : reason),
          ...customHeaders(headers),
        });
      }
      void leg.end();
    }
  }

  async #reach(extension) {
    if (extension.refusal) {
      this.end(undefined, extension.refusal);
      return;
    }
    this.#tell(this.#caller, 'telnyx_rtc.ringing');
    if (extension.earlyMediaMs) {
      this.#caller.leg.state = 'early';
      this.#tell(this.#caller, 'telnyx_rtc.media', { sdp: await this.#caller.answer });
      this.#bridge = new Bridge(this.#caller.leg, extension, this.#silence);
      await this.#pause(extension.earlyMediaMs);
    }
    if (!this.#over) await this.#connect(extension);
  }

  async #ring(session, headers) {
    const { leg: callerLeg } = this.#caller;
    const leg = this.#openLeg(session, {
      callId: randomUUID(),
      side: 'callee',
      party: callerLeg.party,
      telnyxSessionId: callerLeg.telnyxSessionId,
    });
    leg.call = this;
    leg.state = 'ringing';
    this.#callee = { leg, session };
    const sdp = await leg.offer();
    if (this.#over) return;
    this.#tell(this.#callee, 'telnyx_rtc.invite', {
      sdp,
      ...leg.party,
      display_direction: 'outbound',
      telnyx_call_control_id: leg.telnyxCallControlId,
      mediaSettings: {},
      ...customHeaders(headers),
    });
    callerLeg.state = 'ringing';
    this.#tell(this.#caller, 'telnyx_rtc.ringing');
  }

  async #connect(farEnd, headers) {
    const { leg, answer } = this.#caller;
    this.#bridge ??= new Bridge(leg, farEnd, this.#silence);
    leg.state = 'active';
    this.#tell(this.#caller, 'telnyx_rtc.answer', { sdp: await answer, ...customHeaders(headers) });
  }

  #tell({ leg, session }, method, params) {
    session.request(method, {
      callID: leg.callId,
      telnyx_session_id: leg.telnyxSessionId,
      telnyx_leg_id: leg.telnyxLegId,
      ...params,
    });
  }

  #pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        resolve();
      }, milliseconds);
      this.#timers.add(timer);
    });
  }
}

const customHeaders = (headers) => (headers?.length ? { dialogParams: { custom_headers: headers } } : {});
