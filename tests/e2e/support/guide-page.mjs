// The samples of the platform's guide "Reconnection & Call Recovery", as an application would paste them. What the
// page would show is written down in `window.shown`.

const { TelnyxRTC, TELNYX_ERROR_CODES } = await import(new URLSearchParams(location.search).get('sdk'));

const shown = (window.shown = []);
const shows = (text) => () => void shown.push(text);
const showReconnectingBanner = shows('reconnecting');
const hideReconnectingBanner = shows('reconnected');
const showDisconnectedMessage = shows('disconnected');
const showManualReconnectButton = shows('button');
const updateCallInUI = (before, now) => void shown.push(`call ${before} is ${now}`);

window.start = (options) => {
  const client = new TelnyxRTC({ ...options, keepConnectionAliveOnSocketClose: true });
  client.remoteElement = 'remote';
  const reconnectButton = document.getElementById('reconnect');

  // "Show reconnection status"
  let isReconnecting = false;
  client.on('telnyx.socket.close', () => {
    isReconnecting = true;
    showReconnectingBanner();
  });
  client.on('telnyx.ready', () => {
    if (isReconnecting) {
      isReconnecting = false;
      hideReconnectingBanner();
    }
  });
  client.on('telnyx.error', (error) => {
    if (error.code === TELNYX_ERROR_CODES.RECONNECTION_EXHAUSTED) {
      showDisconnectedMessage();
    }
  });

  // "Handle recovered calls"
  client.on('telnyx.notification', (notification) => {
    if (notification.type === 'callUpdate') {
      const call = notification.call;
      if (call.recoveredCallId) {
        updateCallInUI(call.recoveredCallId, call.id);
      }
    }
  });

  // "RECONNECTION_EXHAUSTED"
  client.on('telnyx.error', (error) => {
    if (error.code === TELNYX_ERROR_CODES.RECONNECTION_EXHAUSTED) {
      showManualReconnectButton();
    }
  });
  reconnectButton.addEventListener('click', () => {
    client.connect();
  });

  // "Explicit Disconnect"
  window.signOut = () => {
    client.clearReconnectToken();
    client.disconnect();
  };

  window.client = client;
  window.ready = new Promise((resolve) => client.on('telnyx.ready', resolve));
  client.connect();
};

window.dial = (destinationNumber) =>
  new Promise((resolve) => {
    const { client } = window;
    client.on('telnyx.notification', ({ call }) => call?.state === 'active' && resolve(call.id));
    client.newCall({ destinationNumber, audio: true });
  });
