// Defines the element, unless another copy of the script has defined it.

import { EarshotPlayer } from "./earshot-player.js";

if (!customElements.get("earshot-player")) customElements.define("earshot-player", EarshotPlayer);
