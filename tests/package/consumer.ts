// An application that uses every export, option, method, property and event of the reference. It is compiled against
// the declarations of the reference and of this package, and never run.

import {
  Call,
  createTimingsCollector,
  ERROR_TYPE,
  IceReasonCode,
  isFunctionCallOutputParams,
  isFunctionCallParams,
  isMediaRecoveryErrorEvent,
  MICROPHONE_RECORDING_NOTICE,
  MicrophoneReasonCode,
  NetworkReasonCode,
  NOTIFICATION_TYPE,
  PreCallDiagnosis,
  PreCallDiagnostic,
  Region,
  SDK_ERRORS,
  SDK_WARNINGS,
  SwEvent,
  TELNYX_ERROR_CODES,
  TELNYX_ICE_SERVERS,
  TELNYX_WARNING_CODES,
  TelnyxError,
  TelnyxRTC,
  TimingsCollector,
} from '@telnyx/webrtc';
import type {
  AIConversationFunctionCallOutputParams,
  AIConversationFunctionCallParams,
  AIConversationOutboundItem,
  AIConversationOutboundParams,
  AIConversationParams,
  FunctionCallItem,
  FunctionCallOutputItem,
  IAIConversationMessageEvent,
  ICallOptions,
  IceReasonCodeValue,
  IClientOptions,
  ICredentials,
  INotification,
  ISendAIConversationMessageOptions,
  ITelnyxError,
  ITelnyxErrorEvent,
  ITelnyxMediaError,
  ITelnyxMediaRecoveryErrorEvent,
  ITelnyxStandardErrorEvent,
  ITelnyxWarning,
  ITelnyxWarningEvent,
  MicrophonePermissionState,
  MicrophoneReasonCodeValue,
  MinMaxAverage,
  NetworkAudioDirection,
  NetworkBitrate,
  NetworkByteCounters,
  NetworkMinMaxAverage,
  NetworkPacketCounters,
  NetworkReasonCodeValue,
  PreCallDiagnosisOptions,
  PreCallDiagnosticContext,
  PreCallDiagnosticOptions,
  PreCallDiagnosticReason,
  PreCallDiagnosticReport,
  PreCallDiagnosticRunner,
  PreCallEstablishmentStep,
  PreCallEstablishmentTimings,
  PreCallIceCandidateCounts,
  PreCallIceCandidateInfo,
  PreCallIceOptions,
  PreCallIceReport,
  PreCallIceSelectedPairReport,
  PreCallMicrophoneOptions,
  PreCallMicrophoneReport,
  PreCallNetworkOptions,
  PreCallNetworkReport,
  PreCallServerTestReport,
  PreCallTimingsReport,
  Report,
  ResponseAudioStreamSubscribeItem,
  RTCIceCandidateStats,
  TelnyxIDs,
  TelnyxMediaErrorCode,
  TimingsBuildOptions,
  TimingsCallLike,
} from '@telnyx/webrtc';

declare const stream: MediaStream;
declare const element: HTMLAudioElement;
declare const codec: { mimeType: string; clockRate: number };

/** Fails to compile unless the value has the type. */
const has = <T>(value: T): T => value;

// ---- options --------------------------------------------------------------------------------------------

const options: IClientOptions = {
  login_token: 'a.b.c',
  login: 'ada',
  password: 'secret',
  pushWhenActive: true,
  earlySdpAnswer: true,
  ringtoneFile: 'ring.mp3',
  ringbackFile: 'back.mp3',
  debug: true,
  debugOutput: 'file',
  prefetchIceCandidates: true,
  forceRelayCandidate: true,
  trickleIce: true,
  keepConnectionAliveOnSocketClose: true,
  hangupOnBeforeUnload: false,
  region: Region.EU,
  anonymous_login: {
    target_type: 'ai_assistant',
    target_id: 'x',
    target_version_id: 'y',
    target_params: { conversation_id: 'z', more: 1 },
  },
  rtcIp: '10.0.0.1',
  rtcPort: 443,
  useCanaryRtcServer: true,
  skipLastVoiceSdkId: true,
  skipTrailing: true,
  env: 'development',
  iceServers: [TELNYX_ICE_SERVERS.GOOGLE_STUN, TELNYX_ICE_SERVERS.TELNYX_TURN_UDP_3478],
  mutedMicOnStart: true,
  maxReconnectAttempts: 0,
  enableCallReports: false,
  callReportInterval: 5000,
  callReportFlushInterval: 0,
  enableCallRecording: true,
  callRecordingFlushIntervalMs: 15000,
  callRecordingMaxBufferBytes: 1,
  callRecordingSampleRate: 48000,
  callRecordingTracks: ['local', 'remote'],
  callRecordingEndpoint: '/x',
  mediaPermissionsRecovery: {
    enabled: true,
    timeout: 20000,
    onSuccess: () => {},
    onError: (error: Error) => console.log(error.message),
  },
};

const callOptions: ICallOptions = {
  destinationNumber: '1000',
  callerNumber: '1001',
  callerName: 'Ada',
  id: 'x',
  telnyxCallControlId: 'a',
  telnyxSessionId: 'b',
  telnyxLegId: 'c',
  clientState: 'eA==',
  localStream: stream,
  remoteStream: stream,
  localElement: 'local',
  remoteElement: element,
  iceServers: [],
  audio: { echoCancellation: true },
  video: false,
  useStereo: true,
  micId: 'm',
  camId: 'c',
  speakerId: 's',
  onNotification: (notification: INotification) => console.log(notification.type),
  mediaSettings: { useSdpASBandwidthKbps: true, sdpASBandwidthKbps: 64 },
  customHeaders: [{ name: 'X-A', value: '1' }],
  debug: true,
  debugOutput: 'socket',
  preferred_codecs: [codec],
  prefetchIceCandidates: true,
  forceRelayCandidate: true,
  trickleIce: true,
  keepConnectionAliveOnSocketClose: true,
};

const credentials: ICredentials = { username: 'a', password: 'b', token: 'c' };

// ---- the client -----------------------------------------------------------------------------------------

const client = new TelnyxRTC(options);

async function session(): Promise<void> {
  const done: void = await client.connect();
  await client.login();
  await client.login({
    creds: { login: 'a', password: 'b', passwd: 'c', login_token: 'd', userVariables: { a: 1 } },
    onSuccess: () => {},
    onError: (error) => console.log(error.code),
  });
  const registered: boolean = await client.getIsRegistered();
  client.clearReconnectToken();
  client.resetReconnectAttempts();
  const flags: boolean[] = [client.hasAutoReconnect(), client.validateOptions(), client.connected];
  client.logout();
  await client.disconnect();
  console.log(done, registered, flags, credentials);
}

function fields(): void {
  const texts: string[] = [client.uuid, client.sessionid, client.speaker, client.localElementId];
  texts.push(client.remoteElementId, client.micId!, client.micLabel!, client.camId!, client.camLabel!);
  texts.push(client.nodeid, client.master_nodeid, client.signature, client.relayProtocol, ...client.contexts);
  const perhaps: (string | null | undefined)[] = [client.region, client.dc, client.callReportId];
  perhaps.push(client.callReportVoiceSdkId, client.ringtoneFile, client.ringbackFile, client.options.login);
  const numbers: number[] = [client.reconnectDelay, client.timeoutErrorCode];
  numbers.push(client.invalidMethodErrorCode, client.authenticationRequiredErrorCode);
  const recovers: boolean = client.autoRecoverCalls;
  const { audio, video } = client.mediaConstraints;
  has<boolean | MediaTrackConstraints>(audio);
  has<boolean | MediaTrackConstraints>(video);
  const { connecting, connected, closing, closed, isAlive, isDead, host } = client.connection;
  const { previousGatewayState, socketGeneration } = client.connection;
  has<boolean[]>([connecting, connected, closing, closed, isAlive, isDead]);
  has<[string, string, number]>([host, previousGatewayState, socketGeneration]);
  client.iceServers = [{ urls: 'stun:a.test' }];
  has<RTCIceServer[]>(client.iceServers);
  client.speaker = 's';
  client.localElement = 'local';
  client.remoteElement = () => element;
  client.remoteElement = element;
  client.ringtoneFile = 'other.mp3';
  console.log(texts, perhaps, numbers, recovers, client.localElement, client.subscriptions.x);
  for (const id of Object.keys(client.calls)) console.log(client.calls[id].state);
}

async function devices(): Promise<void> {
  const lists: MediaDeviceInfo[][] = [
    await client.getDevices(),
    await client.getAudioInDevices(),
    await client.getAudioOutDevices(),
    await client.getVideoDevices(),
  ];
  const id: string = await client.validateDeviceId('a', 'b', 'audioinput');
  const [{ resolution, width, height }] = await client.getDeviceResolutions(id);
  const may: boolean = await client.checkPermissions(true, false);
  const used: MediaTrackConstraints = await client.setAudioSettings({
    micId: 'a',
    micLabel: 'b',
    noiseSuppression: true,
  });
  client.disableMicrophone();
  client.enableMicrophone();
  console.log(lists, resolution, width, height, may, used);
}

async function low(): Promise<void> {
  client.broadcast({ channel: 'c', data: {}, nodeId: 'n', protocol: 'p' });
  client.vertoBroadcast({ channel: 'c' });
  const answers = [
    await client.subscribe({ channels: ['c'], handler: () => {}, nodeId: 'n', protocol: 'p' }),
    await client.vertoSubscribe({ channels: ['c'] }),
    await client.unsubscribe({ channels: ['c'] }),
    await client.vertoUnsubscribe({ channels: ['c'] }),
    await client.execute({ request: { method: 'm' } } as unknown as Parameters<typeof client.execute>[0]),
  ];
  client.executeRaw('{}');
  has<unknown>(await client.speedTest(1024));
  console.log(answers);
}

// ---- events ---------------------------------------------------------------------------------------------

function onError(event: ITelnyxErrorEvent): void {
  if (isMediaRecoveryErrorEvent(event)) {
    has<ITelnyxMediaRecoveryErrorEvent>(event);
    has<[string, string, number, true]>([
      event.callId,
      event.sessionId,
      event.retryDeadline,
      event.recoverable,
    ]);
    has<ITelnyxMediaError>(event.error);
    event.resume();
    event.reject?.();
  } else {
    const { error, sessionId, callId, recoverable }: ITelnyxStandardErrorEvent = event;
    const { code, name, message, description, causes, solutions, fatal, originalError }: ITelnyxError = error;
    if (code === TELNYX_ERROR_CODES.RECONNECTION_EXHAUSTED) console.log(SDK_ERRORS[code].solutions);
    console.log(
      sessionId,
      callId,
      recoverable,
      has<string>(ERROR_TYPE.invalidCredentialsOptions),
      name,
      message,
    );
    console.log(description, causes.length, solutions.length, has<boolean>(fatal), originalError);
  }
}

function onWarning(event: ITelnyxWarningEvent): void {
  const warning: ITelnyxWarning = event.warning;
  const { code, name, message, description, causes, solutions } = warning;
  if (code === TELNYX_WARNING_CODES.HIGH_RTT) console.log(SDK_WARNINGS[code].name);
  console.log(event.sessionId, event.callId, name, message, description, causes.length, solutions.length);
}

function onNotification(notification: INotification): void {
  const { type, call, error, errorName, errorMessage } = notification;
  const { displayName, displayNumber, displayDirection } = notification;
  if (type === NOTIFICATION_TYPE.callUpdate && call?.state === 'ringing') void call.answer();
  console.log(error?.message, errorName, errorMessage, displayName, displayNumber, displayDirection);
}

client
  .on('telnyx.error', onError)
  .on(SwEvent.Error, onError)
  .on('telnyx.warning', onWarning)
  .on(SwEvent.Warning, onWarning)
  .on('telnyx.notification', onNotification)
  .on(SwEvent.Notification, onNotification)
  .on('telnyx.ready', () => {})
  .on('anything', (event: { x: number }) => console.log(event.x))
  .off('telnyx.error', onError)
  .off(SwEvent.Warning, onWarning)
  .off('telnyx.notification')
  .off('anything');
TelnyxRTC.on('telnyx.ready', () => {});
TelnyxRTC.off('telnyx.ready');
const names: string[] = [
  SwEvent.SocketOpen,
  SwEvent.SocketClose,
  SwEvent.SocketError,
  SwEvent.SocketMessage,
  SwEvent.SpeedTest,
  SwEvent.SocketActivity,
  SwEvent.Ready,
  SwEvent.StatsFrame,
  SwEvent.StatsReport,
  SwEvent.Messages,
  SwEvent.Calls,
  SwEvent.MediaError,
  SwEvent.PeerConnectionFailureError,
  SwEvent.PeerConnectionSignalingStateClosed,
  SwEvent.AIConversationMessage,
];

client.on(SwEvent.AIConversationMessage, ({ method, params, voice_sdk_id }: IAIConversationMessageEvent) => {
  has<AIConversationParams>(params);
  if (isFunctionCallParams(params)) {
    const { item }: AIConversationFunctionCallParams = params;
    const { type, call_id, name, arguments: given }: FunctionCallItem = item;
    console.log(type, call_id, name, JSON.parse(given));
  } else if (isFunctionCallOutputParams(params)) {
    const { item }: AIConversationFunctionCallOutputParams = params;
    console.log(item.output);
  }
  console.log(method, voice_sdk_id);
});

// ---- a call ---------------------------------------------------------------------------------------------

async function talk(): Promise<void> {
  const call: Call = client.newCall(callOptions);
  if (!(call instanceof Call)) return;
  const texts: string[] = [call.id, call.state, call.prevState, call.recoveredCallId, call.cause];
  texts.push(call.sipReason, call.sipCallId, call.role, call.extension, call.memberChannel, ...call.channels);
  texts.push(call.nodeId, call.direction);
  call.nodeId = 'n';
  const numbers: number[] = [call.causeCode, call.sipCode];
  const flags: boolean[] = [
    call.creatingPeer,
    call.signalingStateClosed,
    call.isAudioMuted,
    call.isVideoCall,
  ];
  flags.push(call.peer.isConnectionHealthy(), call.shouldForceRelayCandidateForRecovery());
  has<RTCPeerConnection>(call.peer.instance);
  has<MediaStream[]>([call.localStream, call.remoteStream]);
  const { telnyxCallControlId, telnyxSessionId, telnyxLegId } = call.telnyxIDs;
  texts.push(telnyxCallControlId, telnyxSessionId, telnyxLegId);
  const { remoteCallerName, remoteCallerNumber, callerName, callerNumber, attach, clientState } =
    call.options;
  const { destinationNumber, customHeaders, localStream, remoteStream, iceServers, screenShare } =
    call.options;
  await call.invite();
  await call.answer();
  await call.answer({ customHeaders: [], video: true, remoteElement: 'r', localElement: element });
  await call.hold();
  await call.unhold();
  const held: boolean = await call.toggleHold();
  call.dtmf('1');
  call.message('1001', 'hello');
  call.muteAudio();
  call.unmuteAudio();
  call.toggleAudioMute();
  call.muteVideo();
  call.unmuteVideo();
  call.toggleVideoMute();
  call.deaf();
  call.undeaf();
  call.toggleDeaf();
  await call.setAudioInDevice('m');
  await call.setAudioInDevice('m', true);
  await call.setVideoDevice('c');
  has<boolean>(await call.setAudioOutDevice('s'));
  call.setAudioBandwidthEncodingsMaxBps(1);
  call.setVideoBandwidthEncodingsMaxBps(1);
  await call.setBandwidthEncodingsMaxBps(1, 'audio');
  call.getStats((entry: { type: string }) => console.log(entry.type), { type: 'inbound-rtp' });
  call.playRingtone();
  call.stopRingtone();
  call.playRingback();
  call.stopRingback();
  const share: Call = await call.startScreenShare({ audio: false });
  has<Call | undefined>(call.screenShare);
  await call.stopScreenShare();
  const output: FunctionCallOutputItem = { type: 'function_call_output', call_id: 'f', output: '{}' };
  const listen: ResponseAudioStreamSubscribeItem = { type: 'response.audio_stream.subscribe' };
  const items: AIConversationOutboundItem[] = [output, listen];
  const { sendAIConversationMessage, sendConversationMessage } = call;
  items.forEach(sendAIConversationMessage);
  await sendConversationMessage('hello', ['https://a.test/1.png']);
  call.flushIntermediateCallReport();
  call.flushIntermediateCallReport({ type: 'manual' });
  const timings = call.getEstablishmentTimings();
  await call.hangup();
  await call.hangup({ cause: 'USER_BUSY', causeCode: 17, sipCode: 486, sipReason: 'Busy' }, true);
  has<Call>(TelnyxRTC.telnyxStateCall(Call.setStateTelnyx(call)));
  const active: { id: string; state: string }[] = client.getActiveCalls();
  flags.push(client.hasActiveCall(), held);
  console.log(texts, numbers, flags, share.id, timings?.mode, timings?.steps.length, active, clientState);
  console.log(remoteCallerName, remoteCallerNumber, callerName, callerNumber, attach, destinationNumber);
  console.log(customHeaders, localStream, remoteStream, iceServers, screenShare);
}

const outbound: AIConversationOutboundParams = {
  type: 'conversation.item.create',
  item: { type: 'response.audio_stream.subscribe' } as ISendAIConversationMessageOptions,
};

// ---- constants, errors, statics -------------------------------------------------------------------------

const code: TelnyxMediaErrorCode = 42001;
const error = new TelnyxError({
  code,
  name: 'X',
  message: 'x',
  description: '',
  causes: [],
  solutions: [],
  fatal: true,
  originalError: new Error('y'),
});
has<Error>(error);
has<40001>(TELNYX_ERROR_CODES.SDP_CREATE_OFFER_FAILED);
has<49001>(TELNYX_ERROR_CODES.UNEXPECTED_ERROR);
has<'LOGIN_FAILED'>(SDK_ERRORS[46001].name);
has<36005>(TELNYX_WARNING_CODES.RECONNECTION_FAILED_WITH_NO_AUTO_RECONNECT);
const region: Region = 'us-central';
const info = TelnyxRTC.webRTCInfo();
if (typeof info !== 'string') console.log(info.browserName, info.browserVersion, info.supportWebRTC);
for (const { operationSystem, supported } of TelnyxRTC.webRTCSupportedBrowserList()) {
  console.log(
    operationSystem,
    supported[0].browserName,
    supported[0].features?.length,
    supported[0].supported,
  );
}
console.log(TelnyxRTC.uuid(), error.toJSON(), region, names, outbound);

// ---- checks before a call -------------------------------------------------------------------------------

async function checks(): Promise<void> {
  const reports: PreCallDiagnosticReport[] = [
    await client.runPreCall(),
    await client.runPreCall({ destinationNumber: '1', durationMs: 5000, iceServers: [] }),
    await client.runNetworkCheck({ iceServers: [] }),
    await client.runMicrophoneCheck({
      durationMs: 2000,
      silenceThreshold: 0.01,
      record: true,
      warnOnRecording: (notice: string) => console.log(notice === MICROPHONE_RECORDING_NOTICE),
    }),
  ];
  const given: PreCallDiagnosticOptions = {
    client,
    destinationNumber: '1',
    callerName: 'a',
    callerNumber: 'b',
    audio: { echoCancellation: true },
    statsSampleIntervalMs: 500,
    durationMs: 1,
    autoHangup: true,
    ice: has<PreCallIceOptions>({ gatherCandidates: true, gatherTimeoutMs: 1 }),
    network: has<PreCallNetworkOptions>({ enabled: true }),
    microphone: has<PreCallMicrophoneOptions>({ sampleDurationMs: 1, silenceThreshold: 0, record: false }),
    mode: 'network-only',
    debug: true,
    rtcConfig: {},
  };
  const runner: PreCallDiagnosticRunner = new PreCallDiagnostic(given);
  reports.push(await runner.run());
  const context: PreCallDiagnosticContext = { options: given, statsSamples: [], error: new Error('x') };
  for (const { version, verdict, reasons, warnings, timings, ice, network, ...rest } of reports) {
    has<1>(version);
    const why: PreCallDiagnosticReason[] = [...(reasons ?? []), ...(warnings ?? [])];
    if (why[0]?.code === IceReasonCode.NoCandidates) console.log(why[0].message, why[0].source);
    const ices: PreCallIceReport | undefined = ice;
    const { inbound, outbound: sent, packets, bytes, bitrate, rtt }: PreCallNetworkReport = network ?? {};
    has<(NetworkAudioDirection | undefined)[]>([inbound, sent]);
    has<NetworkPacketCounters | undefined>(packets);
    has<NetworkByteCounters | undefined>(bytes);
    has<NetworkBitrate | undefined>(bitrate);
    has<NetworkMinMaxAverage | undefined>(rtt);
    const microphone: PreCallMicrophoneReport | undefined = rest.microphone;
    const state: MicrophonePermissionState | undefined = microphone?.currentPermissionState;
    const servers: PreCallServerTestReport[] | undefined = rest.serverTests;
    const times: PreCallTimingsReport | undefined = timings;
    const steps: PreCallEstablishmentStep[] | undefined = times?.callEstablishment?.steps;
    console.log(verdict, ices?.selectedPair?.localCandidate?.address, ices?.candidateCounts.host, state);
    console.log(
      microphone?.devices[0]?.label,
      servers?.[0]?.server.urls,
      steps?.[0]?.label,
      rest.callId,
      rest.raw,
    );
  }
  const unused: [
    PreCallIceCandidateCounts?,
    PreCallIceCandidateInfo?,
    PreCallIceSelectedPairReport?,
    RTCIceCandidateStats?,
  ] = [];
  const ices: IceReasonCodeValue = IceReasonCode.VpnDetected;
  const networks: NetworkReasonCodeValue = NetworkReasonCode.OneWayAudio;
  const microphones: MicrophoneReasonCodeValue = MicrophoneReasonCode.Silent;
  const old: PreCallDiagnosisOptions = {
    texMLApplicationNumber: '1',
    credentials: { login: 'a', password: 'b', loginToken: 'c' },
  };
  const report: Report = await PreCallDiagnosis.run(old);
  const jitter: MinMaxAverage = report.summaryStats.jitter;
  const ids: TelnyxIDs = new PreCallDiagnosis().getTelnyxIds();
  const timings: PreCallEstablishmentTimings = { mode: 'trickle', direction: 'inbound', steps: [] };
  const like: TimingsCallLike = { getEstablishmentTimings: () => timings };
  const build: TimingsBuildOptions = { call: like };
  const collector: TimingsCollector = createTimingsCollector();
  collector.complete(collector.build(build));
  console.log(context, unused, ices, networks, microphones, jitter.average, ids.telnyxLegId);
  console.log(report.sessionStats.packetsLost, report.iceCandidateStats[0].url, report.iceCandidatePairStats);
}

console.log(session, fields, devices, low, talk, checks);
