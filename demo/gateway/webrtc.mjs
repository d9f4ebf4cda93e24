// Keeps the native WebRTC stack: the one file that loads it, so that another stack could take its place.
// Knows nothing of calls, legs or frames.

import wrtc from '@roamhq/wrtc';

export const { MediaStream, RTCPeerConnection } = wrtc;
export const { RTCAudioSink, RTCAudioSource } = wrtc.nonstandard;

// The addon's destructors read freed memory when Node tears its environment down after any audio track has
// lived, and a healthy run would end in a segmentation fault. Leaving from the last `exit` listener, with the
// code already decided, skips that teardown. It is added at `beforeExit`, behind everybody else's listeners.
process.once('beforeExit', () => process.on('exit', (code) => process.exit(code)));
