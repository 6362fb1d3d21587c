// Where a reader is on a page. In a list, that is a card: the heights of cards that were not on the
// screen yet are estimates, and stories come and go above it.

import { extendList } from "./long-list.js";

/** Frames after which the cards on the screen keep their height. */
const SETTLING_FRAMES = 4;

/**
 * @typedef {object} ScrollPosition
 * @property {number} scroll pixels from the top of the page
 * @property {string} [card] id of the first card on the screen
 * @property {number} [top] pixels from the top of the window to this card
 */

/** @returns {ScrollPosition} */
export function readPosition() {
  const card = [...document.querySelectorAll("#list .card")].find((each) => each.getBoundingClientRect().bottom > 0);
  if (!card || !scrollY) return { scroll: scrollY };
  return { scroll: scrollY, card: card.id, top: card.getBoundingClientRect().top };
}

/**
 * Scrolls to a position, and loads the cards down to it. Nothing happens if another page is shown
 * meanwhile.
 * @param {ScrollPosition} position
 */
export async function restorePosition(position) {
  const list = document.getElementById("list");
  scrollToPosition(position);
  if (!list || !position.scroll) return;
  await extendList(position.scroll, position.card);
  // Cards that come on the screen change from their estimated height to their own, which can bring
  // others on the screen.
  for (let frame = 0; frame < SETTLING_FRAMES && list.isConnected; frame += 1) {
    scrollToPosition(position);
    await new Promise(requestAnimationFrame);
  }
}

/** @param {ScrollPosition} position */
function scrollToPosition({ scroll, card = "", top = 0 }) {
  const found = document.getElementById(card);
  scrollTo(0, found ? scrollY + found.getBoundingClientRect().top - top : scroll);
}
