// What a real browser did is recorded and replayed: the same core under Node goes the same way.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { inRoot } from '../../tools/paths.mjs';
import { capture } from '../../tools/run.mjs';
import { cutAndRecover } from './cut.mjs';
import { setStage } from './stage.mjs';
import { now } from './world.mjs';

const world = setStage();
const limit = { timeout: 60_000 };
const recording = { maxBytes: 200_000 };

const folder = mkdtempSync(join(tmpdir(), 'holdfast-recording-'));
after(() => rmSync(folder, { recursive: true, force: true }));

async function recorded(phone) {
  const bytes = await phone.page.evaluate(async () =>
    Array.from(new Uint8Array(await window.phone.client.exportRecording().arrayBuffer())),
  );
  return Buffer.from(bytes);
}

async function replayed(bytes, ...options) {
  const file = join(folder, 'recording');
  writeFileSync(file, bytes);
  return capture(process.execPath, [inRoot('bin/holdfast-rtc.mjs'), 'replay', ...options, file]);
}

for (const trickleIce of [false, true]) {
  test(
    `a call that was cut twice and recovered in Chromium replays to the same end (${trickleIce ? 'trickling' : 'not trickling'})`,
    limit,
    async (t) => {
      const { gateway } = world;
      const login = 'ann';
      const phone = await world.signIn(login, { recording, trickleIce });
      await phone.dial('tone');
      await phone.callIs('active');
      await phone.hears();
      await cutAndRecover({ gateway, phone, login });
      gateway.control.newCallIds({ login });
      await cutAndRecover({ gateway, phone, login });
      const later = await now(phone);
      await phone.hangUp();
      await phone.callIs('destroy', later);

      const bytes = await recorded(phone);
      const { code, stdout } = await replayed(bytes, '--frames');
      assert.equal(code, 0, stdout);
      const steps = Number(/(\d+) steps replayed/.exec(stdout)[1]);
      t.diagnostic(`${bytes.length} bytes, ${steps} steps replayed`);
      assert.equal(stdout.match(/state=recovering previous=active/g).length, 2);
      assert.match(stdout, /end_reason=local/);

      assert.match(stdout, /decided for call 1: await the attach \(established, signalling lost/);

      // What a browser really puts into descriptions and candidates; its version looks like an address, too.
      const text = (bytes.toString('latin1') + stdout).replaceAll(/Chrome\/[\d.]+/g, '');
      assert.doesNotMatch(text, /ice-pwd|fingerprint|raddr|\.local/);
      assert.doesNotMatch(text, /\d{1,3}(\.\d{1,3}){3}/);
    },
  );
}
