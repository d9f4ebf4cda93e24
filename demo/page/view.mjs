// Shows the state of a phone in the page's elements. Asks nothing, decides nothing but words and what is visible.

import { party } from './phone.mjs';

const linkWords = {
  'signed-out': 'Signed out',
  connecting: 'Connecting',
  ready: 'Connected',
  reconnecting: 'Reconnecting',
  disconnected: 'Disconnected',
};

const stateWords = {
  new: 'Preparing',
  requesting: 'Calling',
  trying: 'Calling',
  early: 'Ringing',
  ringing: 'Calls you',
  answering: 'Answering',
  active: 'Talking',
  held: 'On hold',
  recovering: 'Recovering',
};

const element = (id) => document.getElementById(id);

/** Brings the whole page up to date. */
export function show(phone) {
  const { link, call } = phone;
  const signedOut = link === 'signed-out';
  element('link').dataset.link = link;
  setText('link-text', linkWords[link]);
  element('sign-in').hidden = !signedOut;
  element('phone').hidden = signedOut;
  setText('phone-title', phone.identity);
  setText('sign-in-error', phone.refusal);
  setText('last-call', phone.ending);
  element('dial').hidden = call !== undefined;
  element('call').hidden = call === undefined;
  for (const button of document.querySelectorAll('#dial button')) button.disabled = link !== 'ready';
  for (const button of document.querySelectorAll('#faults button')) button.disabled = link !== 'ready';
  showBanner(phone);
  if (call) showCall(call);
}

/** Brings the duration of the call up to date. */
export function showDuration({ talkingSince }) {
  setText('duration', talkingSince === undefined ? '' : minutes(Date.now() - talkingSince));
}

function showBanner({ link, call, recovered }) {
  const banner = element('banner');
  const [tone, text] =
    link === 'reconnecting'
      ? [
          'warn',
          call ? 'Connection lost. Reconnecting; your call goes on.' : 'Connection lost. Reconnecting.',
        ]
      : link === 'disconnected'
        ? ['bad', 'Disconnected. The gateway cannot be reached.']
        : recovered
          ? ['good', 'Back again. Your call never stopped.']
          : [];
  if (tone) banner.dataset.tone = tone;
  else delete banner.dataset.tone;
  setText('banner-text', text ?? '');
  element('reconnect').hidden = link !== 'disconnected';
}

function showCall(call) {
  const ringing = call.state === 'ringing';
  const talking = call.state === 'active' || call.state === 'held';
  setText('party', party(call));
  setText('call-state', stateWords[call.state] ?? call.state);
  element('incoming').hidden = !ringing;
  element('talking').hidden = ringing;
  element('mute').setAttribute('aria-pressed', String(call.isAudioMuted));
  element('hold').setAttribute('aria-pressed', String(call.state === 'held'));
  element('hold').disabled = !talking;
  element('keys').disabled = !talking;
}

// A text that stays must not be written again, or a screen reader says it again.
function setText(id, text) {
  const place = element(id);
  if (place.textContent !== text) place.textContent = text;
}

function minutes(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
