// Stories of the queue are dragged to another place: with a mouse by their cards, with a finger by
// their grips, so a swipe still scrolls. Their menus have the same for the keyboard.

import { findNextCard } from "./cards.js";

/** @import { Navigation } from "./navigation.js" */

const KIND = "application/x-earshot-story";

/** The card that is dragged. @type {HTMLElement | null} */
let dragged = null;

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
function findCard(target) {
  return target instanceof Element ? target.closest(".card[draggable]") : null;
}

/**
 * Moves the dragged card before or after another one.
 * @param {HTMLElement | null} card under the pointer
 * @param {number} y of the pointer
 */
function moveTo(card, y) {
  if (!dragged || !card || card === dragged) return;
  const { top, height } = card.getBoundingClientRect();
  card.parentElement?.insertBefore(dragged, y < top + height / 2 ? card : card.nextElementSibling);
}

/** @param {HTMLElement | null} card */
function startDrag(card) {
  dragged = card;
  dragged?.classList.add("dragged");
}

/**
 * Saves the new position.
 * @param {Navigation} navigation
 */
function endDrag(navigation) {
  const form = dragged?.querySelector("form");
  const next = findNextCard(dragged);
  dragged?.classList.remove("dragged");
  dragged = null;
  if (!form) return;
  const body = new URLSearchParams({ action: "move", before: (next instanceof HTMLElement && next.dataset.story) || "" });
  body.set("back", String(new FormData(form).get("back")));
  navigation.open(new URL(form.getAttribute("action") ?? "", location.href), { body });
}

/** @param {Navigation} navigation */
function connectMouse(navigation) {
  document.addEventListener("dragstart", ({ target, dataTransfer }) => {
    startDrag(findCard(target));
    if (dragged) dataTransfer?.setData(KIND, dragged.dataset.story ?? "");
  });
  document.addEventListener("dragover", (event) => {
    const card = findCard(event.target);
    if (!dragged || !card) return;
    event.preventDefault();
    moveTo(card, event.clientY);
  });
  document.addEventListener("dragend", () => endDrag(navigation));
}

/** @param {Navigation} navigation */
function connectTouch(navigation) {
  document.addEventListener("pointerdown", (event) => {
    const grip = event.target instanceof Element ? event.target.closest(".grip") : null;
    if (!grip || event.pointerType === "mouse") return;
    event.preventDefault();
    startDrag(findCard(grip));
  });
  document.addEventListener("pointermove", (event) => {
    if (!dragged || event.pointerType === "mouse") return;
    moveTo(findCard(document.elementFromPoint(event.clientX, event.clientY)), event.clientY);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    document.addEventListener(name, (event) => {
      if (dragged && /** @type {PointerEvent} */ (event).pointerType !== "mouse") endDrag(navigation);
    });
  }
}

/** @param {Navigation} navigation */
export function connectQueueOrder(navigation) {
  connectMouse(navigation);
  connectTouch(navigation);
}
