// One player of a page plays at a time.

/** @import { Player } from "./player.js" */

let active = /** @type {Player | null} */ (null);

/**
 * Makes this player the active one, and pauses the previous one.
 * @param {Player} player
 */
export function activate(player) {
  if (active && active !== player) active.pause();
  active = player;
  if (!mayMix(player)) for (const each of findOtherMedia(player)) each.pause();
}

/**
 * Whether other media of the page may play at the same time.
 * @param {Player} player
 */
function mayMix(player) {
  return player.element.hasAttribute("no-exclusive");
}

/** @param {Player} player */
function findOtherMedia(player) {
  const all = /** @type {NodeListOf<HTMLMediaElement>} */ (document.querySelectorAll("audio, video"));
  return [...all].filter((each) => each !== player.audio && isAudible(each));
}

/** @param {HTMLMediaElement} media */
function isAudible(media) {
  return !media.paused && !media.muted && media.volume > 0;
}

/**
 * Pauses when other audio or video on the page starts.
 * @param {Player} player
 * @param {AbortSignal} signal
 */
export function watchOtherMedia(player, signal) {
  document.addEventListener("play", ({ target }) => {
    const isOther = target instanceof HTMLMediaElement && target !== player.audio && isAudible(target);
    if (isOther && isActive(player) && !mayMix(player)) player.pause();
  }, { signal, capture: true });
}

/** @param {Player} player */
export function isActive(player) {
  return active === player;
}
