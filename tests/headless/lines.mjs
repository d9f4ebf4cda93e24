// The lines of a fake peer connection: what is sent and what is received on it, one of each kind of media at a time.

/** Which lines a description has: those it names, as `m=audio`; the scripts mostly name none and mean sound. */
export function kindsIn({ sdp }) {
  const named = [...sdp.matchAll(/m=(\w+)/g)].map(([, kind]) => kind);
  return named.length > 0 ? named : ['audio'];
}

/** The class of one page. */
export const transceiverClass = (made, Track) =>
  class RTCRtpTransceiver {
    /** Whether packets of the far end come. */
    flows = () => false;
    /** What was preferred; null is the browser's own order. */
    codecs = null;

    constructor(kind, track, { direction = 'sendrecv', streams = [] } = {}) {
      this.direction = direction;
      const sender = {
        track,
        streams,
        async replaceTrack(next) {
          if (made.trackRefusal) throw Object.assign(new Error('no'), { name: made.trackRefusal });
          sender.track = next;
        },
        parameters: { encodings: [{ active: true }] },
        getParameters: () => structuredClone(sender.parameters),
        async setParameters(parameters) {
          if (made.limitRefusal) throw new Error('no');
          sender.parameters = parameters;
        },
      };
      this.sender = sender;
      const source = { source: 1, timestamp: 0 };
      this.receiver = {
        track: new Track(kind, false),
        getSynchronizationSources: () => (this.flows() ? [source] : []),
      };
    }

    setCodecPreferences(codecs) {
      const { kind } = this.receiver.track;
      if (codecs.some(({ mimeType }) => !mimeType.toLowerCase().startsWith(`${kind}/`)))
        throw Object.assign(new Error('no codec of this line'), { name: 'InvalidModificationError' });
      this.codecs = codecs;
    }
  };
