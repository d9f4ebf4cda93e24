// Microphones, loudspeakers and cameras: what to ask the browser for, and what it has. No rules of calls.

import type { ICallOptionsInUse } from './options.js';
import type { CallMedia } from './surface.js';

/** What is to be opened for a call with these options. */
export function mediaOf(options: ICallOptionsInUse): CallMedia {
  const {
    audio = true,
    video = false,
    micId,
    camId,
    localStream,
    iceServers,
    preferred_codecs: codecs,
  } = options;
  return {
    audio: withDevice(audio, micId),
    video: withDevice(video, camId),
    receiveOnly: Boolean(options.receiveOnlyAudio) && !audio,
    localStream: isStream(localStream) ? localStream : null,
    iceServers,
    codecs: codecs ?? [],
  };
}

/** The devices of a kind, or of all; `each` of them, or one per physical device. Empty when access is refused. */
export async function listDevices(kind?: MediaDeviceKind, each?: boolean): Promise<MediaDeviceInfo[]> {
  // Labels, and in some browsers ids, are known only to a page that has had a stream.
  const granted = (!kind && (await mayOpen(both))) || (await mayOpen(needs(kind)));
  if (!granted) return [];
  const seen = new Set<string>();
  return (await navigator.mediaDevices.enumerateDevices()).filter((device) => {
    const physical = `${device.kind} ${device.groupId || device.deviceId}`;
    if ((kind && device.kind !== kind) || (!each && seen.has(physical))) return false;
    seen.add(physical);
    return true;
  });
}

/** Those of the constraints that the browser understands. */
export function understood(constraints: MediaTrackConstraints): MediaTrackConstraints {
  const known = navigator.mediaDevices?.getSupportedConstraints?.() ?? constraints;
  return Object.fromEntries(
    Object.entries(constraints).filter(
      ([name, value]) => name in known && value !== undefined && value !== null,
    ),
  );
}

/** A size that a camera delivers, in pixels. */
export interface IDeviceResolution {
  /** As in `640x480`. */
  resolution: string;
  /** Pixels. */
  width: number;
  /** Pixels. */
  height: number;
}

/** Opens the camera, and tries. */
export async function resolutionsOf(deviceId: string): Promise<IDeviceResolution[]> {
  const video = { deviceId: { exact: deviceId } };
  const stream = await navigator.mediaDevices.getUserMedia({ video });
  const found: IDeviceResolution[] = [];
  for (const [width, height] of sizes) {
    const exactly = { width: { exact: width }, height: { exact: height } };
    try {
      await stream.getVideoTracks()[0]!.applyConstraints(exactly);
      found.push({ resolution: `${width}x${height}`, width, height });
    } catch {
      // Not this one.
    }
  }
  stopTracks(stream);
  return found;
}

/** Opens a stream and closes it at once: may the page? */
export async function mayOpen(constraints: MediaStreamConstraints): Promise<boolean> {
  try {
    stopTracks(await navigator.mediaDevices.getUserMedia(constraints));
    return true;
  } catch {
    return false;
  }
}

/** Closes what was opened. */
export const stopTracks = (stream: MediaStream | null) =>
  stream?.getTracks().forEach((track) => track.stop());

const sizes = [
  [320, 240],
  [640, 360],
  [640, 480],
  [1280, 720],
  [1920, 1080],
] as const;

const both = { audio: true, video: true };

const needs = (kind?: MediaDeviceKind) => ({ audio: kind !== 'videoinput', video: kind === 'videoinput' });

// Exact, because the browser takes any device otherwise; whoever opens it falls back if it is gone.
export function withDevice(
  constraints: boolean | MediaTrackConstraints,
  deviceId: string | undefined,
): boolean | MediaTrackConstraints {
  if (!deviceId || !constraints) return constraints;
  return { ...(constraints === true ? {} : constraints), deviceId: { exact: deviceId } };
}

function isStream(value: unknown): value is MediaStream {
  return typeof MediaStream === 'function' && value instanceof MediaStream;
}
