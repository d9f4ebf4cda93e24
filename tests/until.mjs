// Keeps how a test waits: for a condition, never for a time, and not for ever.

import { setTimeout as after } from 'node:timers/promises';

/** Waits until a condition holds and returns its value; fails with its name when it does not in time. */
export async function until(what, condition, limit = 5_000) {
  const end = performance.now() + limit;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() > end) throw new Error(`Waited ${limit} ms in vain: ${what}`);
    await after(10);
  }
}
