// Short messages at the bottom of the page.

import { createElement } from "../elements.js";

/** Milliseconds for which a message is shown. */
const SHOWN = 8000;

/** Milliseconds for a message with a button, which takes time to reach with the keyboard. */
const SHOWN_WITH_BUTTON = 20_000;

let timer = 0;

/**
 * Shows a message for some seconds; the pointer or the focus on it keeps it longer.
 * @param {string} text
 * @param {Node[]} [controls]
 * @param {() => void} [gone] called when it goes by itself
 */
export function showMessage(text, controls = [], gone = () => {}) {
  const place = document.getElementById("toasts");
  const toast = createElement("div", { class: "toast" }, createElement("span", {}, text), ...controls);
  const shown = controls.length ? SHOWN_WITH_BUTTON : SHOWN;
  place?.replaceChildren(toast);
  const hide = () => {
    if (toast.matches(":hover, :focus-within")) {
      timer = window.setTimeout(hide, shown);
      return;
    }
    toast.remove();
    gone();
  };
  clearTimeout(timer);
  timer = window.setTimeout(hide, shown);
}

export function hideMessage() {
  clearTimeout(timer);
  document.getElementById("toasts")?.replaceChildren();
}
