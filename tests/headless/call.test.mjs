// A call's face: placing, answering, ending, muting, holding, and where it is heard.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inPage, told } from './world.mjs';

test('newCall() returns a call that the listeners have heard of already', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    const heard = [];
    client.on('telnyx.notification', ({ call }) =>
      heard.push([call.state, call.direction, client.calls[call.id]]),
    );
    const call = client.newCall({ destinationNumber: '1000', id: 'mine', clientState: 'aGk=' });
    assert.deepEqual(heard, [['new', 'outbound', call]]);
    assert.equal(call.id, 'mine');
    await page.clock.settle();
    const [{ params }] = page.gateway.said('telnyx_rtc.invite');
    assert.equal(params.dialogParams.callID, 'mine');
    assert.equal(params.dialogParams.destination_number, '1000');
    assert.equal(params.dialogParams.remote_caller_id_name, 'Outbound Call');
    assert.equal(params.dialogParams.clientState, 'aGk=');
    assert.match(params.sdp, /^v=0 offer/);
    await client.disconnect();
  }));

test('newCall() without a destination throws, unless the login is anonymous', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    const message = 'Error: destinationNumber is required';
    assert.throws(() => client.newCall(), { code: 44002, message });
    assert.throws(() => client.newCall({ destinationNumber: '' }), { code: 44002 });
    assert.deepEqual(client.calls, {});
    await client.disconnect();

    const anonymous_login = { target_type: 'ai_assistant', target_id: 'x' };
    const guest = await page.signedIn({ login: undefined, anonymous_login });
    assert.equal(guest.newCall().state, 'new');
    await guest.disconnect();
  }));

test('a call placed before the client is ready goes out when it is', () =>
  inPage(async (page) => {
    const client = await page.client();
    const call = client.newCall({ destinationNumber: '1000' });
    await page.clock.advance(1_000);
    assert.equal(page.gateway.sockets.length, 0);
    await client.connect();
    await page.clock.settle();
    assert.equal(call.state, 'active');
    await client.disconnect();
  }));

test('options that are undefined count as left out', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking(
      { mutedMicOnStart: true },
      { audio: undefined, iceServers: undefined, mutedMicOnStart: undefined },
    );
    assert.deepEqual(page.browser.globals.navigator.mediaDevices.asked, [{ audio: true, video: false }]);
    assert.equal(page.browser.made.peers[0].configuration.iceServers.length, 6);
    assert.equal(call.isAudioMuted, true);
    assert.equal(call.localStream.getAudioTracks()[0].enabled, false);
    await client.disconnect();
  }));

test('a call arrives, rings, is answered, and the other party hangs up', () =>
  inPage(async (page) => {
    const client = await page.signedIn({ ringtoneFile: 'ring.mp3' });
    client.events.length = 0;
    page.gateway.ring('in-1');
    await page.clock.settle();
    const call = client.calls['in-1'];
    assert.deepEqual(told(client), ['new', 'ringing']);
    assert.equal(call.direction, 'inbound');
    assert.equal(call.options.remoteCallerNumber, '+15550100');
    assert.equal(call.options.destinationNumber, '1003');
    assert.deepEqual(call.options.customHeaders, [{ name: 'X-Id', value: '7' }]);
    const tone = page.browser.elements.get('_ringtone');
    assert.equal(tone.paused, false);

    const element = page.element('far end');
    const answered = call.answer({
      remoteElement: 'far end',
      customHeaders: [{ name: 'X-Own', value: '1' }],
    });
    assert.equal(tone.paused, true);
    await answered;
    assert.ok(['answering', 'active'].includes(call.state));
    await page.clock.settle();
    assert.deepEqual(told(client), ['new', 'ringing', 'answering', 'active']);
    assert.equal(element.srcObject, call.remoteStream);
    const [{ params }] = page.gateway.said('telnyx_rtc.answer');
    assert.deepEqual(params.dialogParams.custom_headers, [{ name: 'X-Own', value: '1' }]);

    page.gateway.ask('bye', {
      callID: 'in-1',
      cause: 'CALL_REJECTED',
      causeCode: 21,
      sipCode: 486,
      sipReason: 'Busy',
    });
    await page.clock.settle();
    assert.deepEqual(told(client).slice(-2), ['hangup', 'destroy']);
    assert.deepEqual([call.cause, call.causeCode], ['CALL_REJECTED', 21]);
    assert.deepEqual([call.sipCode, call.sipReason, call.sipCallId], [486, 'Busy', null]);
    assert.equal(call.endReason, 'remote');
    assert.equal(element.srcObject, null);
    assert.equal(call.peer.instance, null);
    assert.ok(call.localStream);
    await client.disconnect();
  }));

test('a call that is not wanted is refused', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    page.gateway.ring('in-1');
    await page.clock.settle();
    const call = client.calls['in-1'];
    await call.hangup();
    assert.deepEqual([call.state, call.cause, call.causeCode], ['destroy', 'USER_BUSY', 17]);
    assert.equal(page.gateway.said('telnyx_rtc.bye')[0].params.causeCode, 17);
    await client.disconnect();
  }));

test('hangup() ends a call once, however often it is called, and resolves after destroy', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    const first = call.hangup({ cause: 'MINE', sip_call_id: 'x' });
    assert.equal(call.state, 'hangup');
    assert.equal(call.hangup(), first);
    await first;
    assert.equal(call.state, 'destroy');
    await call.hangup();
    assert.deepEqual(told(client).slice(-2), ['hangup', 'destroy']);
    assert.equal(page.gateway.said('telnyx_rtc.bye').length, 1);
    assert.deepEqual([call.cause, call.causeCode], ['MINE', 16]);
    await client.disconnect();
  }));

test('when destroy is told the call is still listed, and then no more', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    const listed = [];
    client.on('telnyx.notification', ({ call }) => listed.push([call.state, call.id in client.calls]));
    await call.hangup();
    assert.deepEqual(listed, [
      ['hangup', true],
      ['destroy', true],
    ]);
    assert.deepEqual(client.calls, {});
    assert.deepEqual(client.getActiveCalls(), []);
    await client.disconnect();
  }));

test('onNotification hears everything of its call, alone and as the call', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    client.events.length = 0;
    const heard = [];
    const call = client.newCall({
      destinationNumber: '1000',
      onNotification({ type, call }) {
        heard.push([type, call.state, this === call]);
      },
    });
    await page.clock.settle();
    assert.deepEqual(
      heard.map(([, state]) => state),
      ['new', 'requesting', 'trying', 'active'],
    );
    assert.ok(heard.every(([type, , itself]) => type === 'callUpdate' && itself));
    assert.deepEqual(told(client), []);
    page.gateway.ask('display', { callID: call.id, display_number: '7', display_direction: 'inbound' });
    await page.clock.settle();
    assert.equal(heard.at(-1)[0], 'participantData');
    assert.equal(call.extension, '7');
    await client.disconnect();
  }));

test('muting works before there is a microphone and tells nobody', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    const call = client.newCall({ destinationNumber: '1000' });
    call.muteAudio();
    assert.equal(call.isAudioMuted, true);
    await page.clock.settle();
    const [track] = call.localStream.getAudioTracks();
    assert.equal(track.enabled, false);
    const events = client.events.length;
    call.toggleAudioMute();
    assert.deepEqual([call.isAudioMuted, track.enabled], [false, true]);
    call.muteAudio();
    call.unmuteAudio();
    assert.deepEqual([call.isAudioMuted, track.enabled], [false, true]);
    assert.equal(client.events.length, events);
    await client.disconnect();
  }));

test('the far end can be silenced here', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    const [track] = call.remoteStream.getAudioTracks();
    call.deaf();
    assert.equal(track.enabled, false);
    call.toggleDeaf();
    assert.equal(track.enabled, true);
    await client.disconnect();
  }));

test('hold() and its kin resolve to whether it worked', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    assert.equal(await call.toggleHold(), true);
    assert.equal(call.state, 'held');
    assert.equal(await call.unhold(), true);
    assert.equal(call.state, 'active');
    await call.hangup();
    assert.equal(await call.hold(), false);
    await client.disconnect();
  }));

test('digits go out as they are', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    call.dtmf('12#');
    call.dtmf(3);
    await page.clock.settle();
    assert.deepEqual(
      page.gateway.said('telnyx_rtc.info').map(({ params }) => params.dtmf),
      ['12#', '3'],
    );
    await client.disconnect();
  }));

test('a refused microphone ends the call, with an error first that says it cannot be tried again', () =>
  inPage(async (page) => {
    page.browser.made.microphoneRefusal = 'NotAllowedError';
    const { client, call } = await page.talking();
    assert.deepEqual(told(client).slice(-3), ['error 42001', 'hangup', 'destroy']);
    const { event } = client.events.find(({ name }) => name === 'telnyx.error');
    assert.deepEqual([event.callId, event.recoverable, event.fatal], [call.id, false, true]);
    assert.equal(call.endReason, 'media');
    assert.equal(page.gateway.said('telnyx_rtc.bye').length, 0);
    await client.disconnect();
  }));

test('a call that fails while it is placed was heard of before', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    client.events.length = 0;
    const call = client.newCall({ destinationNumber: '1000', audio: false });
    assert.deepEqual(told(client), [
      'new',
      'rtc.mediaError',
      'userMediaError',
      'error 42003',
      'hangup',
      'destroy',
    ]);
    assert.equal(call.state, 'destroy');
    assert.deepEqual(client.calls, {});
    await client.disconnect();
  }));

test('an element may be named before the page has it', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    client.remoteElement = 'later';
    assert.equal(client.remoteElement, null);
    assert.equal(client.remoteElementId, 'later');
    const call = client.newCall({ destinationNumber: '1000' });
    const element = page.element('later');
    await page.clock.settle();
    assert.equal(client.remoteElement, element);
    assert.equal(element.srcObject, call.remoteStream);
    assert.ok(element.hasAttribute('autoplay') && element.hasAttribute('playsinline'));
    await client.disconnect();
  }));

test('a second call on the same element takes it, with a warning', () =>
  inPage(async (page) => {
    const client = await page.signedIn();
    const element = (client.remoteElement = page.element('shared'));
    const one = client.newCall({ destinationNumber: '1000' });
    await page.clock.settle();
    const other = client.newCall({ destinationNumber: '1001' });
    await page.clock.settle();
    assert.equal(element.srcObject, other.remoteStream);
    const { event } = client.events.find(({ event }) => event.code === 33011);
    assert.equal(event.callId, other.id);
    await one.hangup();
    assert.equal(element.srcObject, other.remoteStream, 'the first call no longer owns it');
    await client.disconnect();
    assert.equal(element.srcObject, null);
  }));

test('a call during another is told with the names of both', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    page.gateway.ring('in-1');
    await page.clock.settle();
    const { event } = client.events.find(({ event }) => event.code === 33010);
    assert.equal(event.warning.name, 'MULTIPLE_ACTIVE_CALLS_DETECTED');
    assert.equal(event.newCall.callId, 'in-1');
    assert.deepEqual(
      event.activeCalls.map(({ callId }) => callId),
      [call.id, 'in-1'],
    );
    await client.disconnect();
  }));

test('the output device is that of the option, and can be changed', () =>
  inPage(async (page) => {
    const element = page.element('far end');
    const { client, call } = await page.talking({}, { remoteElement: element, speakerId: 'one' });
    assert.equal(element.sinkId, 'one');
    assert.equal(await call.setAudioOutDevice('two'), true);
    assert.equal(element.sinkId, 'two');
    assert.equal(await call.setAudioOutDevice('gone'), false);
    await client.disconnect();
  }));

test('the microphone of the option is asked for, and any other if it is gone', () =>
  inPage(async (page) => {
    const { asked } = page.browser.globals.navigator.mediaDevices;
    const { client } = await page.talking({}, { micId: 'usb', audio: { echoCancellation: false } });
    assert.deepEqual(asked[0].audio, { echoCancellation: false, deviceId: { exact: 'usb' } });
    await client.disconnect();
  }));

test('the ringback tone plays from the far end’s ringing to its answer', () =>
  inPage(async (page) => {
    page.gateway.manners.answersCalls = false;
    const { client, call } = await page.talking({ ringbackFile: 'ring.mp3' });
    const tone = page.browser.elements.get('_ringback');
    assert.deepEqual([tone.paused, tone.loop, tone.src], [false, true, 'ring.mp3']);
    page.gateway.pickUp(call.id);
    await page.clock.settle();
    assert.equal(tone.paused, true);
    await client.disconnect();
  }));

test('old words for states are there for those who ask', () =>
  inPage(async (page) => {
    const { client, call } = await page.talking();
    await call.hangup();
    assert.equal(page.package.TelnyxRTC.telnyxStateCall(call).state, 'done');
    assert.equal(page.package.TelnyxRTC.telnyxStateCall(undefined), undefined);
    await client.disconnect();
  }));
