// The page side of `phone.mjs`: runs in the browser, imports the SDK that the address names, and keeps what it
// said and did, in order, so that a test can ask. Works with the reference and with any drop-in for it.

const { TelnyxRTC, ...rest } = await import(new URLSearchParams(location.search).get('sdk'));

const names = [
  'telnyx.ready',
  'telnyx.error',
  'telnyx.warning',
  'telnyx.notification',
  'telnyx.socket.open',
  'telnyx.socket.close',
  'telnyx.socket.error',
];

const objects = [];

/** Which Call object this is, counted from 0: the same number means the same object. */
function objectNumber(call) {
  if (!objects.includes(call)) objects.push(call);
  return objects.indexOf(call);
}

function told(name, payload) {
  const { call } = payload ?? {};
  return {
    name,
    at: performance.now(),
    type: payload?.type,
    code: (payload?.error ?? payload?.warning)?.code ?? payload?.event?.code ?? payload?.code,
    callId: payload?.callId,
    call: call && {
      object: objectNumber(call),
      id: call.id,
      state: call.state,
      prevState: call.prevState,
      recoveredCallId: call.recoveredCallId ?? call.options?.recoveredCallId,
      direction: call.direction,
      cause: call.cause,
      causeCode: call.causeCode,
      endReason: call.endReason,
      muted: call.isAudioMuted,
    },
  };
}

const phone = {
  sdk: { TelnyxRTC, ...rest },
  events: [],
  client: undefined,
  call: undefined, // the latest one that was told of

  make(options) {
    const client = new TelnyxRTC(options);
    client.remoteElement = 'remote';
    for (const name of names) {
      client.on(name, (payload) => {
        if (payload?.call) phone.call = payload.call;
        phone.events.push(told(name, payload));
      });
    }
    phone.client = client;
  },

  async connect(options) {
    phone.make(options);
    await phone.client.connect();
  },

  dial(options) {
    phone.call = phone.client.newCall(options);
    return phone.call.id;
  },

  /** What the browser received on the call's audio so far. */
  async received() {
    const report = await phone.call?.peer?.instance?.getStats();
    const inbound = [...(report?.values() ?? [])].find((entry) => entry.type === 'inbound-rtp');
    return {
      packets: inbound?.packetsReceived ?? 0,
      lost: inbound?.packetsLost ?? 0,
      energy: inbound?.totalAudioEnergy ?? 0,
    };
  },
};

window.phone = phone;
