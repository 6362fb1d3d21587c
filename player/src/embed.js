// The page in an iframe: answers player.js messages of the page around it.

import { PlayerJs } from "./playerjs.js";

/** @import { EarshotPlayer } from "./earshot-player.js" */

customElements.whenDefined("earshot-player").then(() => {
  const player = /** @type {EarshotPlayer | null} */ (document.querySelector("earshot-player"));
  const audio = player?.querySelector("audio");
  if (player && audio) new PlayerJs(player, audio);
});
