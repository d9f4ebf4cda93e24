// A gateway by script, at the other end of the fake sockets: logs in whoever comes, answers every call, offers the
// calls of a session anew after a loss. A test changes its manners.

export class ScriptedGateway {
  /** What it does, for a test to change. */
  manners = {
    opens: true, // takes new sockets
    acceptsLogin: true,
    remembers: true, // the session, when its client comes back
    answersCalls: true,
    renames: null, // a call's id -> the id it is re-attached under
    answersBye: true,
    updatesMedia: true, // answers the offer of another path
    tellsHold: true, // says in its reply whether the call is held now
    lines: '', // what its descriptions name, as ' m=audio m=video'
  };
  sockets = [];
  /** Everything clients said, in order. */
  heard = [];
  /** The calls it has, by their present id. */
  calls = new Map();
  #nextId = 1000;

  /** A socket was dialled. */
  take(socket) {
    this.sockets.push(socket);
    queueMicrotask(() => {
      if (!this.manners.opens) return socket.cut({ error: true });
      socket.heard = (message) => this.#hear(socket, message);
      socket.open();
    });
  }

  get socket() {
    return this.sockets.at(-1);
  }

  said(method) {
    return this.heard.filter((message) => message.method === method);
  }

  /** Sends a request of the gateway's own. */
  ask(method, params) {
    this.socket.say({
      jsonrpc: '2.0',
      id: this.#nextId++,
      method: `telnyx_rtc.${method}`,
      params,
      voice_sdk_id: 'V1',
    });
  }

  description(word) {
    return `v=0 ${word}${this.manners.lines}`;
  }

  /** Calls the client. `more` of the invite's parameters. */
  ring(callID, sdp = this.description('offer'), more = {}) {
    this.calls.set(callID, {});
    this.ask('invite', {
      callID,
      sdp,
      caller_id_name: 'Ann',
      caller_id_number: '+15550100',
      callee_id_name: 'Desk',
      callee_id_number: '1003',
      telnyx_leg_id: `leg ${callID}`,
      dialogParams: { custom_headers: [{ name: 'X-Id', value: '7' }] },
      ...more,
    });
  }

  #hear(socket, message) {
    this.heard.push(message);
    if (!message.method || message.id === undefined) return;
    const [, name = message.method] = message.method.split('.');
    const reply = (result) => socket.say({ jsonrpc: '2.0', id: message.id, result, voice_sdk_id: 'V1' });
    const answer = this[`on_${name}`];
    if (answer) answer.call(this, message.params ?? {}, reply, socket, message);
    else reply({ message: 'ok' });
  }

  on_login({ sessid }, reply, socket, { id }) {
    if (!this.manners.acceptsLogin) {
      return socket.say({ jsonrpc: '2.0', id, error: { code: -32001, message: 'Login incorrect' } });
    }
    const known = sessid === 'S1' && this.manners.remembers;
    if (!known) this.calls.clear();
    reply({ message: 'logged in', sessid: 'S1' });
    this.ask('clientReady', { reattached_sessions: [...this.calls.keys()] });
  }

  on_gatewayState(_params, reply) {
    reply({ params: { state: 'REGED', region: 'eu', dc: 'fr5', call_report_id: 'cr-1' }, sessid: 'S1' });
    for (const [callID, call] of [...this.calls]) if (call.answered && !call.attached) this.attach(callID);
  }

  /** Offers a call anew. */
  attach(callID) {
    const id = this.manners.renames?.(callID) ?? callID;
    const call = this.calls.get(callID);
    this.calls.delete(callID);
    this.calls.set(id, { ...call, attached: true });
    this.ask('attach', { callID: id, sdp: this.description('offer anew'), telnyx_leg_id: call.leg });
  }

  on_invite({ dialogParams: { callID } }, reply) {
    const leg = `leg ${callID}`;
    this.calls.set(callID, { leg });
    reply({ message: 'CALL CREATED', callID, sessid: 'S1' });
    this.ask('ringing', { callID, telnyx_session_id: 'ts', telnyx_leg_id: leg });
    if (this.manners.answersCalls) this.pickUp(callID);
  }

  /** The far end answers. */
  pickUp(callID) {
    Object.assign(this.calls.get(callID), { answered: true, attached: true });
    this.ask('answer', {
      callID,
      sdp: this.description('answer'),
      telnyx_leg_id: this.calls.get(callID).leg,
    });
  }

  on_answer({ dialogParams: { callID } }, reply) {
    Object.assign(this.calls.get(callID), { answered: true, attached: true, leg: `leg ${callID}` });
    reply({ message: 'CALL ANSWERED', callID });
  }

  on_attach(_params, reply) {
    reply({ message: 'CALL ATTACHED' });
  }

  on_modify({ action }, reply) {
    if (action === 'updateMedia')
      return reply(this.manners.updatesMedia ? { sdp: this.description('answer') } : {});
    if (this.manners.tellsHold) reply({ holdState: action === 'unhold' ? 'active' : 'held' });
    else reply({ message: 'CALL MODIFIED' });
  }

  on_bye({ dialogParams: { callID } }, reply) {
    this.calls.delete(callID);
    if (this.manners.answersBye) reply({ message: 'CALL ENDED' });
  }
}

/** From now on its calls are those of a lost socket: each is to be offered anew. */
export function lose(gateway) {
  for (const call of gateway.calls.values()) call.attached = false;
  gateway.socket.cut();
}
