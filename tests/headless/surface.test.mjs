// The smaller members that applications know: what a call and its client tell of themselves, listeners of one call,
// the calls as a list, and what is not there yet, which says so.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertNothingLeft, inPage } from './world.mjs';

test('what is not there yet says so: by 49101, thrown or as a rejection, and never by silence', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    const { PreCallDiagnosis, PreCallDiagnostic, HOLDFAST_ERROR_CODES, TelnyxError } = page.package;
    assert.equal(HOLDFAST_ERROR_CODES.NOT_IMPLEMENTED, 49101);
    for (const [name, run] of Object.entries({
      'runPreCall()': () => client.runPreCall(),
      'runNetworkCheck()': () => client.runNetworkCheck({ iceServers: [] }),
      'runMicrophoneCheck()': () => client.runMicrophoneCheck({ record: true }),
      'speedTest()': () => client.speedTest(1024),
      'PreCallDiagnosis.run()': () => PreCallDiagnosis.run({ texMLApplicationNumber: '1', credentials: {} }),
      PreCallDiagnostic: () => new PreCallDiagnostic({ client }).run(),
    })) {
      await assert.rejects(run, (error) => {
        assert.ok(error instanceof TelnyxError);
        assert.deepEqual(
          [error.code, error.name, error.message, error.fatal],
          [49101, 'NOT_IMPLEMENTED', `${name} is not there yet`, false],
        );
        return true;
      });
    }
    assert.throws(() => call.flushIntermediateCallReport({ type: 'manual' }), { code: 49101 });
    assert.deepEqual(new PreCallDiagnosis().getTelnyxIds(), {
      telnyxCallControlId: '',
      telnyxSessionId: '',
      telnyxLegId: '',
    });
    await assertNothingLeft(page, client);
  }));

test('attempts are counted from 1 again when the application wants it, in an outage as well', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    client.resetReconnectAttempts();
    const attempts = [];
    client.on('telnyx.reconnecting', ({ attempt }) => attempts.push(attempt));
    page.gateway.manners.opens = false;
    page.gateway.socket.cut();
    await page.clock.advance(30_000);
    assert.deepEqual(attempts.slice(0, 2), [1, 2]);
    client.resetReconnectAttempts();
    const told = attempts.length;
    await page.clock.advance(60_000);
    assert.equal(attempts[told], 1);
    await assertNothingLeft(page, client);
    client.resetReconnectAttempts();
  }));

test('a call tells of itself what old samples read', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    const call = client.newCall({ destinationNumber: '1000', callerNumber: '4', remoteCallerName: 'Bo' });
    assert.deepEqual([call.active, call.creatingPeer, call.signalingStateClosed], [false, true, false]);
    await page.clock.settle();
    assert.deepEqual(
      [call.active, call.creatingPeer, call.peerConnection, call.signalingStateClosed],
      [true, false, call.peer.instance, false],
    );
    assert.deepEqual(
      [call.remotePartyNumber, call.remotePartyName, call.localPartyNumber],
      ['1000', call.options.remoteCallerName, '4'],
    );
    assert.equal(call.memberChannel, `conference-member.${call.id}`);
    assert.equal(call.nodeId, null);
    call.nodeId = 'n1';
    assert.equal(call.nodeId, 'n1');
    assert.equal(await call.invite(), undefined);
    assert.equal(page.gateway.said('telnyx_rtc.invite').length, 1);
    call.sendDigits('12#');
    await page.clock.settle();
    assert.equal(page.gateway.said('telnyx_rtc.info').at(-1).params.dtmf, '12#');
    await call.hangup();
    assert.deepEqual([call.active, call.creatingPeer, call.peerConnection], [false, false, null]);
    await assertNothingLeft(page, client);
  }));

test('a call that rings makes no peer until it is answered', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    page.gateway.ring('in');
    await page.clock.settle();
    const call = client.calls.in;
    assert.equal(call.creatingPeer, false);
    const answered = call.answer();
    assert.equal(call.creatingPeer, true);
    await page.clock.settle();
    await answered;
    assert.equal(call.state, 'active');
    assert.deepEqual([call.creatingPeer, call.remotePartyNumber], [false, '+15550100']);
    await assertNothingLeft(page, client);
  }));

for (const exclusive of [false, true]) {
  const beside = exclusive ? 'beside its onNotification' : "before the client's";
  test(`a listener of one call hears of that call only, ${beside}`, () =>
    inPage(async (page) => {
      const heard = [];
      const note = (who) => (event) => heard.push(`${who} ${event.call?.state ?? event.code}`);
      const onNotification = exclusive ? note('own') : undefined;
      const { client, call } = await page.talking({}, { onNotification });
      const other = client.newCall({ destinationNumber: '1001', id: 'other' });
      await page.clock.settle();
      heard.length = 0;
      const listener = note('call');
      assert.equal(call.on('telnyx.notification', listener), call);
      call.on('telnyx.warning', note('warned'));
      client.on('telnyx.notification', note('client'));
      void call.answer(); // warns
      await page.clock.settle();
      void call.hold();
      await page.clock.settle();
      const rest = exclusive ? 'own held' : 'client held';
      assert.deepEqual(
        heard.filter((word) => !word.endsWith('active')),
        ['warned 33006', 'call held', rest],
      );
      heard.length = 0;
      void other.hold();
      await page.clock.settle();
      assert.deepEqual(heard, ['client held']);
      assert.equal(call.off('telnyx.notification', listener), call);
      heard.length = 0;
      await call.hangup();
      const who = exclusive ? 'own' : 'client';
      assert.deepEqual(heard, [`${who} hangup`, `${who} destroy`]);
      await assertNothingLeft(page, client);
    }));
}

test('the calls are an object by id that can be read like a list, and looks like no list', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    assert.deepEqual(client.calls, {});
    assert.equal(client.calls.length, 0);
    const [one, two] = ['one', 'two'].map((id) => client.newCall({ id, destinationNumber: '1000' }));
    const { calls } = client;
    assert.deepEqual(Object.keys(calls), ['one', 'two']);
    assert.deepEqual({ ...calls }, { one, two });
    assert.equal(calls.length, 2);
    assert.deepEqual([...calls], [one, two]);
    const seen = [];
    calls.forEach((call, place) => seen.push([place, call]));
    assert.deepEqual(seen, [
      [0, one],
      [1, two],
    ]);
    assert.deepEqual(
      calls.map(({ id }) => id),
      ['one', 'two'],
    );
    assert.deepEqual(
      calls.filter((call) => call === two),
      [two],
    );
    assert.equal(
      calls.find(({ id }) => id === 'two'),
      two,
    );
    assert.equal(
      calls.some(({ id }) => id === 'three'),
      false,
    );
    await assertNothingLeft(page, client);
    assert.equal(calls.length, 0);
  }));

test('after removeAllListeners() nobody of the client hears anything, also in the middle of an event', () =>
  inPage(async (page) => {
    const client = await page.client();
    const { TelnyxRTC } = page.package;
    const heard = [];
    client.on('telnyx.ready', () => heard.push('the older one'));
    client.on('telnyx.ready', () => heard.push(client.removeAllListeners() === client));
    TelnyxRTC.on('telnyx.ready', () => heard.push('page'));
    await client.connect();
    await page.clock.settle();
    assert.deepEqual(heard, [true, 'page']);
    await assertNothingLeft(page, client);
  }));

test('a collector of timings reads them from anything like a call, and never throws', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    const { createTimingsCollector, TimingsCollector } = page.package;
    const collector = createTimingsCollector();
    assert.ok(collector instanceof TimingsCollector);
    const steps = [
      { label: 'ICE candidate gathering started', fromStart: 10, delta: 10 },
      { label: 'First server-reflexive/relay candidate found', fromStart: 14, delta: 4 },
      { label: 'All ICE candidates gathered', fromStart: 30, delta: 16 },
    ];
    const timings = { mode: 'trickle', direction: 'outbound', steps };
    const report = collector.build({ call: { getEstablishmentTimings: () => timings } });
    assert.deepEqual(report, { callEstablishment: timings, iceGatheringMs: 20, firstNonHostCandidateMs: 4 });
    assert.notEqual(report.callEstablishment.steps[0], steps[0]);
    assert.deepEqual(collector.build({ call }).callEstablishment, call.getEstablishmentTimings());
    const broken = () => {
      throw new Error('broken');
    };
    for (const given of [undefined, {}, { call: {} }, { call: { getEstablishmentTimings: broken } }]) {
      assert.deepEqual(collector.build(given), {});
    }
    const short = { ...timings, steps: steps.slice(0, 1) };
    assert.deepEqual(collector.build({ call: { getEstablishmentTimings: () => short } }), {
      callEstablishment: short,
    });
    collector.complete(report);
    assert.ok(report.totalMs >= 0);
    await assertNothingLeft(page, client);
  }));

test('the fields of old have the values of old', () =>
  inPage(async (page) => {
    const client = await page.client();
    const { relayProtocol, contexts, subscriptions, autoRecoverCalls } = client;
    assert.deepEqual(
      [relayProtocol, contexts, subscriptions, autoRecoverCalls],
      ['verto-protocol', [], {}, true],
    );
    const { timeoutErrorCode, invalidMethodErrorCode, authenticationRequiredErrorCode } = client;
    assert.deepEqual(
      [timeoutErrorCode, invalidMethodErrorCode, authenticationRequiredErrorCode],
      [-329990, -32601, -32000],
    );
  }));
