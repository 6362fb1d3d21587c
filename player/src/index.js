// The player in one file.

import "./all-languages.js";

import { defineElement } from "./earshot-player.js";
import { Player } from "./player.js";

defineElement((element) => new Player(element));
