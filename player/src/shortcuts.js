// The list of keys, which `?` shows. It is loaded when it is asked for.

import { createElement } from "./elements.js";
import { adoptStyle } from "./part-style.js";

import STYLE_TEXT from "./shortcuts.css";

/** @import { Labels } from "./i18n.js" */

/**
 * The keys of each action, and its name.
 * @param {Labels} labels
 * @returns {[string[], string][]}
 */
function listShortcuts(labels) {
  return [
    [["Space", "K"], `${labels.play} / ${labels.pause}`],
    [["J", "←"], labels.back.replace("{n}", "15")],
    [["L", "→"], labels.forward.replace("{n}", "15")],
    [[","], labels.previous],
    [["."], labels.next],
    [["<", ">"], labels.speed],
    [["↑", "↓"], labels.volume],
    [["M"], labels.mute],
    [["C"], labels.transcript],
    [["N", "P"], labels.playlist],
    [["Home", "End"], labels.position],
    [["?"], labels.shortcuts],
  ];
}

/** @param {string[]} keys @param {string} name */
function createShortcut(keys, name) {
  const shown = keys.map((key) => createElement("kbd", {}, key));
  return createElement("div", {}, createElement("dt", {}, name), createElement("dd", { dir: "ltr" }, ...shown));
}

/**
 * A dialog, which its button, Escape and a click elsewhere close.
 * @param {Element} element with the shadow tree of the player
 * @param {Labels} labels
 */
export function createShortcuts(element, labels) {
  adoptStyle(element, STYLE_TEXT);
  const close = createElement("button", { type: "button", class: "close", "aria-label": labels.close }, "✕");
  const list = createElement("dl", {}, ...listShortcuts(labels).map(([keys, name]) => createShortcut(keys, name)));
  const title = createElement("h2", {}, labels.shortcuts);
  const dialog = createElement("dialog", { part: "shortcuts", "aria-label": labels.shortcuts }, title, close, list);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  return dialog;
}
