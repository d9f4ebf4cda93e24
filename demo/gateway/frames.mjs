// Keeps the shapes of the wire: JSON-RPC 2.0 frames out of their parts, and what a journal may say about one.
// Knows nothing of sockets or calls.

export const request = (id, method, params, token) => frame({ id, method, params }, token);

export const result = (id, value, token) => frame({ id, result: value }, token);

export const failure = (id, code, message, token) => frame({ id, error: { code, message } }, token);

/** Thrown while a request is looked into: becomes its error reply. */
export class Refusal extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

export const refusals = {
  authentication: { code: -32001, message: 'Login Incorrect' },
  call: -32002,
  unknownMethod: -32601,
  internal: -32603,
};

/** Parses one text; undefined unless it is one JSON object. */
export function parse(text) {
  try {
    const value = JSON.parse(text);
    return value && typeof value === 'object' && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A frame that asks for a reply. */
export const awaitsReply = (frame) =>
  frame.id !== undefined && frame.result === undefined && frame.error === undefined;

/** What may be told about a frame: never a description, a password or a token. */
export function outline(frame) {
  const { id, method, type, params, result, error } = frame;
  return {
    id,
    kind: error ? 'error' : result ? 'result' : 'request',
    method: method ?? type ?? result?.method,
    callId: params?.callID ?? params?.dialogParams?.callID ?? result?.callID,
    action: params?.action,
    state: result?.params?.state ?? params?.state,
    code: error?.code,
  };
}

function frame(parts, token) {
  return { jsonrpc: '2.0', ...parts, ...(token === undefined ? {} : { voice_sdk_id: token }) };
}
