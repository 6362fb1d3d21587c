// Installs the service worker, and keeps the first pages.

import { CAN_KEEP, findKept, setAccount } from "./offline-caches.js";

/** The version of the scripts, which is in their addresses. */
const VERSION = new URL(import.meta.url).pathname.split("/").at(-2) ?? "";

/** @param {string} root */
export async function installWorker(root) {
  if (!CAN_KEEP) return;
  const { account = "" } = document.body.dataset;
  await setAccount(account);
  await navigator.serviceWorker.register(`${root}/service-worker.js?version=${VERSION}`, { scope: `${root}/` });
  const { active } = await navigator.serviceWorker.ready;
  // Not of a page that was still loading when the worker became active, or that ignored the cache.
  if (!navigator.serviceWorker.controller) active?.postMessage("claim");
  if (account) await keepFirstPages(root);
}

/**
 * The page that is shown was loaded before the worker ran.
 * @param {string} root
 */
async function keepFirstPages(root) {
  for (const address of new Set([location.href, `${location.origin}${root}/`, `${location.origin}${root}/downloads`])) {
    if (!(await findKept(address))) await fetch(address);
  }
}
