// Keeps the control's way in over HTTP: POST /control/<method> with its object as JSON, GET with it as a query.
// Open to every page and to this machine only. Knows nothing of what the methods do.

import { json } from 'node:stream/consumers';

import { Control } from './control.mjs';

const prefix = '/control/';
const told = new Set(['status', 'frames', 'media']);
const done = new Set(
  Object.getOwnPropertyNames(Control.prototype).filter((name) => name !== 'constructor' && !told.has(name)),
);

/** Answers one HTTP request. */
export async function controlOverHttp(control, request, response) {
  const url = new URL(request.url, 'http://localhost');
  const name = url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : undefined;
  const known = request.method === 'POST' ? done : told;
  try {
    if (!isLocal(request.socket.remoteAddress)) respond(response, 403, { error: 'This machine only' });
    else if (request.method === 'OPTIONS') respond(response, 204);
    else if (!known.has(name)) respond(response, 404, { error: `Known: ${[...told, ...done].join(', ')}` });
    else {
      const asked = request.method === 'POST' ? await body(request) : Object.fromEntries(url.searchParams);
      respond(response, 200, await control[name](asked));
    }
  } catch (error) {
    respond(response, 400, { error: String(error.message) });
  }
}

async function body(request) {
  return request.headers['content-length'] === '0' ? {} : json(request);
}

function respond(response, status, value) {
  response.writeHead(status, {
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Methods': 'GET, POST',
    'Access-Control-Allow-Headers': 'Content-Type',
    'Content-Type': 'application/json',
  });
  response.end(value === undefined ? undefined : JSON.stringify(value));
}

const isLocal = (address) => /^(::ffff:)?127\.|^::1$/.test(address ?? '');
