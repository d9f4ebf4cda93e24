// The flight recorder: what a client records, and the command that replays it.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { inRoot } from '../../tools/paths.mjs';
import { capture } from '../../tools/run.mjs';
import { lose } from './gateway.mjs';
import { inPage, told } from './world.mjs';

const keep = { keepConnectionAliveOnSocketClose: true };
const recorded = { ...keep, recording: { maxBytes: 100_000 } };

const folder = mkdtempSync(join(tmpdir(), 'holdfast-recording-'));
after(() => rmSync(folder, { recursive: true, force: true }));

async function replayed(bytes, ...options) {
  const file = join(folder, 'recording');
  writeFileSync(file, bytes);
  return run('replay', ...options, file);
}

const run = (...args) => capture(process.execPath, [inRoot('bin/holdfast-rtc.mjs'), ...args]);

const bytesOf = async (client) => Buffer.from(await client.exportRecording().arrayBuffer());

/** A call that is cut, recovers and is hung up. */
async function recoveredCall(page, options) {
  const { client, call } = await page.talking(options);
  lose(page.gateway);
  await page.clock.advance(client.reconnectDelay + 500);
  assert.equal(call.state, 'active');
  void call.hangup();
  await page.clock.advance(100);
  return client;
}

test('a recording replays: the same decisions, printed with their reasons', () =>
  inPage(async (page) => {
    const client = await recoveredCall(page, recorded);
    await client.disconnect();
    const bytes = await bytesOf(client);
    const { code, stdout } = await replayed(bytes);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /PlaceCall call=1/);
    assert.match(stdout, /SocketClosed socket=1 code=1006/);
    assert.match(stdout, /CallChanged call=1 .*state=recovering previous=active/);
    assert.match(stdout, /end_reason=local/);
    assert.match(stdout, /\d+ steps replayed, \d+ compared: the core did the same/);
    assert.ok(bytes.length < 6_000, `${bytes.length} bytes`);
  }));

test('no login, password, number or description of the page is in the file', () =>
  inPage(async (page) => {
    const { client } = await page.talking(
      { ...recorded, login: 'ada.lovelace', password: 'hunter2hunter2' },
      {
        destinationNumber: '+15551234567',
        callerName: 'Ada Lovelace',
        customHeaders: [{ name: 'X-Case', value: 'confidential' }],
      },
    );
    const bytes = (await bytesOf(client)).toString('latin1');
    const { stdout } = await replayed(await bytesOf(client), '--frames');
    for (const secret of [
      'ada.lovelace',
      'hunter2hunter2',
      '5551234567',
      'Lovelace',
      'confidential',
      'gateway.test',
    ]) {
      assert.ok(!bytes.includes(secret), secret);
      assert.ok(!stdout.includes(secret), secret);
    }
  }));

test('without the option nothing is recorded', () =>
  inPage(async (page) => {
    const client = await recoveredCall(page, keep);
    assert.equal(client.exportRecording().size, 0);
  }));

test('the recording goes on over disconnect() and connect(), as another part', () =>
  inPage(async (page) => {
    const client = await page.signedIn(recorded);
    await client.disconnect();
    const before = client.exportRecording().size;
    await client.connect();
    await page.clock.settle();
    assert.ok(client.exportRecording().size > before);
    const { code, stdout } = await replayed(await bytesOf(client));
    assert.equal(code, 0, stdout);
    assert.equal(stdout.match(/begins:/g).length, 2);
  }));

test('at its limit it stops, warns once, and says so in the file', () =>
  inPage(async (page) => {
    const client = await page.signedIn({ ...recorded, recording: { maxBytes: 700 } });
    await client.disconnect();
    await client.connect();
    await page.clock.settle();
    assert.ok(client.exportRecording().size <= 700);
    assert.equal(told(client).filter((what) => what === 'warning 39001').length, 1);
    const { HOLDFAST_WARNING_CODES } = page.package;
    assert.equal(HOLDFAST_WARNING_CODES.RECORDING_LIMIT_REACHED, 39001);
    const { code, stdout } = await replayed(await bytesOf(client));
    assert.equal(code, 0, stdout);
    assert.match(stdout, /reached its limit/);
  }));

test('a replay that does something else exits with 1 and names the step', () =>
  inPage(async (page) => {
    const client = await page.signedIn(recorded);
    const bytes = await bytesOf(client);
    // The last byte but one belongs to the digest of the last step.
    bytes[bytes.length - 2] ^= 1;
    const { code, stdout } = await replayed(bytes);
    assert.equal(code, 1, stdout);
    assert.match(stdout, /!! step \d+ diverges from the recording/);
  }));

test('a gzipped recording is read as it is', () =>
  inPage(async (page) => {
    const client = await page.signedIn(recorded);
    assert.equal((await replayed(gzipSync(await bytesOf(client)))).code, 0);
  }));

test('what is no recording is refused in words', async () => {
  for (const text of ['', 'not a recording']) {
    const { code, stdout } = await replayed(text);
    assert.equal(code, 2);
    assert.match(stdout, /This is no recording|The recording is empty/);
  }
  const { code, stderr } = await run('replay', join(folder, 'nowhere'));
  assert.equal(code, 2);
  assert.match(stderr, /nowhere cannot be read: /);
});

test('the command explains itself', async () => {
  for (const args of [[], ['play', 'x'], ['replay'], ['replay', '--loud', 'x']]) {
    const { code, stderr } = await run(...args);
    assert.equal(code, 2);
    assert.match(stderr, /^Usage: holdfast-rtc replay/);
  }
  const { code, stdout } = await run('--help');
  assert.equal(code, 0);
  assert.match(stdout, /^Usage: /);
});
