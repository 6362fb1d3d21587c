// The player in one file.

import { defineElement } from "./earshot-player.js";
import { ElementPlayer } from "./element-player.js";

defineElement((element) => new ElementPlayer(element));
