// Keeps a TURN server for a test: Debian's coturn on the loopback alone, with credentials made for the run. It can be
// killed, and come back at the same port with nothing remembered. Knows nothing of calls or browsers.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { until } from '../../until.mjs';

const loopback = '127.0.0.1';
const startLimitMs = 10_000;
const endLimitMs = 5_000;

export class TurnServer {
  username = `turn-user-${randomBytes(8).toString('hex')}`;
  credential = `turn-secret-${randomBytes(16).toString('hex')}`;

  #folder;
  #port;
  #process;
  #said = '';

  static async start() {
    const server = new TurnServer();
    server.#folder = await mkdtemp(join(tmpdir(), 'turn-'));
    server.#port = await freePort();
    try {
      await server.start();
    } catch (error) {
      await server.close();
      throw error;
    }
    return server;
  }

  /** For the client's option `iceServers`. */
  get iceServers() {
    const { username, credential } = this;
    return [{ urls: `turn:${loopback}:${this.#port}?transport=udp`, username, credential }];
  }

  /** Everything it said on its output: it tells of each allocation. */
  get said() {
    return this.#said;
  }

  /** Starts, or comes back after `kill()`. */
  async start() {
    // In a file, because arguments can be read by everybody on the machine.
    const file = join(this.#folder, 'turnserver.conf');
    await writeFile(file, this.#configuration(), { mode: 0o600 });
    this.#process = spawn('turnserver', ['-c', file], {
      cwd: this.#folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream.on('data', (chunk) => (this.#said += chunk));
    }
    let failed;
    this.#process.once('error', (error) => (failed = error));
    await until(
      'the TURN server to answer',
      () => {
        if (failed || this.#process.exitCode !== null) {
          throw new Error(`turnserver did not start:\n${this.#said}`, { cause: failed });
        }
        return answers(this.#port);
      },
      startLimitMs,
    );
  }

  /** Ends it without a farewell: its allocations are gone, and nobody is told. */
  async kill() {
    const child = this.#process;
    this.#process = undefined;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit', { signal: AbortSignal.timeout(endLimitMs) });
    child.kill('SIGKILL');
    await gone;
  }

  async close() {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #configuration() {
    return [
      `listening-ip=${loopback}`,
      `relay-ip=${loopback}`,
      `listening-port=${this.#port}`,
      'allow-loopback-peers', // the gateway's candidates are this machine's own addresses
      'lt-cred-mech',
      'realm=turn.test',
      `user=${this.username}:${this.credential}`,
      `userdb=${join(this.#folder, 'users.sqlite')}`,
      `pidfile=${join(this.#folder, 'turnserver.pid')}`,
      'log-file=stdout',
      'verbose', // or it does not tell of allocations
      'no-cli',
      'no-tcp',
      'no-tls',
      'no-dtls',
      'no-tcp-relay',
      'no-multicast-peers',
      'relay-threads=1',
      '',
    ].join('\n');
  }
}

async function freePort() {
  const socket = createSocket('udp4').bind(0, loopback);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

/** Whether a STUN binding request is answered there, within a quarter of a second. */
async function answers(port) {
  const socket = createSocket('udp4');
  try {
    // RFC 5389: type, length, magic cookie, a transaction of this request's own.
    const ask = Buffer.concat([Buffer.from('000100002112a442', 'hex'), randomBytes(12)]);
    const answered = once(socket, 'message', { signal: AbortSignal.timeout(250) });
    socket.send(ask, port, loopback);
    await answered;
    return true;
  } catch (error) {
    if (error.name === 'AbortError') return false;
    throw error;
  } finally {
    socket.close();
  }
}
