// A plain server of files, with a policy for its pages. Knows nothing of what is in them.

import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/**
 * Serves a folder to this machine. `policy` becomes each page's Content-Security-Policy, and `type`, where it is set,
 * the type of WebAssembly.
 */
export async function serve(folder) {
  const served = {
    policy: '',
    type: undefined,
    address: (path) => `http://127.0.0.1:${server.address().port}/${path}`,
    close: () => new Promise((closed) => server.close(closed)),
  };
  const server = createServer((request, response) => {
    const file = join(folder, new URL(request.url, 'http://localhost').pathname);
    if (!existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    const ending = extname(file);
    const type = (ending === '.wasm' && served.type) || types[ending] || 'application/octet-stream';
    const policy = `default-src 'none'; connect-src 'self'; ${served.policy}`;
    response.writeHead(200, { 'content-type': type, 'content-security-policy': policy });
    createReadStream(file).pipe(response);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return served;
}
