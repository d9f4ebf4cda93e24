// The socket as `client.connection` shows it: what was heard of it last. The socket itself is the core's.

/** What is known of the socket. */
export class Connection {
  /** The gateway's address, without its query. */
  readonly host: string;
  /** Which socket of this client was heard of last; the first is 1. */
  socketGeneration = 0;
  /** What the gateway said of the registration last, for example `REGED`; empty without a socket. */
  previousGatewayState = '';

  private state: 'none' | 'connecting' | 'open' | 'closing' | 'closed' = 'none';
  private closedGeneration = 0;
  private socket: EventTarget | null = null;

  /** @internal */
  constructor(host: string) {
    this.host = host;
  }

  /** The socket was asked for, and is not open yet. */
  get connecting(): boolean {
    return this.state === 'connecting';
  }

  /** The socket is open. Registered is more: wait for `telnyx.ready`. */
  get connected(): boolean {
    return this.state === 'open';
  }

  /** `disconnect()` was called, and the socket has not closed yet. */
  get closing(): boolean {
    return this.state === 'closing';
  }

  /** There was a socket, and there is none. */
  get closed(): boolean {
    return this.state === 'closed';
  }

  /** There is a socket, or there will be: `connecting` or `connected`. */
  get isAlive(): boolean {
    return this.connecting || this.connected;
  }

  /** The socket is about to close, or has closed. False before the first `connect()`. */
  get isDead(): boolean {
    return this.closing || this.closed;
  }

  /** @internal A socket opened, and nobody was told that it closed. */
  get hasSocket(): boolean {
    return this.socket !== null;
  }

  /** @internal A socket was asked for. */
  dial(): void {
    if (!this.connected) this.state = 'connecting';
  }

  /** @internal */
  opened(socket: EventTarget | null, generation: number): void {
    this.state = 'open';
    this.socket = socket;
    this.socketGeneration = generation;
  }

  /** @internal The socket is about to be closed from here. */
  close(): void {
    if (this.connected) this.state = 'closing';
  }

  /** @internal False when this end was told before, or came too late to be news. */
  lost(generation: number): boolean {
    if (generation <= this.closedGeneration || generation < this.socketGeneration) return false;
    this.closedGeneration = this.socketGeneration = generation;
    this.state = 'closed';
    this.socket = null;
    this.previousGatewayState = '';
    return true;
  }

  /** @internal Closes the socket without the core, which is lost. */
  abandon(): void {
    (this.socket as WebSocket | null)?.close();
  }
}
