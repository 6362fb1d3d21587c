// The shadow tree of an <earshot-player>.

import { adoptAudio } from "./audio-output.js";
import { createElement } from "./elements.js";
import { FIRST_STYLE, createWrapper, getShadowRoot } from "./first-tree.js";
import { loadPlaylist } from "./playlist-loader.js";

import STYLE_TEXT from "./player.css";

/** @import { Player } from "./player.js" */

const STYLE = new CSSStyleSheet();

STYLE.replaceSync(STYLE_TEXT);

/** @param {Player} player */
export function buildShadowTree(player) {
  const { controls, transcript, language } = player;
  const slot = createElement("slot", { hidden: "" });
  const list = createElement("slot", { hidden: "", name: "playlist" });
  const root = getShadowRoot(player.element);
  const whole = createWrapper(language);
  whole.append(controls.ruler, controls.dock, player.paywall.slot, transcript.panel, slot, list);
  root.adoptedStyleSheets = [FIRST_STYLE, STYLE];
  root.replaceChildren(whole);
  slot.addEventListener("slotchange", () => {
    if (!player.hasStarted && adoptAudio(player)) player.connect();
  });
  list.addEventListener("slotchange", () => player.loading && loadPlaylist(player));
}
