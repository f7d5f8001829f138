/** Cameras, microphones and loudspeakers: choosing, opening, and saying in words what went wrong. */
import { t } from "../i18n";

export interface DeviceChoice {
  audioinput?: string;
  videoinput?: string;
  audiooutput?: string;
  /** What the browser does to the microphone's sound; on where nothing is said. */
  echo?: boolean;
  noise?: boolean;
  gain?: boolean;
}

export const PROCESSING = ["echo", "noise", "gain"] as const;

const KEY = "nghisu.devices";

/** The devices chosen on this machine before; empty when none were. */
export function rememberedChoice(): DeviceChoice {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as DeviceChoice;
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

export function rememberChoice(choice: DeviceChoice): void {
  localStorage.setItem(KEY, JSON.stringify(choice));
}

/** `?tho=1` turns echo cancelling and the like off: measurements and rooms with a processor of their own want the raw sound. */
export function wantsRawAudio(): boolean {
  return new URLSearchParams(location.search).get("tho") === "1";
}

export function audioConstraints(choice: DeviceChoice, raw: boolean): MediaTrackConstraints {
  return {
    ...(choice.audioinput ? { deviceId: { ideal: choice.audioinput } } : {}),
    channelCount: 1,
    echoCancellation: !raw && (choice.echo ?? true),
    noiseSuppression: !raw && (choice.noise ?? true),
    autoGainControl: !raw && (choice.gain ?? true),
  };
}

/** At least 960×540: from less, Chromium makes only two of the three layers, without an error. */
function videoConstraints(choice: DeviceChoice): MediaTrackConstraints {
  return {
    ...(choice.videoinput ? { deviceId: { ideal: choice.videoinput } } : {}),
    width: { ideal: 1280, min: 960 },
    height: { ideal: 720, min: 540 },
    frameRate: { ideal: 25, max: 30 },
  };
}

/** A device could not be opened; the message says what to do. */
export class DeviceError extends Error {
  override readonly name = "DeviceError";
  constructor(
    readonly code: "denied" | "missing" | "busy" | "insecure" | "failed",
    message: string,
  ) {
    super(message);
  }
}

function explain(error: unknown, what: string): DeviceError {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") {
    return new DeviceError("denied", t("Trình duyệt chưa cho dùng %(what)s. Hãy bấm vào ổ khóa cạnh địa chỉ trang, cho phép, rồi thử lại.", { what }));
  }
  if (name === "NotFoundError" || name === "OverconstrainedError") {
    return new DeviceError("missing", t("Không thấy %(what)s nào dùng được. Hãy cắm thiết bị rồi thử lại; phần còn lại vẫn dùng bình thường.", { what }));
  }
  if (name === "NotReadableError" || name === "AbortError") {
    return new DeviceError("busy", t("Chương trình khác đang giữ %(what)s. Hãy đóng chương trình đó rồi thử lại.", { what }));
  }
  return new DeviceError("failed", t("Không mở được %(what)s. Hãy rút ra cắm lại rồi thử lại.", { what }));
}

function mediaDevices(): MediaDevices {
  // absent on plain http, whatever the types say
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) {
    throw new DeviceError("insecure", t("Trang chưa được mở bằng kết nối an toàn (https) nên trình duyệt không cho dùng micrô và camera."));
  }
  return devices;
}

/** Open the microphone; throws `DeviceError`. */
export async function openMicrophone(choice: DeviceChoice, raw: boolean): Promise<MediaStreamTrack> {
  const devices = mediaDevices();
  try {
    const stream = await devices.getUserMedia({ audio: audioConstraints(choice, raw) });
    return firstTrack(stream.getAudioTracks());
  } catch (error) {
    throw explain(error, t("micrô"));
  }
}

/** Open the camera, at a lower size when it has no better one; throws `DeviceError`. */
export async function openCamera(choice: DeviceChoice): Promise<MediaStreamTrack> {
  const devices = mediaDevices();
  const video = videoConstraints(choice);
  try {
    const stream = await devices.getUserMedia({ video }).catch((error: unknown) => {
      if (!(error instanceof DOMException) || error.name !== "OverconstrainedError") throw error;
      return devices.getUserMedia({ video: { ...video, width: { ideal: 1280 }, height: { ideal: 720 } } });
    });
    const track = firstTrack(stream.getVideoTracks());
    track.contentHint = "motion";
    return track;
  } catch (error) {
    throw explain(error, t("camera"));
  }
}

/** Letters are read, not watched: sharp and rarely is better than smooth and soft. */
const SCREEN_FRAMES = 5;

/** Ask which window or screen to show; null when the person changed their mind. */
export async function openScreen(): Promise<MediaStreamTrack | null> {
  try {
    const stream = await mediaDevices().getDisplayMedia({ video: { frameRate: { max: SCREEN_FRAMES } }, audio: false });
    const track = firstTrack(stream.getVideoTracks());
    track.contentHint = "text";
    return track;
  } catch (error) {
    if (error instanceof DOMException && (error.name === "NotAllowedError" || error.name === "AbortError")) return null;
    throw explain(error, t("màn hình"));
  }
}

function firstTrack(tracks: readonly MediaStreamTrack[]): MediaStreamTrack {
  const track = tracks[0];
  if (!track) throw new DOMException("no track", "NotFoundError");
  return track;
}

/** The devices of one kind; names are known only after a permission was given. */
export async function listDevices(kind: MediaDeviceKind): Promise<readonly MediaDeviceInfo[]> {
  const all = await mediaDevices().enumerateDevices();
  return all.filter((device) => device.kind === kind && device.deviceId !== "");
}
