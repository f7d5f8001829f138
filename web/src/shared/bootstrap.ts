/** What the server's page tells the application before the socket speaks. */

export interface Bootstrap {
  meeting_id: string;
  /** `wss://…/live/<meeting>/` or a path of this host. */
  socket_url: string;
  page: string;
  language: string;
  /** How the house wants pictures to be sent; absent: VP8. */
  video_codec?: VideoCodec;
}

export type VideoCodec = "vp8" | "vp9" | "av1";

/** Read `<script id="bootstrap" type="application/json">`; throws when the page has none. */
export function readBootstrap(): Bootstrap {
  const text = document.getElementById("bootstrap")?.textContent;
  if (!text) throw new Error("page without bootstrap");
  return JSON.parse(text) as Bootstrap;
}

/** How this page shall send pictures. A page that has no bootstrap of its own (`startSession` with another one) sends VP8. */
export function wantedCodec(): VideoCodec {
  const text = document.getElementById("bootstrap")?.textContent;
  return (text && (JSON.parse(text) as Partial<Bootstrap>).video_codec) || "vp8";
}

/** The socket's address: a path becomes an address of this host, with TLS wherever the page has it. */
export function socketAddress(bootstrap: Bootstrap): string {
  const address = new URL(bootstrap.socket_url, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  return address.href;
}
