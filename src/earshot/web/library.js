// The library page. It works without this script too.

import { freshen } from "./menus.js";

const what = /** @type {HTMLTextAreaElement} */ (document.querySelector("#what"));
const add = /** @type {HTMLFormElement} */ (document.querySelector("#add"));
const find = /** @type {HTMLFormElement | null} */ (document.querySelector("#find"));
const chosen = /** @type {HTMLInputElement} */ (document.querySelector("#file"));
const main = /** @type {HTMLElement} */ (document.querySelector("#main"));

/** Grows the field with its text. */
function fit() {
  what.rows = Math.min(8, Math.max(1, what.value.split("\n").length));
}

/** Enter submits a link; in a text it starts a new line.
 * @param {KeyboardEvent} event
 */
function submitOnEnter(event) {
  if (event.key !== "Enter" || event.shiftKey || /\s/.test(what.value.trim())) return;
  event.preventDefault();
  add.requestSubmit();
}

/** @param {DragEvent} event */
function handleDrop(event) {
  event.preventDefault();
  main.classList.remove("over");
  const files = event.dataTransfer?.files;
  const text = event.dataTransfer?.getData("text/uri-list") || event.dataTransfer?.getData("text");
  if (files?.length) {
    chosen.files = files;
    chosen.form?.requestSubmit();
  } else if (text) {
    what.value = text;
    fit();
    what.focus();
  }
}

what.addEventListener("input", fit);
for (const filter of find?.querySelectorAll("select") ?? []) {
  filter.addEventListener("change", () => find?.requestSubmit());
}
what.addEventListener("keydown", submitOnEnter);
main.addEventListener("dragover", (event) => {
  event.preventDefault();
  main.classList.add("over");
});
main.addEventListener("dragleave", () => main.classList.remove("over"));
main.addEventListener("drop", handleDrop);
freshen('[data-status="todo"], [data-status="doing"]');
fit();
