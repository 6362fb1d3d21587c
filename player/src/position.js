// Positions in a story: saved in the browser if the page allows it, and read from the URL.

import { fillLabel } from "./i18n.js";
import { removeToken } from "./paywall.js";
import { writeNumber } from "./storage.js";
import { formatClock } from "./time.js";

/**
 * @import { Player } from "./player.js"
 */

/** @param {Player} player */
export function mayPersist(player) {
  return player.element.hasAttribute("persist");
}

/** @param {Player} player */
export function getPositionKey(player) {
  return `earshot:${player.story?.key || removeToken(player.story?.audio ?? player.source)}`;
}

/** @param {Player} player */
export function savePosition(player) {
  player.savedPosition = player.currentTime;
  if (mayPersist(player) && player.hasStarted) writeNumber(getPositionKey(player), player.ended ? 0 : player.currentTime);
}

/**
 * Key of this player on its page: empty for the first, else its ID or number.
 * @param {Player} player
 */
export function getPlayerName(player) {
  const place = [...document.querySelectorAll("earshot-player")].indexOf(player.element);
  return place > 0 ? player.element.id || String(place + 1) : "";
}

/**
 * The position in the page's URL for this player, in seconds, or 0. As in Media Fragments
 * (https://www.w3.org/TR/media-frags/, 4.2.1): #t=75, #t=1:15.
 * @param {Player} player
 */
export function readHashMoment(player) {
  const asked = new URLSearchParams(location.hash.slice(1));
  if (player.entry || (asked.get("player") ?? "") !== getPlayerName(player)) return 0;
  const [start = ""] = (asked.get("t") ?? "").replace(/^npt:/, "").split(",");
  const seconds = start.split(":").reduce((sum, part) => 60 * sum + Number(part), 0);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
}

/**
 * Seeks to the position in the page's URL and shows a message; the listener has to press play.
 * @param {Player} player
 */
export function seekToHashMoment(player) {
  const moment = readHashMoment(player);
  if (!moment || !player.duration) return;
  player.seek(moment);
  player.controls.showMessage(fillLabel(player.labels.starts, { a: formatClock(player.currentTime) }));
}

/**
 * Saves the listener's speed for the next visit.
 * @param {Player} player
 * @param {number} speed
 */
export function chooseSpeed(player, speed) {
  player.playbackRate = speed;
  if (mayPersist(player)) writeNumber("earshot:speed", player.playbackRate);
}
