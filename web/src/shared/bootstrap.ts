/** What the server's page tells the application before the socket speaks. */

export interface Bootstrap {
  meeting_id: string;
  /** `wss://…/live/<meeting>/` or a path of this host. */
  socket_url: string;
  page: string;
  language: string;
}

/** Read `<script id="bootstrap" type="application/json">`; throws when the page has none. */
export function readBootstrap(): Bootstrap {
  const text = document.getElementById("bootstrap")?.textContent;
  if (!text) throw new Error("page without bootstrap");
  return JSON.parse(text) as Bootstrap;
}

/** The socket's address: a path becomes an address of this host, with TLS wherever the page has it. */
export function socketAddress(bootstrap: Bootstrap): string {
  const address = new URL(bootstrap.socket_url, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  return address.href;
}
