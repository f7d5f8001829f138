/** Nothing of one person stays in the browser for the next: what `Clear-Site-Data` does, also where it is not known. */

/** A stuck database must not keep anybody signed in. */
const LIMIT_MS = 1500;

async function wipeDatabases(): Promise<void> {
  // Firefox below 126 cannot list them; the header of the answer clears them there.
  const found = "databases" in indexedDB ? await indexedDB.databases() : [];
  await Promise.all(
    found.map(
      ({ name }) =>
        new Promise<void>((resolve) => {
          const request = indexedDB.deleteDatabase(name ?? "");
          request.onsuccess = request.onerror = request.onblocked = () => resolve();
        }),
    ),
  );
}

async function wipeCaches(): Promise<void> {
  if (!("caches" in window)) return;
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
}

async function wipeWorkers(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const workers = await navigator.serviceWorker.getRegistrations();
  await Promise.all(workers.map((worker) => worker.unregister()));
}

/** Empty storage, databases, caches and workers of this site; returns after `LIMIT_MS` at the latest. */
export async function wipeBrowser(): Promise<void> {
  localStorage.clear();
  sessionStorage.clear();
  const all = Promise.allSettled([wipeDatabases(), wipeCaches(), wipeWorkers()]);
  await Promise.race([all, new Promise((resolve) => setTimeout(resolve, LIMIT_MS))]);
}

/** A page that the browser kept whole in memory (back, forward) is asked for anew: its person may have left. */
export function freshOnReturn(): void {
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

/** Forms marked `data-wipe` (sign out, change user) empty the browser first. */
export function wipeBeforeLeaving(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target instanceof HTMLFormElement ? event.target : null;
    if (!form?.matches("[data-wipe]")) return;
    event.preventDefault();
    void wipeBrowser().finally(() => form.submit());
  });
}
