// Short messages at the bottom of the page.

import { createElement } from "../elements.js";

/** Milliseconds for which a message is shown. */
const SHOWN = 8000;

/**
 * Shows a message for some seconds; the pointer or the focus on it keeps it longer.
 * @param {string} text
 * @param {...Node} controls
 */
export function showMessage(text, ...controls) {
  const place = document.getElementById("toasts");
  const toast = createElement("div", { class: "toast" }, createElement("span", {}, text), ...controls);
  place?.replaceChildren(toast);
  const hide = () => {
    if (toast.matches(":hover, :focus-within")) setTimeout(hide, SHOWN);
    else toast.remove();
  };
  setTimeout(hide, SHOWN);
}
