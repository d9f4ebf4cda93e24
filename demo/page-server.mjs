// Serves the demo's page on this machine under a strict Content-Security-Policy: its files as they are, its program
// bundled once, the package found by its name as a user would write it. Knows nothing of calls.

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = new URL('page/', import.meta.url);

const css = 'text/css; charset=utf-8';
const files = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/style.css': ['style.css', css],
  '/controls.css': ['controls.css', css],
  '/call.css': ['call.css', css],
  '/icon.svg': ['icon.svg', 'image/svg+xml'],
};

/**
 * @param {object} from
 * @param {string} from.url where the gateway listens for sockets
 * @param {string} from.httpUrl where it takes orders
 * @param {number} [from.port] 0 takes a free one
 * @returns {Promise<{url: string, close: () => Promise<void>}>}
 */
export async function servePage({ url, httpUrl, port = 0 }) {
  const headers = { 'Content-Security-Policy': policy(url, httpUrl), 'Cache-Control': 'no-store' };
  const made = {
    '/app.js': [await program(), 'text/javascript; charset=utf-8'],
    '/gateway.json': [JSON.stringify({ url, control: `${httpUrl}/control` }), 'application/json'],
  };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    if (!Object.hasOwn(files, pathname) && !Object.hasOwn(made, pathname)) {
      response.writeHead(404, headers).end();
      return;
    }
    const [content, type] = made[pathname] ?? [
      await readFile(new URL(files[pathname][0], folder)),
      files[pathname][1],
    ];
    response.writeHead(200, { ...headers, 'Content-Type': type }).end(content);
  });
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

// `wasm-unsafe-eval` lets WebAssembly be compiled, and nothing else; `unsafe-eval` is not needed.
function policy(url, httpUrl) {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${url} ${httpUrl} wss://*.telnyx.com https://*.telnyx.com`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

async function program() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('app.mjs', folder))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
  });
  return outputFiles[0].contents;
}

async function listen(server, port) {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}
