// The full player, which the first script loads. The build calls it `rest.js`.

import { ElementPlayer } from "./element-player.js";

/** @import { Starter } from "./starter.js" */

export { loadLanguage } from "./language-loader.js";

/** @param {Starter} starter */
export function createPlayer(starter) {
  const player = new ElementPlayer(starter.element, starter);
  player.connect();
  player.continueFrom(starter);
  return player;
}
