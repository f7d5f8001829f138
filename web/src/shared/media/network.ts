/** Tells when the machine has come to another network: from Wi-Fi to a cable, or back from none. */

interface NetworkInformation extends EventTarget {
  readonly type?: string;
}

/** Where the browser says what kind of network it is on; its estimates of speed, which change all the time, mean nothing here. */
export function watchNetwork(changed: () => void, page: EventTarget = window, browser: Navigator = navigator): void {
  page.addEventListener("online", changed);
  const connection = (browser as Navigator & { connection?: NetworkInformation }).connection;
  let before = connection?.type;
  connection?.addEventListener("change", () => {
    const { type } = connection;
    if (type === before) return;
    before = type;
    if (type !== "none") changed();
  });
}
