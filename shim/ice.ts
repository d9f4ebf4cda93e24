// The STUN and TURN servers of the service. They carry no secret: these credentials are public.

const turn = (urls: string) => ({ urls, username: 'testuser', credential: 'testpassword' });

/** Ready-made entries for the option `iceServers`. */
export const TELNYX_ICE_SERVERS = /* @__PURE__ */ (() => ({
  GOOGLE_STUN: { urls: 'stun:stun.l.google.com:19302' },
  TELNYX_STUN: { urls: 'stun:stun.telnyx.com:3478' },
  TELNYX_TURN_UDP_3478: turn('turn:turn.telnyx.com:3478?transport=udp'),
  TELNYX_TURN_TCP_3478: turn('turn:turn.telnyx.com:3478?transport=tcp'),
  TELNYX_TURNS_TCP_443: turn('turns:turn2.telnyx.com:443'),
  TELNYX_TURNS_TCP_443_PRIMARY: turn('turns:turn.telnyx.com:443'),
}))();

/** What is used when the application names no servers; a new list each time. */
export function defaultIceServers(env: string | undefined): RTCIceServer[] {
  const known = TELNYX_ICE_SERVERS;
  if (env === 'development') {
    return [
      { urls: 'stun:stundev.telnyx.com:3478' },
      { ...known.GOOGLE_STUN },
      turn('turn:turndev.telnyx.com:3478?transport=udp'),
      turn('turn:turndev.telnyx.com:3478?transport=tcp'),
      turn('turns:turndev.telnyx.com:443'),
    ];
  }
  return [
    known.TELNYX_STUN,
    known.GOOGLE_STUN,
    known.TELNYX_TURN_UDP_3478,
    known.TELNYX_TURN_TCP_3478,
    known.TELNYX_TURNS_TCP_443_PRIMARY,
    known.TELNYX_TURNS_TCP_443,
  ].map((server) => ({ ...server }));
}
