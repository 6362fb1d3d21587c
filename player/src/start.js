// The first script: it defines the element, and loads the full player.

import { defineElement } from "./earshot-player.js";
import { Starter } from "./starter.js";

defineElement((element, takeOver) => new Starter(element, takeOver));
