// Cuts a socket in a call and tells what came of it, moment by moment. Judges nothing.

import { now } from './world.mjs';

/**
 * One recovery: the moments of the page (ms since it was opened), the id before, the call after, which `Call` objects
 * were told of, and the order of what an application hears.
 * @param {object} of
 * @param {object} of.gateway
 * @param {import('./support/phone.mjs').Phone} of.phone in a call
 * @param {string} of.login whose socket it is
 */
export async function cutAndRecover({ gateway, phone, login }) {
  const { callId, cutAt } = await prepare(phone);
  const from = await now(phone);
  gateway.control.cut({ login });
  const closed = await phone.told('telnyx.socket.close', from);
  const attempt = await phone.told('WebSocket', from);
  const ready = await phone.told('telnyx.ready', from);
  const recovering = await phone.callIs('recovering', from);
  const last = { after: recovering.number + 1, prevState: 'recovering' };
  const recovered = await phone.told('telnyx.notification', last);
  const told = (await phone.events(from.after)).slice(0, recovered.number + 1 - from.after);
  return {
    moments: {
      cut: cutAt,
      closed: closed.at,
      attempt: attempt.at,
      ready: ready.at,
      recovering: recovering.at,
      recovered: recovered.at,
    },
    callId,
    call: recovered.call,
    objects: [...new Set(told.flatMap(({ call }) => call?.object ?? []))],
    order: told.filter(({ name }) => name !== 'telnyx.warning').map(outline),
  };
}

// The page tells of every `WebSocket` that is made from now on: the moment of an attempt, before any network.
function prepare(phone) {
  return phone.page.evaluate(() => {
    const { events, call } = window.phone;
    window.BrowserWebSocket ??= window.WebSocket;
    window.WebSocket = class extends window.BrowserWebSocket {
      constructor(...given) {
        super(...given);
        events.push({ name: 'WebSocket', at: performance.now() });
      }
    };
    return { callId: call.id, cutAt: performance.now() };
  });
}

const outline = ({ name, call }) => (call ? `call ${call.state}` : name);
