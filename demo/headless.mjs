// The main job without a person: in a headless Chromium a call hears a tone, loses its socket and comes back. Prints
// what happened at which millisecond, and whether the call survived. `npm start -- --headless` builds first.

import { pathToFileURL } from 'node:url';

import { cutAndRecover } from '../tests/e2e/cut.mjs';
import { World } from '../tests/e2e/world.mjs';

const longestGapMs = 60;
const longestHiatusMs = 40;

/** @returns {Promise<number>} 0 only if the call survived */
export async function run() {
  console.log('A call through a cut socket, in Chromium.\n');
  const world = new World();
  try {
    await world.open();
    return report(await talkThroughACut(world));
  } catch (error) {
    console.error(`\nThe call did not get that far. ${error.message}`);
    return 1;
  } finally {
    await world.close();
  }
}

async function talkThroughACut(world) {
  const { gateway } = world;
  const call = await world.toneCall();
  const { phone, login } = call;
  console.log('The call is active and hears a tone. Now its socket is cut.\n');
  const recovery = await call.gapWhile(async () => {
    const told = await cutAndRecover({ gateway, phone, login });
    await phone.hears();
    return told;
  });
  const farEnd = await gateway.control.media({ callId: recovery.call.id });
  await phone.hangUp();
  await phone.callIs('destroy');
  return { ...recovery, farEnd };
}

function report({ moments, call, callId, objects, gap, pilotGap, farEnd }) {
  const { packetsLost, peers } = farEnd;
  const hiatus = peers.at(-1).hiatus;
  const name = call.id === callId ? 'under its own id' : 'under a new id';
  const timeline = {
    cut: 'the gateway cuts the socket',
    closed: 'telnyx.socket.close',
    attempt: 'a new WebSocket is made',
    ready: 'telnyx.ready',
    recovering: `callUpdate: recovering, ${name}`,
    recovered: `callUpdate: ${call.state}, recoveredCallId ${call.recoveredCallId}`,
  };
  for (const [moment, what] of Object.entries(timeline)) {
    console.log(`${(moments[moment] - moments.cut).toFixed(0).padStart(6)} ms  ${what}`);
  }

  const checks = [
    [`longest gap in received audio: ${gap.toFixed(1)} ms (at most ${longestGapMs})`, gap <= longestGapMs],
    [`the far end lost ${packetsLost} packets`, packetsLost === 0],
    [`between its two media paths: ${hiatus.toFixed(0)} ms without a packet`, hiatus < longestHiatusMs],
    ['the same Call object throughout', objects.length === 1],
    ['recoveredCallId is the id of before', call.recoveredCallId === callId],
    ['active again, and the tone is heard', call.state === 'active'],
  ];
  console.log('');
  for (const [what, held] of checks) console.log(`${held ? '    ok' : 'FAILED'}  ${what}`);
  if (pilotGap > 0) console.log(`        (this machine itself stumbled for ${pilotGap.toFixed(1)} ms)`);
  const survived = checks.every(([, held]) => held);
  console.log(`\nThe call ${survived ? 'survived' : 'did not survive as it should'}.`);
  return survived ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = await run();
