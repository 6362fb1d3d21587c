// Stories of the queue are dragged to another place. Their menus have the same for the keyboard.

/** @import { Navigation } from "./navigation.js" */

const KIND = "application/x-earshot-story";

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
function findCard(target) {
  return target instanceof Element ? target.closest(".card[draggable]") : null;
}

/**
 * The card that the dragged one would come before, or null for the end.
 * @param {HTMLElement} card under the pointer
 * @param {number} y of the pointer
 */
function findNext(card, y) {
  const { top, height } = card.getBoundingClientRect();
  return y < top + height / 2 ? card : card.nextElementSibling;
}

/** @param {Navigation} navigation */
export function connectQueueOrder(navigation) {
  /** @type {HTMLElement | null} */
  let dragged = null;
  document.addEventListener("dragstart", ({ target, dataTransfer }) => {
    dragged = findCard(target);
    dragged?.classList.add("dragged");
    if (dragged) dataTransfer?.setData(KIND, dragged.dataset.story ?? "");
  });
  document.addEventListener("dragover", (event) => {
    const card = findCard(event.target);
    if (!dragged || !card) return;
    event.preventDefault();
    card.parentElement?.insertBefore(dragged, findNext(card, event.clientY));
  });
  document.addEventListener("dragend", () => {
    const form = dragged?.querySelector("form");
    const next = dragged?.nextElementSibling;
    dragged?.classList.remove("dragged");
    dragged = null;
    if (!form) return;
    const body = new URLSearchParams({ action: "move", before: (next instanceof HTMLElement && next.dataset.story) || "" });
    body.set("back", String(new FormData(form).get("back")));
    navigation.open(new URL(form.getAttribute("action") ?? "", location.href), { body });
  });
}
