// Keeps what each request of a client means and what it is answered: one function per method of the protocol.
// Knows nothing of sockets' faults other than those that change an answer.

import { randomUUID } from 'node:crypto';

import { clearing } from './call.mjs';
import { Refusal, refusals } from './frames.mjs';

export class Requests {
  #switchboard;
  #faults;
  #rejectedLogins;

  constructor({ switchboard, faults, rejectedLogins }) {
    this.#switchboard = switchboard;
    this.#faults = faults;
    this.#rejectedLogins = new Set(rejectedLogins);
  }

  /** Answers one request; every request gets exactly one reply, known method or not. */
  async answer(frame, socket) {
    const answers = Object.hasOwn(this.#methods, frame.method) ? this.#methods[frame.method] : undefined;
    let replied = false;
    const asked = {
      socket,
      session: socket.session,
      params: frame.params ?? {},
      reply: (value) => {
        replied = true;
        socket.reply(frame, value);
      },
    };
    try {
      if (String(frame.type).startsWith('debug_report_')) asked.reply({});
      else if (!answers) throw new Refusal(refusals.unknownMethod, `Method not found: ${frame.method}`);
      else await answers(asked);
    } catch (error) {
      const known = error instanceof Refusal;
      // By its name only: what a media stack says about a description may quote it.
      if (!known) console.error(`Gateway: ${error.name} in ${frame.method}`);
      if (replied) return;
      socket.refuse(frame, known ? error : { code: refusals.internal, message: 'Internal error' });
    }
  }

  #methods = {
    login: (asked) => this.#signIn(asked, identity(asked.params)),
    anonymous_login: (asked) => this.#signIn(asked, `anonymous:${asked.params.target_id}`),

    'telnyx_rtc.ping': ({ reply }) => reply({ message: 'pong' }),

    'telnyx_rtc.gatewayState': async ({ socket, session, reply }) => {
      const { state = 'REGED' } = this.#faults.take('gatewayState', session?.login) ?? {};
      reply({ params: { state }, sessid: session?.id });
      if (state === 'REGED' && socket.owesAttach) await this.#attach(socket);
    },

    'telnyx_rtc.invite': async ({ session, params, reply }) => {
      const {
        callID,
        destination_number: number,
        custom_headers: headers,
        ...caller
      } = params.dialogParams ?? {};
      if (!session) throw new Refusal(refusals.authentication.code, 'Not logged in');
      if (!number || !params.sdp) throw new Refusal(refusals.call, 'No destination or no offer');
      const leg = this.#switchboard.openLeg(session, {
        callId: callID ?? randomUUID(),
        side: 'caller',
        party: {
          caller_id_name: caller.caller_id_name || session.login,
          caller_id_number: caller.caller_id_number || session.login,
          callee_id_name: caller.remote_caller_id_name ?? '',
          callee_id_number: number,
        },
        telnyxSessionId: randomUUID(),
      });
      const answer = leg.answer(params.sdp);
      reply({ message: 'CALL CREATED', callID: leg.callId, sessid: session.id });
      await this.#switchboard.place({ leg, session, answer }, number, headers);
    },

    'telnyx_rtc.answer': async (asked) => {
      const leg = legOf(asked);
      await descriptionTaken(leg.accept(asked.params.sdp));
      asked.reply({ message: 'CALL ANSWERED', callID: leg.callId });
      await leg.call.answered(asked.params.dialogParams.custom_headers);
    },

    'telnyx_rtc.attach': async (asked) => {
      const leg = legOf(asked);
      if (!leg.awaitsAttach) throw new Refusal(refusals.call, 'No attach was offered');
      await descriptionTaken(leg.attach(asked.params.sdp));
      asked.reply({ message: 'CALL ATTACHED', callID: leg.callId });
    },

    'telnyx_rtc.bye': (asked) => {
      const leg = legOf(asked);
      const { cause, causeCode, sipCode, sipReason, dialogParams } = asked.params;
      asked.reply({ message: 'CALL ENDED', callID: leg.callId });
      const reason = cause ? { cause, causeCode, sipCode: sipCode ?? undefined, sipReason } : clearing;
      leg.call.end(leg, reason, dialogParams.custom_headers);
    },

    'telnyx_rtc.modify': async (asked) => {
      const leg = legOf(asked);
      const { action, sdp } = asked.params;
      if (action === 'updateMedia') {
        const answer = await descriptionTaken(leg.answer(sdp));
        asked.reply({ callID: leg.callId, action, sdp: answer });
        return;
      }
      const held = { hold: true, unhold: false, toggleHold: !leg.held }[action];
      if (held === undefined) throw new Refusal(refusals.call, `Unknown action: ${action}`);
      leg.hold(held);
      asked.reply({ callID: leg.callId, action, holdState: held ? 'held' : 'active' });
    },

    'telnyx_rtc.info': (asked) => {
      const { dtmf } = asked.params;
      if (dtmf !== undefined) legOf(asked).dtmf.push(dtmf);
      asked.reply({ message: 'SENT' });
    },

    'telnyx_rtc.candidate': async (asked) => {
      await legOf(asked).addCandidate(asked.params);
      asked.reply({ message: 'CANDIDATE ADDED' });
    },

    'telnyx_rtc.endOfCandidates': (asked) => {
      legOf(asked);
      asked.reply({ message: 'END OF CANDIDATES' });
    },

    'telnyx_rtc.subscribe': ({ params, reply }) =>
      reply({
        subscribedChannels: [params.eventChannel].flat(),
        alreadySubscribedChannels: [],
        unauthorizedChannels: [],
      }),

    'telnyx_rtc.unsubscribe': ({ params, reply }) =>
      reply({ unsubscribedChannels: [params.eventChannel].flat(), notSubscribedChannels: [] }),

    'telnyx_rtc.broadcast': ({ reply }) => reply({}),
    ai_conversation: ({ reply }) => reply({}),
  };

  async #signIn({ socket, params, reply }, login) {
    if (!login) throw new Refusal(refusals.authentication.code, refusals.authentication.message);
    const armed = this.#faults.take('rejectLogin', login);
    const configured = this.#rejectedLogins.has(login) || this.#rejectedLogins.has(params.login_token);
    if (armed || configured) {
      const { code, message } = { ...refusals.authentication, ...armed };
      throw new Refusal(code, message);
    }
    const { session, returned } = this.#switchboard.signIn(login, socket, params);
    const established = [...session.legs].filter((leg) => leg.established);
    socket.owesAttach = returned;
    if (returned) {
      for (const leg of established) {
        const renamed = this.#faults.take('newCallId', login);
        if (renamed) leg.rename(randomUUID(), renamed.legs ? randomUUID() : leg.telnyxLegId);
      }
    }
    reply({ message: 'logged in', sessid: session.id });
    socket.request('telnyx_rtc.clientReady', { reattached_sessions: established.map((leg) => leg.callId) });
  }

  // Every call the client had before its socket was lost gets a fresh offer, each on its own.
  async #attach(socket) {
    const { session } = socket;
    socket.owesAttach = false;
    const established = [...session.legs].filter((leg) => leg.established);
    await Promise.all(
      established.map(async (leg) => {
        const dropOld = this.#faults.take('dropOldPeer', session.login) !== undefined;
        const sdp = await leg.offerAnew({ dropOld });
        if (leg.ended || session.socket !== socket) return;
        socket.request('telnyx_rtc.attach', {
          callID: leg.callId,
          sdp,
          ...leg.party,
          telnyx_session_id: leg.telnyxSessionId,
          telnyx_leg_id: leg.telnyxLegId,
          telnyx_call_control_id: leg.telnyxCallControlId,
        });
      }),
    );
  }
}

function legOf({ session, params }) {
  const leg = session?.leg(params.dialogParams?.callID ?? params.callID);
  if (!leg) throw new Refusal(refusals.call, 'CALL DOES NOT EXIST');
  return leg;
}

async function descriptionTaken(step) {
  try {
    return await step;
  } catch {
    throw new Refusal(refusals.call, 'Unusable description');
  }
}

// A token names its owner in its `sub`; one that cannot be read still is somebody.
function identity({ login, login_token: token }) {
  if (login || !token) return login;
  try {
    return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString()).sub ?? 'token';
  } catch {
    return 'token';
  }
}
