// A long list loads its next page when the reader reaches its end. Each page is a separate list. Its
// cards are removed from the document while they are far off the screen, because thousands of them
// would slow down every change. Without scripts, links lead to the pages.

import { fetchPage } from "./page-fetch.js";

/** How far off the screen cards are kept, and the end of the list is waited for. */
const NEAR = { rootMargin: "1500px 0px" };

/** Maximum number of pages that are fetched to restore a scroll position. */
const MAX_RESTORED_PAGES = 40;

/** The cards of lists that are far off the screen. @type {Map<Element, Element[]>} */
const removed = new Map();

/** The cards that are being fetched for a list. @type {WeakMap<Element, Promise<boolean>>} */
const loading = new WeakMap();

/** Called with cards that were added. @type {(cards: Element) => void} */
let whenGrown = () => {};

const endObserver = new IntersectionObserver((entries) => entries.some((each) => each.isIntersecting) && loadMore(), NEAR);
const pageObserver = new IntersectionObserver((entries) => entries.forEach(keepOrRemove), NEAR);

/** @param {(cards: Element) => void} listener called with cards that were added */
export function connectLongList(listener) {
  whenGrown = listener;
}

/** Prepares the list of a page that is shown. */
export function watchList() {
  for (const list of removed.keys()) if (!list.isConnected) removed.delete(list);
  pageObserver.disconnect();
  for (const each of document.querySelectorAll("#list > .stories")) pageObserver.observe(each);
  watchEnd();
}

function watchEnd() {
  endObserver.disconnect();
  const link = findNextLink();
  if (link) endObserver.observe(link);
}

/**
 * Adds the cards down to one of them. Without it, or if it has left the list, down to a position.
 * @param {number} scroll
 * @param {string} [card] id of a card that was there, so it is not much farther down
 */
export async function extendList(scroll, card = "") {
  const height = card ? 2 * scroll : scroll + innerHeight;
  for (let count = 0; count < MAX_RESTORED_PAGES; count += 1) {
    const isDone = document.getElementById(card) || document.documentElement.scrollHeight >= height;
    if (isDone || !(await loadMore())) return;
  }
}

/** @param {IntersectionObserverEntry} entry */
function keepOrRemove({ target, isIntersecting, boundingClientRect }) {
  const list = /** @type {HTMLElement} */ (target);
  const cards = removed.get(list);
  if (isIntersecting && cards) {
    removed.delete(list);
    list.style.blockSize = "";
    list.append(...cards);
  } else if (!isIntersecting && !cards && !list.contains(document.activeElement)) {
    list.style.blockSize = `${boundingClientRect.height}px`;
    removed.set(list, [...list.children]);
    list.replaceChildren();
  }
}

/** @returns {HTMLAnchorElement | null} */
function findNextLink() {
  return document.querySelector("#list ~ .pages a[rel=next]");
}

/** Whether there were more cards. */
async function loadMore() {
  const list = document.getElementById("list");
  if (!list) return false;
  const work = loading.get(list) ?? finishLoading(list);
  loading.set(list, work);
  return work;
}

/** @param {HTMLElement} list */
async function finishLoading(list) {
  const isMore = await addCards(list).catch(() => false); // the link to the next page stays
  loading.delete(list);
  return isMore;
}

/** @param {HTMLElement} list */
async function addCards(list) {
  const link = findNextLink();
  if (!link) return false;
  const address = new URL(link.href);
  address.searchParams.set("page", String(findNextPage(list)));
  const { page } = await fetchPage(address);
  const cards = page?.querySelector("#list > .stories");
  if (!page || !cards || !link.isConnected) return false;
  const known = new Set(listCards(list).map(({ id }) => id));
  for (const each of [...cards.children]) if (known.has(each.id)) each.remove();
  replaceLinks(link, page.querySelector("#list ~ .pages a[rel=next]"));
  if (!cards.childElementCount) return false;
  list.append(document.adoptNode(cards));
  whenGrown(cards);
  pageObserver.observe(cards);
  watchEnd();
  return true;
}

/** @param {HTMLElement} list */
function listCards(list) {
  return [...list.children].flatMap((each) => removed.get(each) ?? [...each.children]);
}

/**
 * The page with the card after the last one. Cards that have left the list move the others up.
 * @param {HTMLElement} list
 */
function findNextPage(list) {
  const { first, pageSize } = list.dataset;
  const shown = listCards(list).filter((each) => !(/** @type {HTMLElement} */ (each).hidden)).length;
  return Math.floor((Number(first) + shown) / Number(pageSize)) + 1;
}

/**
 * @param {HTMLAnchorElement} link
 * @param {Element | null} next
 */
function replaceLinks(link, next) {
  const links = link.closest("nav");
  if (next) links?.replaceChildren(document.adoptNode(next));
  else links?.remove();
}
