// Sends the events of the player to the page.

/** @import { Player } from "./player.js" */

/**
 * @param {Player} player
 * @param {string} name
 * @param {object} [detail]
 */
export function dispatch(player, name, detail = {}) {
  const isOwn = name.startsWith("earshot-"); // the others are named as those of media elements
  player.element.dispatchEvent(new CustomEvent(name, { detail, bubbles: isOwn, composed: isOwn }));
}
