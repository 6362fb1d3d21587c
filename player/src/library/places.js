// The places in stories that this browser has saved last. The server gets those that it has missed
// when the connection is back.

import { saveProgress } from "../api.js";

/** @import { Progress } from "../api.js" */

/**
 * @typedef {object} Place
 * @property {number} word
 * @property {boolean} isFinished
 * @property {number} at time in milliseconds
 * @property {boolean} isSent
 */

/** Stories whose places are kept. */
const MAX_PLACES = 200;

const storageKey = () => `earshot-places:${document.body.dataset.account}`;

/** @returns {Record<string, Place>} by the path of the story */
function readPlaces() {
  try {
    return JSON.parse(localStorage.getItem(storageKey()) ?? "{}");
  } catch {
    return {};
  }
}

/**
 * @param {string} path
 * @param {Place} place
 */
function writePlace(path, place) {
  const { [path]: _, ...others } = readPlaces();
  const latest = Object.entries(others).sort(([, a], [, b]) => b.at - a.at).slice(0, MAX_PLACES - 1);
  try {
    localStorage.setItem(storageKey(), JSON.stringify({ ...Object.fromEntries(latest), [path]: place }));
  } catch {
    // The storage is blocked or full: the server alone has the place.
  }
}

/**
 * Saves a place here and on the server.
 * @param {string} path of the story
 * @param {number} word
 * @param {boolean} isFinished
 */
export async function savePlace(path, word, isFinished) {
  await sendPlace(path, { word, isFinished, at: Date.now(), isSent: false });
}

/**
 * @param {string} path
 * @param {Place} place
 */
async function sendPlace(path, place) {
  writePlace(path, place);
  const answer = await saveProgress(path, place.word, place.isFinished, place.at);
  if (answer && answer.status < 500 && readPlaces()[path]?.at === place.at) writePlace(path, { ...place, isSent: true });
}

/** Sends the places that the server has missed. */
export async function sendPlaces() {
  for (const [path, place] of Object.entries(readPlaces())) if (!place.isSent) await sendPlace(path, place);
}

/**
 * The progress of a story with the place of this browser, if that is later than the server's.
 * @param {Progress | null} progress
 */
export function withOwnPlace(progress) {
  const place = progress?.canSave ? readPlaces()[progress.path] : undefined;
  if (!progress || !place || place.at <= progress.listenedAt) return progress;
  return { ...progress, position: place.isFinished ? 0 : place.word };
}

/** Forgets the positions that the player has saved for another account. */
export function forgetOtherAccount() {
  const account = document.body.dataset.account ?? "";
  try {
    if (localStorage.getItem("earshot-account") === account) return;
    const positions = Object.keys(localStorage).filter((key) => key.startsWith("earshot:") && key !== "earshot:speed");
    for (const key of positions) localStorage.removeItem(key);
    localStorage.setItem("earshot-account", account);
  } catch {
    // The storage is blocked: nothing is saved.
  }
}
