// Keeps a small HTTP server for test pages: folders of files and texts made on the spot, always under a strict
// content security policy, so that a client which needs more than it may have fails every browser test.

import { createServer } from 'node:http';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';

/** What every page may do. WebAssembly, yes; evaluating strings, no. */
export const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'self' ws://127.0.0.1:* http://127.0.0.1:*",
  "media-src 'self' blob: data:",
  "object-src 'none'",
  "base-uri 'none'",
].join('; ');

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.wasm': 'application/wasm',
  '.wav': 'audio/wav',
  '.svg': 'image/svg+xml',
};

/**
 * Serves pages on this machine.
 * @param {object} what
 * @param {Record<string, string>} [what.folders] URL prefix ending in `/` → folder
 * @param {Record<string, string|Buffer>} [what.files] URL path → content; wins over folders
 * @returns {Promise<{url: string, close: () => Promise<void>}>}
 */
export async function servePages({ folders = {}, files = {} }) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const content = Object.hasOwn(files, path) ? files[path] : await read(path, folders);
    response.writeHead(content === undefined ? 404 : 200, {
      'Content-Type': types[extname(path)] ?? 'application/octet-stream',
      'Content-Security-Policy': contentSecurityPolicy,
      'Cache-Control': 'no-store',
    });
    response.end(content);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function read(path, folders) {
  const prefix = Object.keys(folders).find((each) => path.startsWith(each));
  if (!prefix) return undefined;
  const inside = normalize(`/${path.slice(prefix.length)}`); // never above the folder
  return readFile(join(folders[prefix], inside)).catch(() => undefined);
}
