// One core of a client, from its first use to the end of disconnect(): what was asked of it, what it said last, and its
// calls. How the application is told is in news.ts. Decides nothing: it brings what the core says into the shapes that
// applications know.

import { Call } from './call.js';
import type { TelnyxRTC } from './client.js';
import { CoreHandle } from './core.js';
import { chosenDelay, configOf, expiryOf } from './config.js';
import { mediaOf } from './devices.js';
import { jsonOf, partiesOf, planOf } from './dialog.js';
import { errorOf, saidBy } from './errors.js';
import type { Left } from './left.js';
import { News } from './news.js';
import type { ICallOptionsInUse } from './options.js';
import { StoragePlace } from './storage.js';
import type {
  CallKey,
  CallMedia,
  CallSnapshot,
  ClientSnapshot,
  Core,
  CoreCredentials,
  CoreHost,
  StoredSession,
  Ticket,
} from './surface.js';
import { addStep } from './timings.js';

type ElementIds = Pick<Left['calls'][number], 'remoteElement' | 'localElement'>;

/** How something that was asked of the core ended. */
export interface Outcome {
  readonly value: boolean;
  /** 0 when all went well. */
  readonly error: number;
  readonly message: string;
  /** The gateway's answer to a request of the application's own. */
  readonly frame?: string | undefined;
}

export class Mirror extends News implements CoreHost {
  private readonly core: CoreHandle;
  private readonly waiting = new Map<Ticket, (outcome: Outcome) => void>();
  private storage: StoragePlace | null = null;
  /** While it is not clear whether the page that left something is gone. */
  private beginning: Promise<void> | null = null;
  private left: Left | null = null;
  private nextKey = 1;
  private nextTicket = 1;
  private warnedOfPolicy = false;

  /** Throws a `TelnyxError` where the core cannot be compiled. */
  constructor(client: TelnyxRTC) {
    super(client);
    const { usable, connection } = client;
    // Of a call that comes back after a reload, asked for when it is to be opened.
    const media = new Proxy({} as CallMedia, {
      get: (_, name: keyof CallMedia) => mediaOf(client.callOptions({}))[name],
    });
    const config = configOf(usable, connection.socketGeneration + 1, media, client.recording.room);
    this.core = new CoreHandle(config, this, (error) => this.broke(error));
  }

  // ---- from the client and its calls ------------------------------------------------------------------

  /** Tells the core a fact. False when the session is over and nobody heard it. */
  tell(fact: (core: Core) => void): boolean {
    return this.core.tell(fact);
  }

  /** Tells the core a fact that has an outcome. */
  ask(fact: (core: Core, ticket: Ticket) => void): Promise<Outcome> {
    const ticket = this.nextTicket++;
    return new Promise((resolve) => {
      this.waiting.set(ticket, resolve);
      if (!this.tell((core) => fact(core, ticket))) this.settle(ticket, lost);
    });
  }

  /** Sends a request of the application's own. Rejects with what the gateway refused it with. */
  async request(method: string, params: object): Promise<unknown> {
    const outcome = await this.ask((core, ticket) => core.sendRequest(ticket, method, jsonOf(params)));
    const { error, message, frame } = outcome;
    if (!frame) throw errorOf(error || 44102, { originalError: saidBy(message, null) });
    const answer = JSON.parse(frame) as { result?: unknown; error?: unknown };
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- as applications have always known it
    if (answer.error) throw answer.error;
    return answer.result;
  }

  /** Sends what wants no answer. Throws when it cannot be sent now. */
  notice(method: string, params: object): void {
    const sent = this.client.isRegistered && this.tell((core) => core.sendRequest(0, method, jsonOf(params)));
    if (!sent) throw errorOf(44102);
  }

  /** Does what needs to know what an earlier page left: at once if that is known. */
  begin(work: (left: Left | null) => void): void {
    const begun = (left: Left | null) => {
      this.left ??= left;
      this.beginning = null;
      work(left);
    };
    const left = (this.storage ??= new StoragePlace(this.client.usable)).take();
    if (left instanceof Promise) this.beginning = left.then(begun);
    else if (this.beginning) this.beginning = this.beginning.then(() => begun(null));
    else begun(left);
  }

  async logIn(credentials: CoreCredentials): Promise<Outcome> {
    const outcome = await new Promise<Outcome>((resolve) => {
      this.begin((left) => resolve(this.ask((core, ticket) => core.login(ticket, credentials, left))));
    });
    if (outcome.value) this.storage?.move(this.client.usable);
    return outcome;
  }

  /** Makes a call. The application hears of it before this returns. */
  place(options: ICallOptionsInUse): Call {
    const key = this.nextKey;
    this.nextKey += 2;
    const call = new Call(this, key, 'outbound', options);
    this.calls.set(key, call);
    this.client.calls[call.id] = call;
    // What follows from placing it comes after the application has heard of it.
    this.afterwards(() => {
      const state = options.clientState ?? '';
      const headers = jsonOf(options.customHeaders);
      this.tell((core) =>
        core.placeCall(key, call.id, planOf(options), partiesOf(options), state, headers, mediaOf(options)),
      );
      this.notify(call, { type: 'callUpdate', call });
      this.warnOfOthers(call);
    });
    return call;
  }

  /** Gives the core back; nothing of it is alive afterwards, and no promise is left pending. */
  release(): void {
    this.ended = true;
    this.core.dispose();
    this.finish();
  }

  // ---- what the core says of the client ---------------------------------------------------------------

  clientChanged(snapshot: ClientSnapshot): void {
    this.later(() => this.client.hear(snapshot));
  }

  askDelay(attempt: number, outageMs: number, callsAtStake: number, lastDelay: number): void {
    this.later(() => {
      const delay = chosenDelay(this.client.options.reconnectPolicy, attempt, {
        outageMs,
        callsAtStake,
        lastDelay,
      });
      if (Number.isNaN(delay) && !this.warnedOfPolicy) {
        this.warnedOfPolicy = true;
        console.warn(
          'reconnectPolicy threw, or returned neither milliseconds nor null; the documented wait is used',
        );
      }
      this.tell((core) => core.delayChosen(attempt, delay));
    });
  }

  askToken(ask: number): void {
    this.later(() => void this.provideToken(ask));
  }

  stepReached(key: CallKey, step: number, since: number): void {
    const call = this.calls.get(key);
    if (call) addStep(call.timings, step, since);
  }

  settled(ticket: Ticket, value: boolean, error: number, message: string, frame?: string): void {
    this.later(() => this.settle(ticket, { value, error, message, frame }));
  }

  // In turn with what changes the mirror: the elements of a call are found by its id.
  store(session: StoredSession): void {
    this.later(() => {
      const calls = session.calls.map((marker) => {
        const call = this.client.calls[marker.id];
        return { ...marker, ...this.elementsOf(marker.id), ...call?.withoutMicrophone(marker) };
      });
      this.storage?.write({ ...session, calls, lock: '' });
    });
  }

  forget(): void {
    this.later(() => (this.storage ??= new StoragePlace(this.client.usable)).forget());
  }

  recorded(bytes: Uint8Array<ArrayBuffer>, full: boolean): void {
    this.client.recording.add(bytes, full);
    if (full) this.warn(39001, undefined);
  }

  // ---- what the core says of calls --------------------------------------------------------------------

  callChanged(snapshot: CallSnapshot, announce: boolean): void {
    const known = this.calls.get(snapshot.call);
    const call = known ?? this.arrived(snapshot);
    call.hearMutes(snapshot);
    this.later(() => {
      const { calls } = this.client;
      if (calls[call.id] === call && call.id !== snapshot.id) delete calls[call.id];
      call.hear(snapshot);
      calls[call.id] = call;
      if (announce) this.notify(call, { type: 'callUpdate', call });
      if (!known) this.warnOfOthers(call);
      if (snapshot.state === 'destroy') this.remove(snapshot.call, call);
    });
  }

  startTone(key: CallKey, inbound: boolean): void {
    const call = this.calls.get(key);
    this.touch(() => (inbound ? call?.playRingtone() : call?.playRingback()));
  }

  stopTone(key: CallKey): void {
    const call = this.calls.get(key);
    this.touch(() => {
      call?.stopRingtone();
      call?.stopRingback();
    });
  }

  localStreamChanged(key: CallKey, stream: MediaStream | null): void {
    if (stream) this.touch(() => this.calls.get(key)?.hearMicrophone(stream));
  }

  mediaFailed(key: CallKey, error: unknown): void {
    this.mediaErrors.set(key, error);
  }

  watchPeer(key: CallKey, peer: number, stream: MediaStream): void {
    this.touch(() => this.calls.get(key)?.sound.keep(peer, stream));
  }

  switchPeer(key: CallKey, peer: number, connection: RTCPeerConnection, stream: MediaStream | null): void {
    this.touch(() => this.calls.get(key)?.hearPeer(peer, connection, stream));
  }

  peerClosed(key: CallKey, peer: number): void {
    this.touch(() => this.calls.get(key)?.sound.drop(peer));
  }

  // ---- our own ----------------------------------------------------------------------------------------

  private async provideToken(ask: number): Promise<void> {
    const { options } = this.client;
    let message = 'tokenProvider gave no token';
    try {
      const token: unknown = await options.tokenProvider?.();
      if (this.ended) return;
      if (token && typeof token === 'string') {
        // A core made later begins with it.
        options.login_token = token;
        this.tell((core) => core.tokenProvided(ask, token, expiryOf(token)));
        return;
      }
    } catch (error) {
      message = error instanceof Error ? error.message : String(error);
    }
    this.tell((core) => core.tokenWithheld(ask, message));
  }

  private arrived(snapshot: CallSnapshot): Call {
    const options = this.client.callOptions({ id: snapshot.id, ...this.elementsOf(snapshot.recoveredId) });
    const call = new Call(this, snapshot.call, snapshot.direction, options);
    this.calls.set(snapshot.call, call);
    return call;
  }

  /** Where a call is heard, as far as a later page can find it again. */
  private elementsOf(id: string): ElementIds {
    const { client } = this;
    const call = client.calls[id]?.options ?? this.left?.calls.find((one) => one.id === id);
    // The client's own was resolved when it was set; its id is what another page can find.
    const remote =
      call?.remoteElement === client.remoteElement ? client.remoteElementId : call?.remoteElement;
    const local = call?.localElement === client.localElement ? client.localElementId : call?.localElement;
    return {
      ...(typeof remote === 'string' && { remoteElement: remote }),
      ...(typeof local === 'string' && { localElement: local }),
    };
  }

  private remove(key: CallKey, call: Call): void {
    call.release();
    this.calls.delete(key);
    this.mediaErrors.delete(key);
    if (this.client.calls[call.id] === call) delete this.client.calls[call.id];
  }

  private settle(ticket: Ticket, outcome: Outcome): void {
    const resolve = this.waiting.get(ticket);
    this.waiting.delete(ticket);
    resolve?.(outcome);
  }

  /** The core is lost by a fault of its own. */
  private broke(error: unknown): void {
    if (this.ended) return;
    this.errorRaised(49001, 0, String(error), null, true);
    this.ended = true;
    this.client.connection.abandon();
    this.finish();
  }

  /** The core is gone; what it did not end is ended from here. */
  private finish(): void {
    this.queue.push(() => {
      for (const [key, call] of [...this.calls]) {
        for (const state of ['hangup', 'destroy'] as const) {
          call.collapse(state);
          this.notify(call, { type: 'callUpdate', call });
        }
        this.remove(key, call);
      }
      for (const ticket of [...this.waiting.keys()]) this.settle(ticket, lost);
      const { hasSocket, socketGeneration } = this.client.connection;
      if (hasSocket) this.tellClosed(socketGeneration);
      this.storage?.leave();
      this.client.closed(this);
    });
    this.deliver();
  }
}

const lost: Outcome = { value: false, error: 0, message: '' };
