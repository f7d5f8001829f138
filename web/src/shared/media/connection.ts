/** One RTCPeerConnection with its seventeen m-lines, negotiated once; slots are filled by the server without another offer. */
import { wantedCodec, type VideoCodec } from "../bootstrap";
import { AUDIO_SLOTS, VIDEO_SLOTS, type IceServer, type MediaLayers, type MediaSound } from "../protocol";
import { Answers } from "./answers";
import { holdBackSounding, limitVoice } from "./lossy";

/**
 * Three layers of the camera; the server takes the one that a viewer's slot needs. The smallest stands nine to a page on slow tablets:
 * at half the pictures a second it costs them half, and the sender a tenth less, and nobody sees it at that size.
 */
const CAMERA_LAYERS: RTCRtpEncodingParameters[] = [
  { rid: "q", scaleResolutionDownBy: 4, maxBitrate: 150_000, maxFramerate: 15 },
  { rid: "h", scaleResolutionDownBy: 2, maxBitrate: 500_000, maxFramerate: 30 },
  { rid: "f", scaleResolutionDownBy: 1, maxBitrate: 1_500_000, maxFramerate: 30 },
];
const LAYERS_UP_TO: Record<MediaLayers["largest"], number> = { small: 1, medium: 2, large: 3 };
/** Letters at 1080p need their bits at once when a page is turned; a still page needs nearly none. */
const SCREEN_LAYER: RTCRtpEncodingParameters = { maxBitrate: 2_500_000, maxFramerate: 5, scaleResolutionDownBy: 1 };

/** What a page sends; a kind without a track keeps its place in the connection. */
export interface LocalTracks {
  microphone: MediaStreamTrack | null;
  camera: MediaStreamTrack | null;
  screen: MediaStreamTrack | null;
}

export interface MediaConnection {
  readonly peer: RTCPeerConnection;
  /** Replaced by `restart`: one stream per slot, so that slots are never held back for each other. */
  readonly audio: readonly MediaStream[];
  readonly video: readonly MediaStream[];
  /** Those of the floor. */
  readonly audioReceivers: readonly RTCRtpReceiver[];
  /** Everything that comes in, sound of the floor first. */
  readonly receivers: readonly RTCRtpReceiver[];
  /** To be called again and again where anything is heard: whoever has begun to sound is treated as the line needs it from then on. */
  listen(): void;
  send(tracks: LocalTracks): Promise<void>;
  /** Take the server's answer. Throws `DOMException`. */
  take(answer: string): Promise<void>;
  /** Encode and send no larger layers of the camera than this one. */
  limitLayers(largest: MediaLayers["largest"]): Promise<void>;
  /** Do for sound what the server asks for on a line that loses packets. */
  protectSound(wish: Pick<MediaSound, "buffer_ms" | "twice" | "kbps">): Promise<void>;
}

/** Say which encodings of a sender are active; what is so already is left alone: each change costs a keyframe. */
export async function activateLayers(sender: RTCRtpSender, count: number): Promise<void> {
  const parameters = sender.getParameters();
  const wrong = parameters.encodings.filter((encoding, index) => (encoding.active ?? true) !== index < count);
  if (wrong.length === 0) return;
  parameters.encodings.forEach((encoding, index) => (encoding.active = index < count));
  try {
    await sender.setParameters(parameters);
  } catch (error) {
    // the connection ended meanwhile: there is nothing to be spared any more
    if (!(error instanceof DOMException)) throw error;
  }
}

/** The profile of VP9 and AV1 that every decoder of theirs has. */
const MAIN_PROFILE = /^(?!.*profile(-id)?=[1-9])/;

/** Codecs of the offer, the one to send in first: only what the server forwards, which keeps the offer at a third of its size. */
export function chosenCodecs(known: readonly RTCRtpCodec[], kind: "audio" | "video", wish: VideoCodec): RTCRtpCodec[] {
  const names = kind === "audio" ? ["audio/opus", "audio/red"] : [...new Set([`video/${wish}`, "video/vp8", "video/rtx"])];
  const usable = known.filter((codec) => MAIN_PROFILE.test(codec.sdpFmtpLine ?? ""));
  return names.flatMap((name) => usable.filter((codec) => codec.mimeType.toLowerCase() === name));
}

function prefer(transceiver: RTCRtpTransceiver, kind: "audio" | "video", wish: VideoCodec): void {
  const chosen = chosenCodecs(RTCRtpReceiver.getCapabilities(kind)?.codecs ?? [], kind, wish);
  // an old Safari has no setCodecPreferences; its longer offer is understood too
  if (chosen.length > 0 && "setCodecPreferences" in transceiver) transceiver.setCodecPreferences(chosen);
}

/** The type of the standard library does not know `scalabilityMode` yet. */
type CameraLayer = RTCRtpEncodingParameters & { scalabilityMode?: string };

/** VP9 and AV1 send their layers as streams of their own, as VP8 does, only where each is said to have none inside. */
export function layersFor(wish: VideoCodec): CameraLayer[] {
  return wish === "vp8" ? CAMERA_LAYERS : CAMERA_LAYERS.map((layer) => ({ ...layer, scalabilityMode: "L1T1" }));
}

/** Make the connection. The order of m-lines is the contract: audio, camera, screen; 4 × audio, 9 × video; the channel. */
export function createConnection(ice: readonly IceServer[] = [], wish: VideoCodec = wantedCodec()): MediaConnection {
  const peer = new RTCPeerConnection({ bundlePolicy: "max-bundle", iceServers: ice.map(({ urls, ...key }) => ({ urls: [...urls], ...key })) });
  const add = (kind: "audio" | "video", init: RTCRtpTransceiverInit): RTCRtpTransceiver => {
    const transceiver = peer.addTransceiver(kind, init);
    prefer(transceiver, kind, wish);
    return transceiver;
  };
  const microphone = add("audio", { direction: "sendonly" });
  const camera = add("video", { direction: "sendonly", sendEncodings: layersFor(wish) });
  const screen = add("video", { direction: "sendonly", sendEncodings: [SCREEN_LAYER] });
  const floor = Array.from({ length: AUDIO_SLOTS }, () => add("audio", { direction: "recvonly" }).receiver);
  const video = Array.from({ length: VIDEO_SLOTS }, () => add("video", { direction: "recvonly" }).receiver);
  const audio = [...floor, add("audio", { direction: "recvonly" }).receiver];
  const heldBack = holdBackSounding(audio);
  const answers = new Answers(peer);
  return {
    peer,
    audio: audio.map((receiver) => new MediaStream([receiver.track])),
    video: video.map((receiver) => new MediaStream([receiver.track])),
    audioReceivers: floor,
    listen: () => heldBack.look(),
    receivers: [...floor, ...video, ...audio.slice(AUDIO_SLOTS)],
    async send(tracks) {
      await Promise.all([
        microphone.sender.replaceTrack(tracks.microphone),
        camera.sender.replaceTrack(tracks.camera),
        screen.sender.replaceTrack(tracks.screen),
      ]);
    },
    take: (answer) => answers.take(answer),
    async protectSound({ buffer_ms, twice, kbps }) {
      heldBack.change(buffer_ms);
      await answers.sendTwice(twice);
      await limitVoice(microphone.sender, kbps);
    },
    limitLayers: (largest) => activateLayers(camera.sender, LAYERS_UP_TO[largest]),
  };
}

/** Close a connection that nobody listens to any more. */
export function dismiss(connection: MediaConnection | null): void {
  if (!connection) return;
  connection.peer.onconnectionstatechange = connection.peer.oniceconnectionstatechange = null;
  connection.peer.close();
}

/** Source numbers that are audible now, from the packets themselves (CSRC), loudest first. */
export function audibleSources(connection: MediaConnection, now: number): readonly number[] {
  const loud: { source: number; level: number }[] = [];
  for (const receiver of connection.audioReceivers) {
    const newest = [...receiver.getContributingSources()].sort((a, b) => b.timestamp - a.timestamp)[0];
    if (newest && now - newest.timestamp < 600 && (newest.audioLevel ?? 1) > 0.003) {
      loud.push({ source: newest.source, level: newest.audioLevel ?? 0 });
    }
  }
  return loud.sort((a, b) => b.level - a.level).map((entry) => entry.source);
}
