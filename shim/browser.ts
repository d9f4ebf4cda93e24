// Which browser this is and what it can do, as `TelnyxRTC.webRTCInfo()` tells it.

/** What the browser can do. */
export interface IWebRTCInfo {
  /** The user agent string. */
  browserInfo: string;
  /** `Chrome`, `Chromium`, `Firefox`, `Safari`, or `Edg` for Edge. */
  browserName: string;
  /** The major version. */
  browserVersion: number;
  /** Whether calls are possible at all: peer connections, descriptions, candidates and `getUserMedia()`. */
  supportWebRTC: boolean;
  /** Whether calls with sound are expected to work. True for every browser that is known. */
  supportWebRTCAudio: boolean;
  /** Whether calls with a camera are expected to work. False for Firefox. */
  supportWebRTCVideo: boolean;
  /** Whether there is an `RTCPeerConnection`. */
  supportRTCPeerConnection: boolean;
  /** Whether there is an `RTCSessionDescription`. */
  supportSessionDescription: boolean;
  /** Whether there is an `RTCIceCandidate`. */
  supportIceCandidate: boolean;
  /** Whether there is `navigator.mediaDevices`; not outside secure contexts (`https:`, `localhost`). */
  supportMediaDevices: boolean;
  /** Whether there is `getUserMedia()`, that is, a way to a microphone. */
  supportGetUserMedia: boolean;
}

/** What this browser can do; a sentence where it is none that is known. */
export function webRTCInfo(): IWebRTCInfo | string {
  const agent = globalThis.navigator?.userAgent ?? '';
  const browser = recognize(agent);
  if (!browser) return 'This browser is not known to support calls.';
  const supports = (name: string) => typeof (globalThis as Record<string, unknown>)[name] === 'function';
  const supportMediaDevices = Boolean(navigator.mediaDevices);
  const supportGetUserMedia = typeof navigator.mediaDevices?.getUserMedia === 'function';
  const supportRTCPeerConnection = supports('RTCPeerConnection');
  const supportSessionDescription = supports('RTCSessionDescription');
  const supportIceCandidate = supports('RTCIceCandidate');
  return {
    browserInfo: agent,
    browserName: browser.name,
    browserVersion: browser.version,
    supportWebRTC:
      supportRTCPeerConnection && supportSessionDescription && supportIceCandidate && supportGetUserMedia,
    supportWebRTCAudio: true,
    supportWebRTCVideo: browser.name !== 'Firefox',
    supportRTCPeerConnection,
    supportSessionDescription,
    supportIceCandidate,
    supportMediaDevices,
    supportGetUserMedia,
  };
}

/** What is expected of a browser on a system. */
export interface IWebRTCBrowser {
  /** `Chrome`, `Firefox`, `Safari` or `Edge`. */
  browserName: string;
  /** `video`, `audio`; absent where it is not supported. */
  features?: string[];
  /** `full`, `partial` or `not supported`. */
  supported: string;
}

/** The browsers on a system. */
export interface IWebRTCSupportedBrowser {
  /** `Android`, `iOS`, `Linux`, `MacOS` or `Windows`. */
  operationSystem: string;
  /** The four browsers, those included that do not work there. */
  supported: IWebRTCBrowser[];
}

/** A table, as the service's documents have it; it does not look at this browser. */
export function supportedBrowsers(): IWebRTCSupportedBrowser[] {
  const levels = [
    { supported: 'not supported' },
    { features: ['audio'], supported: 'partial' },
    { features: ['audio'], supported: 'full' },
    { features: ['video', 'audio'], supported: 'full' },
  ];
  const table = { Android: '2100', iOS: '0030', Linux: '3100', MacOS: '3131', Windows: '3101' };
  return Object.entries(table).map(([operationSystem, row]) => ({
    operationSystem,
    supported: ['Chrome', 'Firefox', 'Safari', 'Edge'].map((browserName, index) => ({
      browserName,
      ...levels[Number(row[index])]!,
    })),
  }));
}

// Every Chromium says Chrome and every Chrome says Safari: what is more special is looked for first.
const browsers: readonly [name: RegExp, version: RegExp][] = [
  [/Edg/, /Edg[A-Za-z]*\/(\d+)/],
  [/Chromium|Chrome/, /Chrom(?:e|ium)\/(\d+)/],
  [/Firefox/, /Firefox\/(\d+)/],
  [/Safari/, /Version\/(\d+)/],
];

function recognize(agent: string): { name: string; version: number } | null {
  if (/OPR\/|Opera/.test(agent)) return null;
  for (const [name, version] of browsers) {
    const found = name.exec(agent);
    if (found) return { name: found[0], version: Number(version.exec(agent)?.[1] ?? NaN) };
  }
  return null;
}
