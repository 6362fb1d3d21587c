// The page in an iframe: answers player.js messages of the page around it.

import { INTERNALS } from "./internals.js";
import { PlayerJs } from "./playerjs.js";

/** @import { EarshotPlayer } from "./earshot-player.js" */

customElements.whenDefined("earshot-player").then(() => {
  const element = /** @type {EarshotPlayer | null} */ (document.querySelector("earshot-player"));
  const player = element?.[INTERNALS];
  if (player) new PlayerJs(player);
});
