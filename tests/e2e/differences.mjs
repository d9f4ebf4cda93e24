// Every difference between what the reference does under the scripts of `conformance.test.mjs` and what ours does, each
// with its reason. `- ` is the reference's alone, `+ ` ours alone. One that is not listed here fails the test; so does
// one that is listed and not found.

/** In the messages about any call, by what the line says after their method. */
export const said = {
  '- dialogParams iceServers':
    'Credentials of TURN servers are nobody else’s business: what travels is listed.',
  '- dialogParams userVariables microphoneLabel': 'Nor is the name of a device.',
  '- dialogParams keepConnectionAliveOnSocketClose':
    'An option of this end, which means nothing to the other.',
  '- dialogParams debug': 'The same.',
  '- dialogParams debugOutput': 'The same.',
  '- dialogParams prefetchIceCandidates': 'The same; sent when the application has given it.',
  '- dialogParams forceRelayCandidate': 'The same; sent when the application has given it.',
  '- dialogParams trickleIce': 'The same; sent when the application has given it.',
  '- dialogParams mutedMicOnStart': 'The same; sent when the application has given it.',
  '+ dialogParams mediaSettings': 'A call that is re-attached says what it said before.',
  '- dialogParams custom_headers': 'An empty list is left out.',
  '+ dialogParams mediaSettings sdpASBandwidthKbps':
    'Calls that arrive send what calls that are placed send.',
  '+ dialogParams mediaSettings useSdpASBandwidthKbps': 'The same.',
  '+ dialogParams video': 'The same.',
};

/** In what the application is told, by script. */
export const told = {
  'a call loses its socket and goes on': {
    '- notification callUpdate recovering NORMAL_CLEARING 16':
      'The Call object lives on; the reference ends it and makes another.',
  },
};
