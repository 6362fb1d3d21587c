// The last positions in stories that this browser has saved. When the connection is back, it sends
// the server those that it missed.

import { saveProgress } from "../api.js";

/** @import { Progress } from "../api.js" */

/**
 * @typedef {object} SavedPosition
 * @property {number} word
 * @property {boolean} isFinished
 * @property {number} at time in milliseconds
 * @property {boolean} isSent
 */

/** Stories whose positions are kept. */
const MAX_POSITIONS = 200;

const storageKey = () => `earshot-places:${document.body.dataset.account}`;

/** @returns {Record<string, SavedPosition>} by the path of the story */
function readPositions() {
  try {
    return JSON.parse(localStorage.getItem(storageKey()) ?? "{}");
  } catch {
    return {};
  }
}

/**
 * @param {string} path
 * @param {SavedPosition} position
 */
function writePosition(path, position) {
  const { [path]: _, ...others } = readPositions();
  const latest = Object.entries(others).sort(([, a], [, b]) => b.at - a.at).slice(0, MAX_POSITIONS - 1);
  try {
    localStorage.setItem(storageKey(), JSON.stringify({ ...Object.fromEntries(latest), [path]: position }));
  } catch {
    // The storage is blocked or full: the server alone has the position.
  }
}

/**
 * Saves a position here and on the server.
 * @param {string} path of the story
 * @param {number} word
 * @param {boolean} isFinished
 */
export async function savePosition(path, word, isFinished) {
  await sendPosition(path, { word, isFinished, at: Date.now(), isSent: false });
}

/**
 * @param {string} path
 * @param {SavedPosition} position
 */
async function sendPosition(path, position) {
  writePosition(path, position);
  const answer = await saveProgress(path, position.word, position.isFinished, position.at);
  if (answer && answer.status < 500 && readPositions()[path]?.at === position.at) writePosition(path, { ...position, isSent: true });
}

/** Sends the positions that the server has missed. */
export async function sendPositions() {
  for (const [path, position] of Object.entries(readPositions())) if (!position.isSent) await sendPosition(path, position);
}

/**
 * The progress of a story with the position of this browser, if that is later than the server's.
 * @param {Progress | null} progress
 */
export function withSavedPosition(progress) {
  const position = progress?.canSave ? readPositions()[progress.path] : undefined;
  if (!progress || !position || position.at <= progress.listenedAt) return progress;
  return { ...progress, position: position.isFinished ? 0 : position.word };
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
