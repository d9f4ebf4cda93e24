// Every name that the package exports.

export { TelnyxRTC } from './client.js';
export { Call, type Call as IWebRTCCall, type EndReason } from './call.js';
export type { ICallPeer } from './call-media.js';
export type { Connection } from './connection.js';
export type { IWebRTCBrowser, IWebRTCInfo, IWebRTCSupportedBrowser } from './browser.js';
export type { IDeviceResolution } from './devices.js';
export {
  isFunctionCallOutputParams,
  isFunctionCallParams,
  type AIConversationFunctionCallOutputParams,
  type AIConversationFunctionCallParams,
  type AIConversationOutboundItem,
  type AIConversationOutboundParams,
  type AIConversationParams,
  type FunctionCallItem,
  type FunctionCallOutputItem,
  type IAIConversationMessageEvent,
  type ISendAIConversationMessageOptions,
  type ResponseAudioStreamSubscribeItem,
} from './conversation.js';
export {
  HOLDFAST_ERROR_CODES,
  HOLDFAST_WARNING_CODES,
  HOLDFAST_WARNINGS,
  SDK_ERRORS,
  SDK_WARNINGS,
  TELNYX_ERROR_CODES,
  TELNYX_WARNING_CODES,
  type HoldfastWarningCode,
  type ITelnyxErrorCodeAliases,
  type ITelnyxErrorEntry,
  type ITelnyxWarningEntry,
  type SdkErrorCode,
  type SdkWarningCode,
} from './catalog.js';
export {
  ERROR_TYPE,
  isMediaRecoveryErrorEvent,
  TelnyxError,
  type ITelnyxCallIdentifiers,
  type ITelnyxError,
  type ITelnyxErrorEvent,
  type ITelnyxErrorShortcuts,
  type ITelnyxMediaError,
  type ITelnyxMediaRecoveryErrorEvent,
  type ITelnyxStandardErrorEvent,
  type ITelnyxWarning,
  type ITelnyxWarningEvent,
  type TelnyxMediaErrorCode,
} from './errors.js';
export {
  NOTIFICATION_TYPE,
  SwEvent,
  type INotification,
  type IReadyEvent,
  type IReconnectingEvent,
  type IRecoveredEvent,
  type IStatsFrame,
  type ISocketCloseEvent,
  type ISocketErrorEvent,
} from './events.js';
export type { Direction, ReconnectReason } from './surface.js';
export type { IEstablishmentStep, IEstablishmentTimings } from './timings.js';
export { TELNYX_ICE_SERVERS } from './ice.js';
export {
  Region,
  type AnswerParams,
  type IAnonymousLogin,
  type IAudioSettings,
  type ICallOptions,
  type ICallOptionsInUse,
  type ICallReportFlushReason,
  type IClientOptions,
  type ICodecCapability,
  type ICredentials,
  type ICustomHeader,
  type IHangupParams,
  type ILoginOptions,
  type ILoginParams,
  type MediaElementOption,
  type ReconnectDelay,
  type ReconnectOutage,
  type TargetParams,
} from './options.js';
export type { BroadcastParams, IRawMessage, SubscribeParams } from './low-level.js';
export {
  createTimingsCollector,
  IceReasonCode,
  MICROPHONE_RECORDING_NOTICE,
  MicrophoneReasonCode,
  NetworkReasonCode,
  PreCallDiagnosis,
  PreCallDiagnostic,
  TimingsCollector,
  type IceReasonCodeValue,
  type MicrophoneReasonCodeValue,
  type NetworkReasonCodeValue,
} from './precall.js';
export type * from './precall-report.js';
export type * from './precall-types.js';
