// A softphone as the published React wrapper's users write it: nothing in here knows that the client is ours.
// What it was shown, in order, is in `window.seen`, for a test to ask.

import { createElement, useContext, useState } from 'react';
import { createRoot } from 'react-dom/client';
import {
  Audio,
  TelnyxRTCContext,
  TelnyxRTCProvider,
  useCallbacks,
  useNotification,
} from '@telnyx/react-client';

window.seen = [];

function Phone() {
  const client = useContext(TelnyxRTCContext);
  const call = useNotification()?.call;
  const [ready, setReady] = useState(false);
  useCallbacks({
    onReady: () => {
      window.seen.push('ready');
      setReady(true);
    },
    onError: ({ error }) => window.seen.push(`error ${error.code}`),
    onSocketClose: () => window.seen.push('closed'),
    onSocketError: () => window.seen.push('socket error'),
    onNotification: ({ type, call: told }) => {
      if (type === 'callUpdate') window.seen.push(told.state);
    },
  });
  window.call = call;
  return createElement(
    'main',
    null,
    createElement(
      'button',
      { id: 'call', disabled: !ready, onClick: () => client.newCall({ destinationNumber: 'tone' }) },
      'Call',
    ),
    createElement('button', { id: 'hangup', disabled: !call, onClick: () => call.hangup() }, 'Hang up'),
    createElement('output', null, call?.state ?? 'no call'),
    createElement(Audio, { stream: call?.remoteStream }),
  );
}

const given = new URLSearchParams(location.search);
const credential = { login: given.get('login'), password: 'pw' };
const options = { host: given.get('host'), iceServers: [], keepConnectionAliveOnSocketClose: true };

createRoot(document.getElementById('root')).render(
  createElement(TelnyxRTCProvider, { credential, options }, createElement(Phone)),
);
