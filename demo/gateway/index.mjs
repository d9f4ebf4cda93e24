// Keeps the embedded gateway's front door: `startGateway()` for programs, and a command line.
// A signalling and media gateway for this machine only, made for demos and tests: it breaks on command.

import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';

import { Control } from './control.mjs';
import { Faults } from './faults.mjs';
import { Journal } from './journal.mjs';
import { Requests } from './requests.mjs';
import { Server } from './server.mjs';
import { Sounds } from './sounds.mjs';
import { Switchboard } from './switchboard.mjs';

/**
 * Starts a gateway.
 * @param {object} [options]
 * @param {number} [options.port] 0 takes a free one
 * @param {string} [options.host]
 * @param {number} [options.retention] ms a session is kept for its client to come back
 * @param {number} [options.pingInterval] ms between the gateway's pings
 * @param {number} [options.silenceLimit] ms after which a client that says nothing is taken for dead
 * @param {string[]} [options.rejectedLogins] logins or tokens that are never let in
 * @returns {Promise<{url: string, httpUrl: string, control: Control, close: () => Promise<void>}>}
 */
export async function startGateway({
  port = 0,
  host = '127.0.0.1',
  retention = 90_000,
  pingInterval = 15_000,
  silenceLimit = 60_000,
  rejectedLogins = [],
} = {}) {
  const faults = new Faults();
  const journal = new Journal();
  const sounds = new Sounds();
  const sockets = new Set();
  const switchboard = new Switchboard(sounds, retention);
  const requests = new Requests({ switchboard, faults, rejectedLogins });
  const control = new Control({ switchboard, sockets, faults, journal });
  const server = new Server({
    sockets,
    control,
    faults,
    wiring: {
      journal,
      pingInterval,
      silenceLimit,
      onFrame: (frame, socket) => requests.answer(frame, socket),
    },
    onClose: (socket) => switchboard.signOut(socket),
  });
  const address = `${host}:${await server.listen(port, host)}`;
  return {
    url: `ws://${address}`,
    httpUrl: `http://${address}`,
    control,
    close: async () => {
      await server.close();
      await switchboard.close();
      sounds.stop();
    },
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
  const gateway = await startGateway({ port: Number(values.port) });
  console.log(`Gateway at ${gateway.url}, control at ${gateway.httpUrl}/control/status`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => gateway.close());
}
