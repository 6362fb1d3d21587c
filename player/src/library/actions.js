// Actions that can be undone. Reversible actions are sent at once. Others are sent after the message
// has disappeared.

import { createElement } from "../elements.js";
import { findNextCard } from "./cards.js";
import { hideMessage, showMessage } from "./toasts.js";

/** @import { Navigation } from "./navigation.js" */

/** @type {(() => Promise<unknown>) | null} does at once what waits for its message to go */
let doNow = null;

/**
 * @param {string} label
 * @param {() => void} undo
 */
function createUndoButton(label, undo) {
  const button = createElement("button", { type: "button", class: "link" }, label);
  button.addEventListener("click", () => {
    hideMessage();
    undo();
  });
  return button;
}

/** @param {HTMLElement} submitter */
function readForm(submitter) {
  const form = /** @type {HTMLFormElement} */ (submitter.closest("form"));
  const address = new URL(form.getAttribute("action") || location.href, location.href);
  const fields = new FormData(form, submitter);
  return { address, body: new URLSearchParams([...fields].map(([name, value]) => [name, String(value)])) };
}

/**
 * Hides an entry, and sends its form when the message goes or the page is left.
 * @param {HTMLElement} submitter
 * @param {string} label of Undo
 */
function actLater(submitter, label) {
  finishActions();
  const entry = /** @type {HTMLElement} */ (submitter.closest("li") ?? submitter);
  const { address, body } = readForm(submitter);
  const next = entry.nextElementSibling?.querySelector("a, button, summary");
  entry.hidden = true;
  if (next instanceof HTMLElement) next.focus({ preventScroll: true });
  doNow = () => {
    doNow = null;
    hideMessage();
    return fetch(address, { method: "POST", body, keepalive: true, redirect: "manual" }).catch(() => (entry.hidden = false));
  };
  const undo = createUndoButton(label, () => {
    doNow = null;
    entry.hidden = false;
    entry.querySelector("summary, button")?.scrollIntoView({ block: "nearest" });
  });
  showMessage(submitter.dataset.later ?? "", [undo], finishActions);
}

/** Does what waits for its message to go. */
export async function finishActions() {
  await doNow?.();
}

/**
 * Does an action at once, and offers the opposite one.
 * @param {HTMLElement} submitter
 * @param {string} label of Undo
 * @param {Navigation} navigation
 */
function actNow(submitter, label, navigation) {
  const { address, body } = readForm(submitter);
  const opposite = new URLSearchParams(body);
  const { name = "" } = /** @type {HTMLButtonElement} */ (submitter);
  opposite.set(name, submitter.dataset.undo ?? "");
  const { done = "" } = submitter.dataset;
  const send = prepareSending(submitter, navigation);
  submitter.closest("details")?.removeAttribute("open");
  const sent = finishActions().then(() => send(address, body));
  const undo = () => sent.then(() => send(address, opposite));
  showMessage(done, [createUndoButton(label, undo)]);
}

/**
 * How to send an action: a list of stories changes only where it has to.
 * @param {HTMLElement} submitter
 * @param {Navigation} navigation
 * @returns {(address: URL, body: URLSearchParams) => Promise<unknown>}
 */
function prepareSending(submitter, navigation) {
  const card = submitter.closest(".card");
  const story = card?.getAttribute("data-story");
  if (!story || !document.getElementById("list")) return (address, body) => navigation.open(address, { body });
  const next = findNextCard(document.getElementById(`s-${story}`))?.id ?? "";
  return (address, body) => navigation.changeStory(address, body, { story, next });
}

/** @param {Navigation} navigation */
export function connectActions(navigation) {
  document.addEventListener("submit", (event) => {
    const { submitter } = event;
    const label = document.body.dataset.undo ?? "";
    if (event.defaultPrevented || !submitter) return;
    if (submitter.dataset.later) {
      event.preventDefault();
      actLater(submitter, label);
    } else if (submitter.dataset.undo) {
      event.preventDefault();
      actNow(submitter, label, navigation);
    }
  });
  window.addEventListener("pagehide", finishActions);
}
