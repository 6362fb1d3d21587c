// The shadow tree of an <earshot-player>, and the attributes that affect it.

import { createElement } from "./elements.js";
import { RIGHT_TO_LEFT, findLanguage } from "./i18n.js";

/**
 * @import { Player } from "./player.js"
 */

import STYLE_TEXT from "./player.css";

const STYLE = new CSSStyleSheet();

STYLE.replaceSync(STYLE_TEXT);

/** @param {Player} player */
export function buildShadowTree(player) {
  const { controls, transcript, playlist, language } = player;
  const direction = RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr";
  const slot = createElement("slot", { hidden: "" });
  const list = createElement("slot", { hidden: "", name: "playlist" });
  const root = player.element.attachShadow({ mode: "open" });
  const whole = createElement("div", { class: "player", lang: language, dir: direction });
  controls.extra.append(playlist.button);
  whole.append(controls.ruler, controls.dock, player.paywall.slot, playlist.panel, transcript.panel, slot, list);
  root.adoptedStyleSheets = [STYLE];
  root.append(whole);
  slot.addEventListener("slotchange", () => {
    if (!player.hasStarted && adoptAudio(player)) player.connect();
  });
  list.addEventListener("slotchange", () => player.loading && playlist.load());
}

/**
 * The language of the player: that of the element, else the browser's.
 * @param {Element} element
 */
export function detectLanguage(element) {
  const around = element.closest("[lang]")?.getAttribute("lang") || document.documentElement.lang;
  return [around, ...navigator.languages].map(findLanguage).find(Boolean) || "en";
}

/**
 * Takes over the audio element that the page contains for browsers without the script.
 * @param {Player} player
 */
export function adoptAudio(player) {
  const slotted = player.element.querySelector("audio");
  if (!slotted || slotted === player.audio) return false;
  const { source } = slotted.dataset;
  slotted.dataset.source = source ?? slotted.getAttribute("src") ?? slotted.querySelector("source")?.src ?? "";
  slotted.controls = false;
  player.audio = slotted;
  return true;
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

