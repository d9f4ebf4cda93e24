// The demo's own page does the main job by its buttons: under its strict policy two tabs talk, a socket is cut, the
// banner comes and goes, the call goes on; and what a person should see when all attempts were in vain.

import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { serve } from '../../demo/start.mjs';
import { until } from '../until.mjs';
import { startChromium } from './support/chromium.mjs';

const limit = { timeout: 60_000 };
const patience = { timeout: 15_000 };

let demo;
let browser;
const tabs = [];
before(async () => {
  demo = await serve({ port: 0 });
  browser = await startChromium();
});
afterEach(() => Promise.all(tabs.splice(0).map((tab) => tab.context().close())));
after(async () => {
  await browser.close();
  await demo.close();
});

test('a tab signs in, hears the tone, is cut, and talks on under the banner', limit, async () => {
  const tab = await signedIn('ann');
  await tab.getByRole('button', { name: 'Tone' }).click();
  await says(tab, '#call-state', 'Talking');
  await tab.getByRole('button', { name: 'Mute' }).click();
  await tab.getByRole('button', { name: 'Cut the socket' }).click();
  await says(tab, '#banner-text', 'Connection lost. Reconnecting; your call goes on.');
  await says(tab, '#link', 'Reconnecting');
  await says(tab, '#banner-text', 'Back again. Your call never stopped.');
  await says(tab, '#link', 'Connected');
  await says(tab, '#call-state', 'Talking');
  assert.equal(await tab.getByRole('button', { name: 'Mute' }).getAttribute('aria-pressed'), 'true');
  const log = await tab.locator('#events').innerText();
  for (const event of ['telnyx.socket.close', 'telnyx.ready', 'call recovering', 'call recovered']) {
    assert.match(log, new RegExp(event));
  }
  await tab.getByRole('button', { name: 'Hang up' }).click();
  await says(tab, '#last-call', 'The call with tone ended: normal clearing.');
  assert.deepEqual(demo.gateway.control.status().legs, []);
});

test('one tab calls the other: ring, answer, hold, digits, hang up; a third hears busy', limit, async () => {
  const [ann, ben, cid] = await Promise.all(['ann', 'ben', 'cid'].map(signedIn));
  await dial(ann, 'ben');
  await says(ben, '#party', 'ann');
  await says(ben, '#call-state', 'Calls you');
  await ben.getByRole('button', { name: 'Answer' }).click();
  await Promise.all([says(ann, '#call-state', 'Talking'), says(ben, '#call-state', 'Talking')]);
  await dial(cid, 'ben');
  await says(cid, '#last-call', 'The call with ben ended: user busy.');
  await says(ben, '#party', 'ann');

  await ann.getByRole('button', { name: 'Hold' }).click();
  await says(ann, '#call-state', 'On hold');
  await ann.getByRole('button', { name: 'Hold' }).click();
  await says(ann, '#call-state', 'Talking');
  await ann.getByRole('button', { name: 'Keypad' }).click();
  for (const digit of ['4', '2', '#']) await ann.getByRole('button', { name: digit, exact: true }).click();
  await until('the digits', () => demo.gateway.control.status().legs.some(({ dtmf }) => dtmf === '42#'));
  await ben.getByRole('button', { name: 'Hang up' }).click();
  await Promise.all([ann, ben].map((tab) => tab.locator('#dial').waitFor(patience)));
});

test('a name typed before the page can suggest a free one stays', limit, async () => {
  // Not the page itself yet: a question of its first load would be taken for one of the load that is looked at.
  const tab = await browser.open(`${demo.url}/icon.svg`);
  tabs.push(tab);
  let ask;
  const asked = new Promise((resolve) => (ask = resolve));
  await tab.route('**/status', (route) => ask(route));
  await tab.goto(demo.url);
  const question = await asked;
  const name = tab.getByRole('textbox', { name: 'Name', exact: true });
  await name.fill('ann');
  await question.continue();
  await tab.getByLabel('Password').and(tab.locator(':valid')).waitFor();
  assert.equal(await name.inputValue(), 'ann');
});

test('an incoming call can be rejected', limit, async () => {
  const [ann, ben] = await Promise.all(['ann', 'ben'].map(signedIn));
  await dial(ann, 'ben');
  await ben.getByRole('button', { name: 'Reject' }).click(patience);
  await says(ann, '#last-call', 'The call with ben ended: user busy.');
});

test('with the checkbox off a cut socket ends the call', limit, async () => {
  const tab = await signedIn('ann', { keep: false });
  await tab.getByRole('button', { name: 'Echo' }).click();
  await says(tab, '#call-state', 'Talking');
  await tab.getByRole('button', { name: 'Cut the socket' }).click();
  await says(tab, '#last-call', 'The call with echo ended: network out of order.');
  await says(tab, '#link', 'Connected');
});

test('when the attempts are used up the page says so and offers to reconnect', limit, async () => {
  const tab = await signedIn('ann', { attempts: 1 });
  await tab.getByRole('button', { name: 'Away for 8 s' }).click();
  await says(tab, '#link', 'Disconnected');
  await says(tab, '#banner-text', 'Disconnected. The gateway cannot be reached.');
  demo.gateway.control.refuseConnections({ milliseconds: 0 });
  await tab.getByRole('button', { name: 'Reconnect' }).click();
  await says(tab, '#link', 'Connected');
  await says(tab, '#banner-text', '');
});

test('signing out leaves nothing connected, and a refused name is told', limit, async () => {
  const tab = await signedIn('ann');
  await tab.getByRole('button', { name: 'Sign out' }).click();
  await tab.locator('#sign-in').waitFor(patience);
  await until('the socket to go', () => demo.gateway.control.status().sockets.length === 0);
  demo.gateway.control.rejectLogins({ login: 'eve' });
  await signIn(tab, 'eve');
  await tab.locator('#sign-in-error:not(:empty)').waitFor(patience);
  await says(tab, '#link', 'Signed out');
});

/** A tab of its own, signed in; whatever its page throws or its policy forbids fails the test that looks. */
async function signedIn(name, how) {
  const tab = await browser.open(demo.url);
  tabs.push(tab);
  tab.on('pageerror', (error) => assert.fail(error));
  await signIn(tab, name, how);
  await says(tab, '#link', 'Connected');
  return tab;
}

async function signIn(tab, name, { keep = true, attempts = 10 } = {}) {
  await tab.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await tab.getByLabel('Password').fill('any');
  await tab.getByLabel('Keep calls').setChecked(keep);
  await tab.getByLabel('Attempts to reconnect').fill(String(attempts));
  await tab.getByRole('button', { name: 'Sign in' }).click();
}

async function dial(tab, number) {
  await tab.getByLabel('Call a name or a number').fill(number);
  await tab.getByRole('button', { name: 'Call', exact: true }).click();
}

async function says(tab, place, text) {
  const told = async () => (await tab.locator(place).innerText()).trim();
  try {
    await until(`"${text}" at ${place}`, async () => (await told()) === text, 15_000);
  } catch (error) {
    // What was said on the wire tells on which side it was lost.
    const frames = demo.gateway.control.frames().map((frame) => JSON.stringify(frame));
    error.message += `, which says "${await told()}"; the last frames:\n${frames.slice(-30).join('\n')}`;
    throw error;
  }
}
