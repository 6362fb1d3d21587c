// The server's HTTP API, and the timings file of `earshot narrate`. Their field names are used only
// here.

import { PlayerError } from "./errors.js";

/**
 * @import { StoryBlock, TimedWord, TimingsFile } from "./story.js"
 */

/**
 * A story as the server describes it.
 * @typedef {object} ServerStory
 * @property {string} id
 * @property {string} status
 * @property {string | null} error
 * @property {number} revision
 * @property {number} ready the revision that is ready as a file
 * @property {string} reader voice, person or both
 * @property {string | null} url
 * @property {number | null} duration
 * @property {string} access access level
 * @property {string} self
 * @property {string} audio
 * @property {string} timings
 */

/** The access level without a limit. */
export const FULL_ACCESS = "full";

/**
 * @param {string} address
 * @param {RequestInit} [options]
 */
export async function fetchJson(address, options) {
  const response = await fetch(address, { credentials: "same-origin", ...options }).catch(() => null);
  if (!response) throw new PlayerError("trouble", `${address} cannot be reached`);
  if (response.ok) return response.json();
  const isGone = [403, 404, 410].includes(response.status);
  const error = new PlayerError(isGone ? "gone" : "trouble", `${address} answered ${response.status}`);
  error.status = response.status;
  throw error;
}

/**
 * @param {string} server
 * @param {string} id
 * @param {string} query with the token
 * @returns {Promise<ServerStory>}
 */
export async function fetchStory(server, id, query) {
  return readStory(await fetchJson(`${server}/v1/stories/${encodeURIComponent(id)}?${query}`));
}

/**
 * The story of a page, or null if the server has none yet.
 * @param {string} server
 * @param {string} url
 * @param {string} query with the token
 * @returns {Promise<ServerStory | null>}
 */
export async function findPageStory(server, url, query) {
  try {
    return readStory(await fetchJson(`${server}/v1/player?${query}&url=${encodeURIComponent(url)}`));
  } catch (error) {
    if (error instanceof PlayerError && error.status === 404) return null;
    throw error;
  }
}

/**
 * The story of a page; the server creates it if necessary.
 * @param {string} server
 * @param {string} url
 * @param {string} query with the token
 * @returns {Promise<ServerStory>}
 */
export async function requestPageStory(server, url, query) {
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify({ url });
  return readStory(await fetchJson(`${server}/v1/player?${query}`, { method: "POST", headers, body }));
}

/**
 * @param {any} story as the server sends it
 * @returns {ServerStory}
 */
function readStory(story) {
  const { id, status, error, revision, ready_revision: ready, url, duration, access_granted: access, read_by: reader } = story;
  const { self, audio, timings } = story.links;
  return { id, status, error, revision, ready, url, duration, access, reader, self, audio, timings };
}

/**
 * The segments of a story that is still being recorded: first word and duration of each.
 * @param {string} address of the story
 */
export async function fetchSegments(address) {
  const { segments = [] } = await fetchJson(address);
  return {
    address,
    firsts: segments.map((/** @type {any} */ each) => each.first_word),
    durations: segments.map((/** @type {any} */ each) => each.duration),
  };
}

/**
 * @param {string} address
 * @returns {Promise<TimingsFile>}
 */
export async function fetchTimings(address) {
  return readTimings(await fetchJson(address));
}

/**
 * The timings in a script element of the page, of type application/json.
 * @param {string} selector
 */
export function readInlineTimings(selector) {
  return readTimings(JSON.parse(document.querySelector(selector)?.textContent ?? ""));
}

/** @param {any} file @returns {TimingsFile} */
function readTimings({ article, audio, sentences, blocks, words }) {
  const { headline } = article;
  const textOf = (/** @type {number} */ block) => (block < 0 ? headline : blocks[block]?.text) ?? "";
  return {
    article,
    audio,
    sentences,
    blocks: blocks.map(readBlock),
    words: words.map((/** @type {any} */ word) => (Array.isArray(word) ? readCompactWord(word, textOf) : readWord(word))),
  };
}

/**
 * @param {any[]} word
 * @param {(block: number) => string} textOf
 * @returns {TimedWord}
 */
function readCompactWord([block, from, to, start, end], textOf) {
  const text = [...textOf(block)].slice(from, to).join("");
  return { block, from, to, text, start, end };
}

/** @param {any} block @returns {StoryBlock} */
function readBlock({ kind, text, xpath, selector }) {
  return { kind, text, xpath, selector };
}

/** @param {any} word @returns {TimedWord} */
function readWord({ block, start_char: from, end_char: to, text, start, end }) {
  return { block, from, to, text, start, end };
}

/**
 * Sends listening statistics. As text/plain, which needs no CORS preflight.
 * @param {string} address of the story
 * @param {{plays: number, seconds: number, deciles: number[]}} counts
 */
export function sendListening(address, { plays, seconds, deciles }) {
  const [story] = address.split("?");
  navigator.sendBeacon?.(`${story}/analytics`, JSON.stringify({ plays, seconds, deciles }));
}

/**
 * The downloads of a story: name and URL.
 * @param {string} audio the address of the MP3
 * @returns {[string, string][]}
 */
export function downloadUrls(audio) {
  return ["mp3", "m4a", "opus"].map((extension) => {
    const file = new URL(audio);
    file.pathname = file.pathname.replace(/\w+$/, extension);
    file.searchParams.set("download", "true");
    return [extension.toUpperCase(), file.href];
  });
}

/**
 * The saved position, the story's page and API path, and the page of the next story.
 * `listenedAt` is the time of the position in milliseconds; 0 for none.
 * @typedef {{path: string, page: string, position: number, listenedAt: number, next: string | null, canSave: boolean}} Progress
 */

/**
 * Reads the data of the story from its page in the library.
 * @param {ParentNode} place
 * @returns {Progress | null}
 */
export function loadProgress(place) {
  return JSON.parse(place.querySelector("#progress")?.textContent ?? "null");
}

/**
 * Saves the position; a finished story leaves the queue.
 * @param {string} address of the story
 * @param {number} word
 * @param {boolean} isFinished
 * @param {number} listenedAt the time in milliseconds
 * @returns {Promise<Response | null>} null without a connection
 */
export function saveProgress(address, word, isFinished, listenedAt) {
  const change = isFinished
    ? { position: 0, listen_status: "finished", queue: null }
    : { position: word, listen_status: "started" };
  const body = JSON.stringify({ ...change, listened_at: listenedAt });
  const headers = { "Content-Type": "application/json" };
  return fetch(address, { method: "PATCH", body, headers, keepalive: true }).catch(() => null);
}
