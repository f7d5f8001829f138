/**
 * Answers of the server as a browser takes them. Of the codecs of the voice, both negotiated, it sends the one that the answer names
 * first; `encodings[].codec` for `audio/red` is accepted by Chromium and changes nothing.
 */

/** The answer with the redundant codec (RED, RFC 2198) of the voice first, or last, in the first m-line, which is the microphone's. */
export function withVoice(sdp: string, twice: boolean): string {
  const begin = sdp.indexOf("m=audio ");
  const after = sdp.indexOf("\nm=", begin);
  const section = sdp.slice(begin, after < 0 ? undefined : after);
  const red = /^a=rtpmap:(\d+) red\//im.exec(section)?.[1];
  const line = /^m=audio .*/.exec(section)?.[0];
  if (begin < 0 || red === undefined || line === undefined) return sdp;
  const [kind, port, protocol, ...numbers] = line.trim().split(" ");
  const others = numbers.filter((number) => number !== red);
  const ordered = twice ? [red, ...others] : [...others, red];
  return sdp.slice(0, begin) + [kind, port, protocol, ...ordered].join(" ") + sdp.slice(begin + line.trimEnd().length);
}

type Peer = Pick<RTCPeerConnection, "signalingState" | "setLocalDescription" | "setRemoteDescription">;

/** The server's answer of one connection, and whether its voice is sent twice. */
export class Answers {
  readonly #peer: Peer;
  #newest = "";
  #twice = false;

  constructor(peer: Peer) {
    this.#peer = peer;
  }

  /** Take an answer of the server. Throws `DOMException`. */
  async take(sdp: string): Promise<void> {
    this.#newest = sdp;
    await this.#peer.setRemoteDescription({ type: "answer", sdp: withVoice(sdp, this.#twice) });
  }

  /** Send each sound twice (RED), or once again. The server is not asked: it takes both. An answer that is on its way is taken so. */
  async sendTwice(twice: boolean): Promise<void> {
    if (twice === this.#twice) return;
    this.#twice = twice;
    const sdp = withVoice(this.#newest, twice);
    if (this.#peer.signalingState !== "stable" || withVoice(this.#newest, !twice) === sdp) return;
    try {
      await this.#peer.setLocalDescription();
      await this.#peer.setRemoteDescription({ type: "answer", sdp });
    } catch (error) {
      // The connection ended meanwhile, or this browser cannot do it: resends remain.
      if (!(error instanceof DOMException)) throw error;
      await this.#undo();
    }
  }

  async #undo(): Promise<void> {
    if (this.#peer.signalingState === "have-local-offer") await this.#peer.setLocalDescription({ type: "rollback" });
  }
}
