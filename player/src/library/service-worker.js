// Answers for the library where the connection is gone: scripts and styles from their version's
// cache, pages and downloaded stories from those of the account.

import { findKept, pagesCache, setAccount, toKey } from "./offline-caches.js";

/** The types of service workers are not those of pages. */
const worker = /** @type {any} */ (globalThis);

/** @typedef {Event & {request: Request, respondWith: (answer: Promise<Response>) => void, waitUntil: (work: Promise<unknown>) => void}} FetchEvent */

const VERSION = new URL(location.href).searchParams.get("version") ?? "";
const ROOT = new URL(worker.registration.scope).pathname.replace(/\/$/, "");
const ASSETS = `earshot-assets-${VERSION}`;

/** What every page needs. Fonts and pictures are kept when a page has loaded them. */
const FIRST_ASSETS = [
  ...["fonts.css", "tokens.css", "readalong.css", "library.css", "library.js", "earshot-player.js", "icon.svg"],
  ...["inter-latin.woff2", "source-serif-4-latin.woff2"],
];

/** Pages that are kept besides downloaded stories. */
const MAX_PAGES = 60;

/** Milliseconds after which a page that is kept is shown, if the network has not answered. */
const PATIENCE = 4000;

/** Answers of a proxy whose server is gone. */
const GONE = [502, 503, 504];

/** These are not kept: streams, players on other sites, and what an operator asks for. */
const LEFT_ALONE = /^\/(embed|player(\.js)?|media|feeds\/.+|health|metrics)(\/|$)|\/(stream|events)$|\.(csv|opml|json)$/;

worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(install()));
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(activate()));
worker.addEventListener("fetch", answerRequest);
// The only message is that of a page that the worker does not control yet.
worker.addEventListener("message", (/** @type {any} */ event) => event.waitUntil(worker.clients.claim()));

async function install() {
  const cache = await caches.open(ASSETS);
  await cache.addAll(FIRST_ASSETS.map((name) => `${ROOT}/web/${VERSION}/${name}`));
  await worker.skipWaiting();
}

async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith("earshot-assets-") && name !== ASSETS);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** @param {FetchEvent} event */
function answerRequest(event) {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || !pathname.startsWith(`${ROOT}/`)) return;
  const path = pathname.slice(ROOT.length);
  if (path.startsWith("/web/")) event.respondWith(answerAsset(request));
  else if (/\/audio\.\w+$/.test(path)) event.respondWith(answerAudio(request));
  else if (!LEFT_ALONE.test(path)) event.respondWith(answerPage(event));
}

/**
 * Scripts, styles, fonts and icons. A page that was kept may be of an older version.
 * @param {Request} request
 */
async function answerAsset(request) {
  const cache = await caches.open(ASSETS);
  const found = await cache.match(request.url);
  if (found) return found;
  try {
    const answer = await fetch(request);
    if (answer.ok && request.url.includes(`/web/${VERSION}/`)) await cache.put(request.url, answer.clone()).catch(() => {});
    return answer;
  } catch (error) {
    const name = new URL(request.url).pathname.split("/").at(-1);
    const current = await cache.match(`${ROOT}/web/${VERSION}/${name}`);
    if (current) return current;
    throw error;
  }
}

/**
 * The recording of a downloaded story, or the part of it that the browser asks for.
 * @param {Request} request
 */
async function answerAudio(request) {
  const kept = await findKept(request.url, { isExact: true });
  if (!kept) return fetch(request);
  const sound = await kept.blob();
  const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") ?? "") ?? [];
  const type = kept.headers.get("Content-Type") ?? "";
  if (!start) return new Response(sound, { headers: { "Content-Type": type, "Accept-Ranges": "bytes" } });
  const last = Math.min(end ? Number(end) : Infinity, sound.size - 1);
  return new Response(sound.slice(Number(start), last + 1), {
    status: 206,
    headers: { "Content-Type": type, "Accept-Ranges": "bytes", "Content-Range": `bytes ${start}-${last}/${sound.size}` },
  });
}

/**
 * A page, a picture or a file of a story: from the network, otherwise from the cache.
 * @param {FetchEvent} event
 */
async function answerPage(event) {
  const { request } = event;
  const answer = askNetwork(event);
  const kept = await findKept(request.url);
  if (!kept) return answer.catch((error) => answerWithDownloads(request, error));
  const late = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE));
  return Promise.race([answer, late]).catch(() => kept);
}

/** @param {FetchEvent} event */
async function askNetwork(event) {
  const answer = await fetch(event.request);
  if (GONE.includes(answer.status)) throw new TypeError(`the server answered ${answer.status}`);
  event.waitUntil(keepPage(event.request.url, answer.clone()).catch(() => {}));
  return answer;
}

/**
 * The page of downloads, instead of a page that is not cached.
 * @param {Request} request
 * @param {unknown} error
 */
async function answerWithDownloads(request, error) {
  const kept = request.mode === "navigate" ? await findKept(`${location.origin}${ROOT}/downloads`) : undefined;
  if (kept) return kept;
  throw error;
}

/**
 * Keeps a page of an account; without a space it is not kept.
 * @param {string} address
 * @param {Response} answer
 */
async function keepPage(address, answer) {
  const account = answer.headers.get("Earshot-Account");
  if (account !== null) await setAccount(account);
  const isPage = answer.headers.get("Content-Type")?.startsWith("text/html");
  if (!account || !isPage || !answer.ok || answer.redirected) return;
  const cache = await caches.open(pagesCache(account));
  await cache.put(toKey(address), answer);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, -MAX_PAGES).map((key) => cache.delete(key)));
}
