// Cards that change while a story is recorded or a feed is checked.

import { fetchPage } from "./page-fetch.js";

/** Milliseconds between two looks. */
const EVERY = 1500;

/** The cards that can still change. */
const PENDING = '.pending, #follows[data-waiting="yes"]';

/** Fetches the page again while it has such cards, and replaces those that have changed. */
export function refreshCards() {
  setTimeout(async () => {
    const cards = [...document.querySelectorAll(PENDING)];
    if (cards.length && !document.hidden) await replaceCards(cards).catch(() => {});
    refreshCards();
  }, EVERY);
}

/** @param {Element[]} cards */
async function replaceCards(cards) {
  const { page } = await fetchPage(new URL(location.href));
  for (const card of cards) {
    const fresh = page?.getElementById(card.id);
    if (fresh && !card.contains(document.activeElement) && !card.querySelector("[open]")) {
      card.replaceWith(document.importNode(fresh, true));
    }
  }
}

/**
 * The card after another one, which may be in the list of the next page.
 * @param {Element | null | undefined} card
 */
export function findNextCard(card) {
  return card?.nextElementSibling ?? card?.parentElement?.nextElementSibling?.firstElementChild ?? null;
}
