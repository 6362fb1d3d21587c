// The rest of the player, which the first script loads.

import { Player } from "./player.js";

/** @import { Starter } from "./starter.js" */

export { loadLanguage } from "./language-loader.js";

/** @param {Starter} starter */
export function createPlayer(starter) {
  const player = new Player(starter.element, starter);
  player.connect();
  player.continueFrom(starter);
  return player;
}
