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

function audioConstraints(choice: DeviceChoice, raw: boolean): MediaTrackConstraints {
  return {
    ...(choice.audioinput ? { deviceId: { exact: choice.audioinput } } : {}),
    channelCount: 1,
    echoCancellation: !raw && (choice.echo ?? true),
    noiseSuppression: !raw && (choice.noise ?? true),
    autoGainControl: !raw && (choice.gain ?? true),
  };
}

/** At least 960×540: from less, Chromium makes only two of the three layers, without an error. */
function videoConstraints(choice: DeviceChoice): MediaTrackConstraints {
  return {
    ...(choice.videoinput ? { deviceId: { exact: choice.videoinput } } : {}),
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

/** The first of these that the machine can do. A device that is only wished for ("ideal") Chromium leaves aside for the default one. */
async function firstPossible(devices: MediaDevices, tries: readonly MediaStreamConstraints[]): Promise<MediaStream> {
  const [first, ...rest] = tries;
  try {
    return await devices.getUserMedia(first);
  } catch (error) {
    const impossible = error instanceof DOMException && (error.name === "OverconstrainedError" || error.name === "NotFoundError");
    if (!impossible || rest.length === 0) throw error;
    return firstPossible(devices, rest);
  }
}

/** Open the chosen microphone, or another one where it is gone; throws `DeviceError`. */
export async function openMicrophone(choice: DeviceChoice, raw: boolean): Promise<MediaStreamTrack> {
  const devices = mediaDevices();
  const choices = choice.audioinput ? [choice, { ...choice, audioinput: "" }] : [choice];
  try {
    const stream = await firstPossible(devices, choices.map((one) => ({ audio: audioConstraints(one, raw) })));
    return firstTrack(stream.getAudioTracks());
  } catch (error) {
    throw explain(error, t("micrô"));
  }
}

/** Open the chosen camera, or another one where it is gone, at a lower size when it has no better one; throws `DeviceError`. */
export async function openCamera(choice: DeviceChoice): Promise<MediaStreamTrack> {
  const devices = mediaDevices();
  const choices = choice.videoinput ? [choice, { ...choice, videoinput: "" }] : [choice];
  const tries = choices.map(videoConstraints).flatMap((video) => [{ video }, { video: { ...video, width: { ideal: 1280 }, height: { ideal: 720 } } }]);
  try {
    const track = firstTrack((await firstPossible(devices, tries)).getVideoTracks());
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
