// Shows what an action on a story has changed. The rest of the page stays, so a long list is
// not laid out again.

/** Elements that are merged child by child. Others are replaced if they differ. */
const MERGED = "main, section, ol, ul, #find";

/** Forms that keep their input. */
const TYPED = "form.add, .options";

/**
 * @param {Document} page with the story alone in its list
 * @param {string} story
 * @param {string} nextCard id of the card before which a story is put that comes back
 */
export function mergeStoryChange(page, story, nextCard) {
  const [main, fresh] = [document, page].map((each) => each.querySelector("main"));
  if (!main || !fresh) return;
  mergeChildren(main, fresh);
  replaceCard(page.getElementById(`s-${story}`), story, nextCard);
}

/**
 * @param {HTMLElement | null} fresh
 * @param {string} story
 * @param {string} nextCard
 */
function replaceCard(fresh, story, nextCard) {
  const current = document.getElementById(`s-${story}`);
  const next = document.getElementById(nextCard);
  if (!fresh) current?.remove();
  else if (current) current.replaceWith(document.adoptNode(fresh));
  else if (next) next.before(document.adoptNode(fresh));
  else document.querySelector("#list > :last-child")?.append(document.adoptNode(fresh));
}

/**
 * @param {Element} current
 * @param {Element} fresh
 */
function mergeChildren(current, fresh) {
  const known = new Map([...current.children].map((each) => [findKey(each), each]));
  const merged = [...fresh.children].map((each) => mergeElement(known.get(findKey(each)), each));
  const wanted = new Set(merged);
  for (const each of [...current.children]) if (!wanted.has(each)) each.remove();
  let place = current.firstElementChild;
  for (const each of merged) {
    if (each === place) place = place.nextElementSibling;
    else current.insertBefore(each, place);
  }
}

/** Tells an element from its siblings. @param {Element} element */
function findKey(element) {
  const { id, tagName, className } = element;
  return id || element.getAttribute("data-story") || element.getAttribute("aria-labelledby") || `${tagName} ${className}`;
}

/**
 * The element to show: the current one, or the new one that replaces it.
 * @param {Element | undefined} current
 * @param {Element} fresh
 */
function mergeElement(current, fresh) {
  if (!current) return document.adoptNode(fresh);
  if (current.matches(TYPED) || current.isEqualNode(fresh)) return current;
  if (!current.matches(MERGED)) return document.adoptNode(fresh);
  if (current.querySelector(":scope > #list")) mergeFilters(current, fresh);
  else mergeChildren(current, fresh);
  return current;
}

/**
 * The list itself keeps its cards: those of the fresh page are not all of them.
 * @param {Element} current
 * @param {Element} fresh
 */
function mergeFilters(current, fresh) {
  const [filters, freshFilters] = [current, fresh].map((each) => each.querySelector("#find"));
  if (filters && freshFilters) mergeChildren(filters, freshFilters);
}
