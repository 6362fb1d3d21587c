// The page that stands in an iframe: it answers player.js messages from the page around.

import { INTERNALS } from "./internals.js";
import { PlayerJs } from "./playerjs.js";

/** @import { EarshotPlayer } from "./earshot-player.js" */

customElements.whenDefined("earshot-player").then(() => {
  const element = /** @type {EarshotPlayer | null} */ (document.querySelector("earshot-player"));
  if (element) new PlayerJs(element[INTERNALS]);
});
