// What the core is told of a client when it is made: its options, checked and brought into the core's form.
// Does not know calls, elements or ICE servers.

import { isDelay } from './checked.js';
import { jsonOf, planOf } from './dialog.js';
import type { IClientOptions, ReconnectDelay, ReconnectOutage } from './options.js';
import type { CallMedia, CoreConfig, CoreCredentials } from './surface.js';

declare const __HOLDFAST_VERSION__: string;

/** The version of this package. */
export const version: string = __HOLDFAST_VERSION__;

/** Whether one of the three ways to log in is given in full. */
export function hasCredentials(options: IClientOptions): boolean {
  const { login, password, passwd, login_token: token, anonymous_login: target } = options;
  return Boolean((login && (password || passwd)) || token || isAnonymous(target));
}

/** Whether calls go to the target of the login, and need no destination. */
export function isAnonymousLogin(options: IClientOptions): boolean {
  return isAnonymous(options.anonymous_login);
}

/** The options have been checked. */
export function configOf(
  given: IClientOptions,
  firstSocket: number,
  inboundMedia: CallMedia,
  recordingRoom: number,
): CoreConfig {
  const [seedHigh = 0, seedLow = 0] = crypto.getRandomValues(new Uint32Array(2));
  const variables = given.userVariables ?? {};
  const policy = policyOf(given.reconnectPolicy);
  const recovery = given.mediaPermissionsRecovery;
  return {
    seedHigh,
    seedLow,
    firstSocket,
    credentials: credentialsOf(given),
    version,
    userAgent: globalThis.navigator?.userAgent ?? '',
    host: baseAddress(given),
    region: text(given.region),
    rtcIp: text(given.rtcIp),
    rtcPort: given.rtcPort ?? 0,
    canary: Boolean(given.useCanaryRtcServer),
    skipLastRouting: Boolean(given.skipLastVoiceSdkId),
    skipTrailing: Boolean(given.skipTrailing),
    keepCalls: Boolean(given.keepConnectionAliveOnSocketClose),
    hangUpOnLeave: given.hangupOnBeforeUnload !== false,
    autoReconnect: given.autoReconnect !== false,
    maxReconnectAttempts: given.maxReconnectAttempts ?? (policy.reconnectPolicy === 'documented' ? 10 : 0),
    ...policy,
    retention: given.sessionRetention ?? 90_000,
    providesTokens: Boolean(given.tokenProvider),
    mediaRetry: recovery?.enabled ? recovery.timeout || 20_000 : 0,
    mediaRetryOutbound: Boolean(recovery?.outbound),
    replaceMicrophone: Boolean(given.replaceLostMicrophone),
    pushWhenActive: Boolean(given.pushWhenActive ?? variables.push_when_active),
    earlySdpAnswer: Boolean(given.earlySdpAnswer),
    userVariables: jsonOf(given.userVariables),
    inbound: planOf({ ...given, audio: true }),
    inboundMedia,
    recordingRoom,
  };
}

/** What a policy given as a function says: milliseconds, -1 for the end, NaN for no answer. */
export function chosenDelay(policy: unknown, attempt: number, outage: ReconnectOutage): number {
  try {
    const delay: unknown = (policy as ReconnectDelay)(attempt, outage);
    if (delay === null) return -1;
    return isDelay(delay) ? delay : NaN;
  } catch {
    return NaN;
  }
}

function policyOf(
  policy: IClientOptions['reconnectPolicy'],
): Pick<CoreConfig, 'reconnectPolicy' | 'reconnectDelays'> {
  if (Array.isArray(policy)) return { reconnectPolicy: 'delays', reconnectDelays: policy as number[] };
  const reconnectPolicy = typeof policy === 'function' ? 'asked' : policy ? 'retention' : 'documented';
  return { reconnectPolicy, reconnectDelays: [] };
}

export function credentialsOf(options: IClientOptions): CoreCredentials {
  const target = options.anonymous_login;
  const token = text(options.login_token);
  return {
    login: text(options.login),
    password: text(options.password || options.passwd),
    token,
    tokenExpiry: expiryOf(token),
    targetType: text(target?.target_type),
    targetId: text(target?.target_id),
    targetVersionId: text(target?.target_version_id),
    targetParams: jsonOf(target?.target_params),
  };
}

/** When a token expires, in milliseconds since the epoch; NaN when it does not say. */
export function expiryOf(token: string): number {
  const expiry = claims(token).exp;
  return typeof expiry === 'number' ? expiry * 1000 : NaN;
}

/** Who logs in, for telling clients apart; holds no secret. */
export function identityOf(options: IClientOptions): string {
  const { login, login_token: token, anonymous_login: target } = options;
  if (login) return `login ${login}`;
  if (token) return `token ${text(claims(token).sub)}`;
  return `target ${text(target?.target_type)} ${text(target?.target_id)}`;
}

/** The gateway's address before a region goes into it. */
export function baseAddress({ host, env }: IClientOptions): string {
  const address = text(host) || (isSocketAddress(text(env)) ? text(env) : '');
  if (address) return isSocketAddress(address) ? address : `wss://${address}`;
  return env === 'development' ? 'wss://rtcdev.telnyx.com' : 'wss://rtc.telnyx.com';
}

/** The gateway's address as it is dialled, without its query. */
export function gatewayAddress(options: IClientOptions): string {
  return baseAddress(options).replace(
    /^(wss?:\/\/)(rtc(dev)?\.)/,
    `$1${options.region ? `${options.region}.` : ''}$2`,
  );
}

const isSocketAddress = (address: string) => /^wss?:\/\//.test(address);

const isAnonymous = (target: IClientOptions['anonymous_login']) =>
  Boolean(target?.target_id && target.target_type);

// Applications in JavaScript pass numbers too; anything else is no text.
function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** What a token says of itself; nothing when it is none of the kind that can be read. */
function claims(token: string): Record<string, unknown> {
  if (!token) return {};
  try {
    const body = atob((token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/'));
    const read: unknown = JSON.parse(body);
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
