// Defines the element. A second copy of the script on a page leaves the first one be.

import { EarshotPlayer } from "./earshot-player.js";

if (!customElements.get("earshot-player")) customElements.define("earshot-player", EarshotPlayer);
