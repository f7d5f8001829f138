/** The browser's side of the bench: the product's own media client, a plain connection for the peer, and a recorder for both. */
import { MediaClient } from "../../../web/src/shared/media/client";
import { Store } from "../../../web/src/shared/store";

const EVERY_MS = 100;
const connections = [];
const Plain = window.RTCPeerConnection;
window.RTCPeerConnection = function Watched(...options) {
  const one = new Plain(...options);
  connections.push(one);
  return one;
};
window.RTCPeerConnection.prototype = Plain.prototype;

// ---- what is sent: one camera and one voice, the same tracks for both servers

const sound = new AudioContext({ sampleRate: 48000 });
const voice = sound.createMediaStreamDestination();
voice.channelCount = 1;
let playing = null;
let speech = null;

window.loadSpeech = async (base64) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  speech = await sound.decodeAudioData(bytes.buffer);
};

/** Say the sentences after `wait` seconds, for ever with `loop`; returns the wall clock of beginning and end. */
window.speak = (wait, loop) => {
  playing?.stop();
  playing = sound.createBufferSource();
  playing.buffer = speech;
  playing.loop = loop;
  playing.connect(voice);
  playing.start(sound.currentTime + wait);
  const begins = Date.now() / 1000 + wait;
  return [begins, begins + speech.duration];
};

function camera() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 960, height: 540 });
  const pen = canvas.getContext("2d");
  let step = 0;
  setInterval(() => {
    step += 1;
    pen.fillStyle = "#456";
    pen.fillRect(0, 0, 960, 540);
    // Small patches that move and change: as many bits as a camera's picture.
    for (let i = 0; i < 120; i += 1) {
      pen.fillStyle = `hsl(${(i * 37 + step * 11) % 360} 80% ${30 + ((i * 7 + step * 13) % 40)}%)`;
      pen.fillRect((i * 83 + step * 5) % 960, (i * 47 + step * 3) % 540, 40, 22);
    }
  }, 50);
  return canvas.captureStream(20).getVideoTracks()[0];
}

let filmed = null;
navigator.mediaDevices.getUserMedia = async ({ audio }) => {
  if (audio) return new MediaStream([voice.stream.getAudioTracks()[0].clone()]);
  filmed ??= camera();
  return new MediaStream([filmed.clone()]);
};

// ---- ours: the product's client on a socket that ends in the bench

let client = null;
let tellClient = null;

window.joinOurs = async ({ publishes, peer }) => {
  const store = new Store();
  const hearers = [];
  const socket = {
    onMessage: (hearer) => hearers.push(hearer),
    subscribe: () => () => {},
    send: (message) => { void window.toServer(peer, message); return true; },
    heardAt: 0,
    ask: () => false, // it ends in the bench: there is no other way to look for
    renew: () => {},
  };
  tellClient = (message) => {
    store.take(message);
    hearers.forEach((hearer) => hearer(message));
  };
  client = new MediaClient(socket, store);
  const you = { peer_id: peer, participant: peer, may_publish: publishes, ballots: [], notices: [], absences: [] };
  tellClient({ type: "welcome", you });
  if (publishes) {
    await client.setMicrophone(true);
    await client.setCameraOn();
  } else {
    client.reportWidth(document.body, 0, 960);
  }
  client.join({ hears: true });
};
window.toClient = (message) => tellClient?.(message);
window.leaveOurs = () => { client?.leave(); client = null; tellClient = null; };
const ours = () => connections.filter((one) => one !== theirs && one.connectionState !== "closed").at(-1);

// ---- the peer: a plain connection with the same tracks and the same layers

let theirs = null;
const LAYERS = [
  { rid: "h", maxBitrate: 1_500_000 },
  { rid: "m", scaleResolutionDownBy: 2, maxBitrate: 500_000 },
  { rid: "l", scaleResolutionDownBy: 4, maxBitrate: 150_000 },
];

function open() {
  theirs?.close();
  theirs = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  return theirs;
}

async function gathered(peer) {
  await peer.setLocalDescription();
  return peer.localDescription.sdp;
}

window.offerTheirs = async () => {
  const peer = open();
  const [microphone] = (await navigator.mediaDevices.getUserMedia({ audio: true })).getAudioTracks();
  const [picture] = (await navigator.mediaDevices.getUserMedia({ video: true })).getVideoTracks();
  picture.contentHint = "motion";
  const lines = [
    [peer.addTransceiver(microphone, { direction: "sendonly" }), "audio", /opus|red/i],
    [peer.addTransceiver(picture, { direction: "sendonly", sendEncodings: LAYERS }), "video", /vp8|rtx/i],
  ];
  for (const [line, kind, wanted] of lines) {
    line.setCodecPreferences(RTCRtpReceiver.getCapabilities(kind).codecs.filter((one) => wanted.test(one.mimeType)));
  }
  return gathered(peer);
};
window.acceptTheirs = (sdp) => theirs.setRemoteDescription({ type: "answer", sdp });
window.answerTheirs = async (sdp) => {
  const peer = open();
  peer.ontrack = ({ track }) => {
    const player = document.createElement(track.kind);
    Object.assign(player, { autoplay: true, srcObject: new MediaStream([track]) });
    if (track.kind === "video") player.muted = true;
    document.body.append(player);
  };
  await peer.setRemoteDescription({ type: "offer", sdp });
  return gathered(peer);
};
window.leaveTheirs = () => { theirs?.close(); theirs = null; };

// ---- what is seen and heard

const connectionOf = (name) => (name === "ours" ? ours() : theirs);
window.connected = (name) => connectionOf(name)?.connectionState === "connected";

function shownPicture() {
  const stream = client?.videoStream(0);
  if (!stream || document.querySelector("video.ours")?.srcObject === stream) return;
  document.querySelector("video.ours")?.remove();
  const player = Object.assign(document.createElement("video"), { className: "ours", autoplay: true, muted: true });
  player.srcObject = stream;
  document.body.append(player);
}

const watched = {};

async function look(name) {
  if (name === "ours") shownPicture();
  const row = { at: Date.now() / 1000, audio: null, video: null };
  const peer = connectionOf(name);
  if (!peer) return row;
  let most = -1;
  (await peer.getStats()).forEach((one) => {
    if (one.type !== "inbound-rtp") return;
    if (one.kind === "audio" && one.packetsReceived > most) {
      most = one.packetsReceived;
      row.audio = {
        packets: one.packetsReceived, samples: one.totalSamplesReceived ?? 0, concealed: one.concealedSamples ?? 0,
        silent: one.silentConcealedSamples ?? 0, lost: one.packetsLost, fec: one.fecPacketsReceived ?? 0,
        delay: one.jitterBufferDelay ?? 0, emitted: one.jitterBufferEmittedCount ?? 0, nacks: one.nackCount ?? 0,
        faster: one.removedSamplesForAcceleration ?? 0, slower: one.insertedSamplesForDeceleration ?? 0,
      };
    }
    if (one.kind === "video" && (one.framesDecoded ?? 0) >= (row.video?.frames ?? 0)) {
      row.video = {
        frames: one.framesDecoded ?? 0, width: one.frameWidth ?? 0, freezes: one.freezeCount ?? 0,
        frozen: one.totalFreezesDuration ?? 0, plis: one.pliCount ?? 0, bytes: one.bytesReceived,
      };
    }
  });
  row.at = Date.now() / 1000;
  return row;
}

window.watch = (name) => {
  const rows = [];
  watched[name] = { rows, timer: setInterval(() => void look(name).then((row) => rows.push(row)), EVERY_MS) };
};
window.rows = (name) => watched[name].rows;
window.unwatch = (name) => {
  clearInterval(watched[name]?.timer);
  const rows = watched[name]?.rows ?? [];
  delete watched[name];
  return rows;
};

window.senders = async (name) => {
  const rows = [];
  (await connectionOf(name).getStats()).forEach((one) => {
    if (one.type !== "outbound-rtp") return;
    rows.push({ kind: one.kind, rid: one.rid ?? "", width: one.frameWidth ?? 0, bytes: one.bytesSent, active: one.active });
  });
  return rows;
};

// ---- recording of what is played

const CAPTURE = `registerProcessor("capture", class extends AudioWorkletProcessor {
  process([[mono]]) { if (mono) this.port.postMessage(mono.slice()); return true; }
});`;
let ears = null;
const recordings = {};

function audioStreams(name) {
  if (name === "ours") return client?.audioStreams ?? [];
  const tracks = theirs?.getReceivers().map((one) => one.track).filter((track) => track.kind === "audio") ?? [];
  return tracks.map((track) => new MediaStream([track]));
}

/** Record all audio slots of one server, mixed, at 16 kHz. */
window.record = async (name) => {
  if (!ears) {
    ears = new AudioContext({ sampleRate: 16000 });
    await ears.audioWorklet.addModule(`data:text/javascript,${encodeURIComponent(CAPTURE)}`);
  }
  const node = new AudioWorkletNode(ears, "capture", { channelCount: 1, channelCountMode: "explicit", numberOfInputs: 1 });
  const parts = [];
  node.port.onmessage = ({ data }) => parts.push(data);
  const sources = audioStreams(name).map((stream) => ears.createMediaStreamSource(stream));
  sources.forEach((source) => source.connect(node));
  node.connect(ears.destination);
  recordings[name] = { node, sources, parts };
};

/** End it; 16-bit samples as base64. */
window.recorded = (name) => {
  const { node, sources, parts } = recordings[name];
  delete recordings[name];
  sources.forEach((source) => source.disconnect());
  node.disconnect();
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0) * 2);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const part of parts) {
    for (const value of part) {
      view.setInt16(at, Math.max(-1, Math.min(1, value)) * 32767, true);
      at += 2;
    }
  }
  let text = "";
  for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
  return btoa(text);
};
