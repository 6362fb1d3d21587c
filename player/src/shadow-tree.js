// The shadow tree of an <earshot-player>, and the attributes that affect it.

import { createElement } from "./elements.js";
import { adoptAudio } from "./audio-output.js";
import { FIRST_STYLE, createWrapper, getShadowRoot } from "./first-tree.js";

/**
 * @import { Player } from "./player.js"
 */

import STYLE_TEXT from "./player.css";

const STYLE = new CSSStyleSheet();

STYLE.replaceSync(STYLE_TEXT);

/** @param {Player} player */
export function buildShadowTree(player) {
  const { controls, transcript, playlist, language } = player;
  const slot = createElement("slot", { hidden: "" });
  const list = createElement("slot", { hidden: "", name: "playlist" });
  const root = getShadowRoot(player.element);
  const whole = createWrapper(language);
  controls.extra.append(playlist.button);
  whole.append(controls.ruler, controls.dock, player.paywall.slot, playlist.panel, transcript.panel, slot, list);
  root.adoptedStyleSheets = [FIRST_STYLE, STYLE];
  root.replaceChildren(whole);
  slot.addEventListener("slotchange", () => {
    if (!player.hasStarted && adoptAudio(player)) player.connect();
  });
  list.addEventListener("slotchange", () => player.loading && playlist.load());
}

/**
 * Whether a control is shown: `controls` lists controls to show or, with a minus sign, to hide.
 * @param {Player} player
 * @param {string} name
 */
export function showsControl(player, name) {
  const named = (player.element.getAttribute("controls") ?? "").split(/\s+/).filter(Boolean);
  const isAll = named.every((each) => each.startsWith("-"));
  return named.includes(name) || (isAll && !named.includes(`-${name}`));
}

