import { expect, test, vi } from "vitest";
import { Answers, withVoice } from "./answers";

const RED = "a=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n";
const sdpOf = (numbers: string, redundant = RED): string =>
  `v=0\r\na=ice-lite\r\nm=audio 9 UDP/TLS/RTP/SAVPF ${numbers}\r\na=mid:0\r\na=rtpmap:111 opus/48000/2\r\n${redundant}a=recvonly\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111 63\r\na=mid:3\r\n${RED}a=sendonly\r\n`;

test("the redundant codec stands first or last, of the microphone alone", () => {
  expect(withVoice(sdpOf("111 63"), true)).toBe(sdpOf("63 111"));
  expect(withVoice(sdpOf("63 111"), false)).toBe(sdpOf("111 63"));
  expect(withVoice(sdpOf("111 63"), false)).toBe(sdpOf("111 63"));
});

test("where it was not negotiated for the microphone nothing changes", () => {
  expect(withVoice(sdpOf("111", ""), true)).toBe(sdpOf("111", ""));
  expect(withVoice("v=0\r\n", true)).toBe("v=0\r\n");
});

function peerOf(state = "stable") {
  const local = vi.fn().mockResolvedValue(undefined);
  const remote = vi.fn<(answer: RTCSessionDescriptionInit) => Promise<void>>().mockResolvedValue();
  const peer = { signalingState: state, setLocalDescription: local, setRemoteDescription: remote };
  return { peer, local, remote, answers: new Answers(peer as unknown as RTCPeerConnection) };
}

test("a voice is sent twice and once again by negotiating with the answer at hand, once for each change", async () => {
  const { local, remote, answers } = peerOf();
  await answers.take(sdpOf("111 63"));
  for (const twice of [false, true, true, false]) await answers.sendTwice(twice);
  expect(remote.mock.calls.map(([answer]) => answer.sdp)).toEqual([sdpOf("111 63"), sdpOf("63 111"), sdpOf("111 63")]);
  expect(local).toHaveBeenCalledTimes(2);
});

test("an answer that comes later, as of another way of the same connection, keeps what was asked for", async () => {
  const { peer, remote, answers } = peerOf("have-local-offer");
  await answers.sendTwice(true);
  expect(remote).not.toHaveBeenCalled();
  peer.signalingState = "stable";
  await answers.take(sdpOf("111 63"));
  expect(remote).toHaveBeenCalledExactlyOnceWith({ type: "answer", sdp: sdpOf("63 111") });
});

test("a browser that refuses goes back to where it was", async () => {
  const { peer, local, remote, answers } = peerOf();
  await answers.take(sdpOf("111 63"));
  remote.mockImplementationOnce(() => {
    peer.signalingState = "have-local-offer";
    return Promise.reject(new DOMException("no", "InvalidAccessError"));
  });
  await answers.sendTwice(true);
  expect(local).toHaveBeenLastCalledWith({ type: "rollback" });
});

test("nothing is negotiated where the microphone has no redundant codec", async () => {
  const { local, answers } = peerOf();
  await answers.take(sdpOf("111", ""));
  await answers.sendTwice(true);
  expect(local).not.toHaveBeenCalled();
});
