// The read-along page as a file of its own.

import { showChapter, showStoryView, showTrouble, watchKeyChoice } from "./story-view.js";

/** @import { EarshotPlayer } from "./earshot-player.js" */

const player = /** @type {EarshotPlayer} */ (document.querySelector("earshot-player"));

showStoryView((seconds) => {
  player.seek(seconds);
  showChapter(seconds);
});
watchKeyChoice((isOn) => player.toggleAttribute("no-shortcuts", !isOn));
if (document.querySelector("audio")?.error) showTrouble();
player.addEventListener("error", showTrouble);
player.addEventListener("timeupdate", () => showChapter(player.currentTime));
