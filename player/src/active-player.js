// One player of a page plays at a time.

/** @import { Player } from "./player.js" */

let active = /** @type {Player | null} */ (null);

/**
 * Makes this player the one that plays, and pauses the one before.
 * @param {Player} player
 */
export function activate(player) {
  if (active && active !== player) active.pause();
  active = player;
}

/** @param {Player} player */
export function isActive(player) {
  return active === player;
}
