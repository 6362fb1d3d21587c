// Downloads stories, so they play without a connection, and keeps the next ones of the queue.

import { fetchJson } from "../api.js";
import { CAN_KEEP, CHOSEN, QUEUED, listKept, readAccount, storyCache } from "./offline-caches.js";

/** The stories of the queue that are kept. */
const QUEUE_SIZE = 10;

/**
 * @typedef {object} Download
 * @property {string} story its id
 * @property {string} kind
 * @property {string} title
 * @property {string} site
 * @property {number} duration in milliseconds
 * @property {number} size in bytes
 */

/** Stories that are being downloaded. @type {Map<string, Promise<void>>} */
const running = new Map();

/** @param {string} root path of the library */
const storyPath = (root, /** @type {string} */ story) => `${root}/v1/stories/${encodeURIComponent(story)}`;

/**
 * Downloads a story: its page, recording, timings and pictures. Rejects with a QuotaExceededError if
 * there is no space.
 * @param {string} root
 * @param {string} story
 * @param {string} kind
 */
export async function downloadStory(root, story, kind) {
  const isRunning = running.get(story);
  if (isRunning) return isRunning;
  const download = keepStory(root, story, kind).finally(() => running.delete(story));
  running.set(story, download);
  return download;
}

/**
 * @param {string} root
 * @param {string} story
 * @param {string} kind
 */
async function keepStory(root, story, kind) {
  const account = await readAccount();
  if (!account) throw new Error("log in to download stories");
  const name = storyCache(account, kind, story);
  const cache = await caches.open(name);
  try {
    const page = await keepAddress(cache, `${root}/s/${story}`);
    const { links } = await (await keepAddress(cache, `${storyPath(root, story)}?`)).json();
    await Promise.all([keepAddress(cache, links.timings), keepAddress(cache, links.audio)]);
    await keepPictures(cache, await page.text(), `${root}/s/${story}`);
  } catch (error) {
    await caches.delete(name);
    throw error;
  }
  if (kind === CHOSEN) {
    await caches.delete(storyCache(account, QUEUED, story));
    await navigator.storage?.persist?.();
  }
}

/**
 * @param {Cache} cache
 * @param {string} address
 * @returns {Promise<Response>} a copy of the stored response
 */
async function keepAddress(cache, address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  const copy = answer.clone();
  await cache.put(address, answer);
  return copy;
}

/**
 * Pictures that cannot be loaded are left out, as on the page.
 * @param {Cache} cache
 * @param {string} html
 * @param {string} address of the page
 */
async function keepPictures(cache, html, address) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const sources = [...page.querySelectorAll("img[src]")].map((image) => image.getAttribute("src") ?? "");
  const inside = [`${address}/cover`, ...sources].filter((each) => new URL(each, location.href).origin === location.origin);
  await Promise.all(inside.map((each) => keepAddress(cache, each).catch(rejectFull)));
}

/** @param {unknown} error */
function rejectFull(error) {
  if (isStorageFull(error)) throw error;
}

/** @param {unknown} error */
export function isStorageFull(error) {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}

/** @param {string} story */
export async function removeDownload(story) {
  const account = await readAccount();
  await Promise.all([CHOSEN, QUEUED].map((kind) => caches.delete(storyCache(account, kind, story))));
}

/** The ids of the downloaded stories. @returns {Promise<Set<string>>} */
export async function findDownloads() {
  if (!CAN_KEEP) return new Set();
  const kept = await listKept(await readAccount());
  return new Set(kept.map(({ story }) => story).filter((story) => !running.has(story)));
}

/** @param {string} root @returns {Promise<Download[]>} */
export async function listDownloads(root) {
  const downloads = [];
  for (const { name, kind, story } of await listKept(await readAccount())) {
    const cache = await caches.open(name);
    const found = await cache.match(`${storyPath(root, story)}?`);
    if (!found) continue;
    const { title, site, duration, links } = await found.json();
    const sound = await cache.match(links.audio);
    const size = Number(sound?.headers.get("Content-Length")) || 0;
    downloads.push({ story, kind, title: title ?? "", site: site ?? "", duration: duration ?? 0, size });
  }
  return downloads;
}

/** @param {string} account */
const queueKey = (account) => `earshot-keep-queue:${account}`;

export async function isQueueKept() {
  return localStorage.getItem(queueKey(await readAccount())) === "yes";
}

/** @param {boolean} isKept */
export async function setQueueKept(isKept) {
  const key = queueKey(await readAccount());
  if (isKept) localStorage.setItem(key, "yes");
  else localStorage.removeItem(key);
}

/**
 * Downloads the next stories of the queue if the reader wants that, and removes those that have left
 * it.
 * @param {string} root
 */
export async function keepQueue(root) {
  const account = await readAccount();
  if (!account) return;
  const isKept = await isQueueKept();
  const { stories } = isKept ? await fetchJson(`${root}/v1/stories?view=queue&limit=${QUEUE_SIZE}`) : { stories: [] };
  const next = stories.filter((/** @type {any} */ each) => each.status === "succeeded").map((/** @type {any} */ each) => each.id);
  const kept = await listKept(account);
  const gone = kept.filter(({ kind, story }) => kind === QUEUED && !next.includes(story));
  await Promise.all(gone.map(({ name }) => caches.delete(name)));
  for (const story of next) if (!kept.some((each) => each.story === story)) await downloadStory(root, story, QUEUED);
}
