// Keeps the listening port: WebSockets in at any path, the control over HTTP, and the speed test's dialect.
// Knows nothing of calls.

import { createServer } from 'node:http';
import { once } from 'node:events';

import { WebSocketServer } from 'ws';

import { controlOverHttp } from './control-http.mjs';
import { Socket } from './socket.mjs';

export class Server {
  #http = createServer((request, response) => controlOverHttp(this.#control, request, response));
  #upgrades = new WebSocketServer({ noServer: true });
  #sockets;
  #control;

  /**
   * @param {object} from
   * @param {Set<Socket>} from.sockets the living ones, kept here
   * @param {import('./control.mjs').Control} from.control
   * @param {import('./faults.mjs').Faults} from.faults
   * @param {object} from.wiring what every `Socket` is made with besides its `ws`
   * @param {(socket: Socket) => void} from.onClose
   */
  constructor({ sockets, control, faults, wiring, onClose }) {
    this.#sockets = sockets;
    this.#control = control;
    this.#http.on('upgrade', (request, stream, head) => {
      if (faults.refusesConnections) {
        stream.destroy();
        return;
      }
      this.#upgrades.handleUpgrade(request, stream, head, (ws) => {
        sockets.add(
          new Socket({
            ...wiring,
            ws,
            faults,
            onText: speedTest,
            onClose: (socket) => {
              sockets.delete(socket);
              onClose(socket);
            },
          }),
        );
      });
    });
  }

  async listen(port, host) {
    this.#http.listen(port, host);
    await once(this.#http, 'listening');
    return this.#http.address().port;
  }

  async close() {
    const gone = [once(this.#http, 'close'), ...[...this.#sockets].map((socket) => socket.closed)];
    this.#http.close();
    this.#http.closeAllConnections();
    for (const socket of this.#sockets) socket.terminate();
    await Promise.all(gone);
  }
}

// `#SPU <bytes>`, filler, `#SPE`: both times are told, the second one without measuring, since nothing is sent.
function speedTest(text, socket) {
  if (text.startsWith('#SPU')) socket.speedTestStart = performance.now();
  if (!text.startsWith('#SPE')) return;
  const milliseconds = Math.max(1, Math.round(performance.now() - socket.speedTestStart));
  socket.inject(`#SPU${milliseconds}`);
  socket.inject(`#SPD${milliseconds}`);
}
