// Brings the page to life: ties the phone, the gateway's faults, the log and the strip to the page's elements.

import { Gateway } from './gateway.mjs';
import { Log } from './log.mjs';
import { Phone } from './phone.mjs';
import { Strip } from './strip.mjs';
import { show, showDuration } from './view.mjs';

const awayMs = 8_000;
const recoveryShownMs = 8_000;
const digits = '123456789*0#';

const element = (id) => document.getElementById(id);
const onClick = (id, act) => element(id).addEventListener('click', act);

const gateway = await Gateway.find();
const phone = new Phone(element('remote'));
const log = new Log(element('events'), element('nothing'));
const strip = new Strip(element('strip'), () => phone.call?.peer?.instance);

// What is on the page now, to tell what has just changed.
let shown = { link: phone.link, call: phone.call, state: phone.call?.state, recovered: false };

phone.addEventListener('note', ({ detail }) => log.add(detail));
phone.addEventListener('change', () => {
  show(phone);
  showDuration(phone);
  const { link, call, recovered } = phone;
  const before = shown;
  shown = { link, call, state: call?.state, recovered };
  if (call) strip.start();
  else strip.stop();
  if (link === 'reconnecting' && before.link === 'ready') strip.mark('warn');
  if (recovered && !before.recovered) {
    strip.mark('ink');
    setTimeout(() => phone.dismissRecovery(), recoveryShownMs);
  }
  if (!call && before.call) showKeypad(false);
  moveFocus(before);
});
setInterval(() => showDuration(phone), 500);

// Signing in

for (const way of document.querySelectorAll('[name="way"]')) way.addEventListener('change', showWay);

element('sign-in-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const { way, login, password, token, service, keep, attempts } = event.target.elements;
  const byToken = way.value === 'token';
  const embedded = gateway && !(byToken && service.value === 'telnyx');
  log.restart({ name: 'Sign in' });
  phone.signIn(byToken ? 'Signed in by token' : login.value, {
    ...(byToken ? { login_token: token.value } : { login: login.value, password: password.value }),
    ...(embedded ? { host: gateway.url } : {}),
    keepConnectionAliveOnSocketClose: keep.checked,
    maxReconnectAttempts: attempts.valueAsNumber,
  });
  element('faults').hidden = !embedded;
});

onClick('sign-out', () => phone.signOut());
onClick('reconnect', () => phone.connect());

// Calling

element('dial').addEventListener('submit', (event) => {
  event.preventDefault();
  phone.dial(event.target.elements.number.value.trim());
});
for (const button of document.querySelectorAll('[data-dial]')) {
  button.addEventListener('click', () => phone.dial(button.dataset.dial));
}

onClick('answer', () => phone.call?.answer());
onClick('reject', () => phone.call?.hangup());
onClick('hang-up', () => phone.call?.hangup());
onClick('mute', () => phone.toggleMute());
onClick('hold', () => phone.toggleHold());
onClick('keys', () => showKeypad(element('keypad').hidden));

for (const digit of digits) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = digit;
  button.addEventListener('click', () => phone.press(digit));
  element('keypad').append(button);
}

// Breaking it

const faults = {
  cut: () => gateway.cut(phone.sessionId),
  silence: () => gateway.fallSilent(phone.sessionId),
  away: () => gateway.goAway(phone.sessionId, awayMs),
};
for (const [id, breakIt] of Object.entries(faults)) {
  onClick(id, async () => {
    log.restart({ name: element(id).textContent, tone: 'warn' });
    try {
      await breakIt();
    } catch (error) {
      log.add({ name: error.message, tone: 'bad' });
    }
  });
}

onClick('clear', () => log.clear());

for (const part of document.querySelectorAll('[data-embedded]')) part.hidden = !gateway;
if (gateway) {
  const name = await gateway.freeName();
  // Somebody may have begun to type meanwhile.
  element('login').value ||= name;
  element('password').value ||= 'holdfast';
} else element('service').value = 'telnyx';
showWay();
show(phone);

function showWay() {
  const { value } = element('sign-in-form').elements.way;
  for (const part of document.querySelectorAll('[data-way]')) {
    part.hidden = part.dataset.way !== value;
    for (const field of part.querySelectorAll('input, select')) field.disabled = part.hidden;
  }
}

function showKeypad(open) {
  element('keypad').hidden = !open;
  element('keys').setAttribute('aria-expanded', String(open));
}

// To where the next step is, and only when the step before is done.
function moveFocus(before) {
  if (phone.link === 'ready' && before.link === 'connecting' && !phone.call) element('number').focus();
  else if (phone.link === 'disconnected' && before.link !== 'disconnected') element('reconnect').focus();
  else if (phone.link === 'signed-out' && before.link !== 'signed-out') element('login').focus();
  else if (phone.call?.state === 'ringing' && before.state !== 'ringing') element('answer').focus();
  else if (!phone.call && before.call) element('number').focus();
  else if (phone.call && (!before.call || before.state === 'ringing')) element('hang-up').focus();
}
