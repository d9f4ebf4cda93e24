// The calls of a client by their ids: an object, and beside its keys what an array has. Knows nothing of calls.

import type { Call } from './call.js';

/** Empty. What it has of an array is not enumerable: `Object.keys()` and spreads give calls only. */
export function keyedCalls(): { [callId: string]: Call } {
  const calls: { [callId: string]: Call } = {};
  const list = () => Object.values(calls);
  for (const name of ['forEach', 'filter', 'map', 'find', 'some'] as const) {
    const value = (...args: unknown[]) =>
      (list()[name] as (...args: unknown[]) => unknown).apply(list(), args);
    define(calls, name, { value });
  }
  define(calls, 'length', { get: () => list().length });
  define(calls, Symbol.iterator, { value: () => list().values() });
  return calls;
}

const define = Object.defineProperty;
