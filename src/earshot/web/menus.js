// Menus of cards, and cards that update automatically, on the library and subscriptions pages.

const EVERY = 1500;

/** Closes the other menus on a click, and all of them on Escape.
 * @param {Event} event
 */
function closeMenus(event) {
  for (const menu of document.querySelectorAll("details.more[open]")) {
    if (event.target instanceof Node && menu.contains(event.target) && event.type === "click") continue;
    const inside = menu.contains(document.activeElement);
    menu.removeAttribute("open");
    if (inside && event.type === "keydown") menu.querySelector("summary")?.focus();
  }
}

/**
 * Reloads the page in the background and replaces cards that have changed.
 * @param {string} waiting selector of the cards that can still change
 */
export function freshen(waiting) {
  setTimeout(async () => {
    const cards = [...document.querySelectorAll(waiting)];
    if (cards.length && !document.hidden) await renew(cards).catch(() => {});
    freshen(waiting);
  }, EVERY);
}

/** @param {Element[]} cards */
async function renew(cards) {
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const card of cards) {
    const fresh = page.getElementById(card.id);
    if (fresh && !card.contains(document.activeElement) && !card.querySelector("[open]")) {
      card.replaceWith(document.adoptNode(fresh));
    }
  }
}

document.addEventListener("click", closeMenus);
document.addEventListener("keydown", (event) => event.key === "Escape" && closeMenus(event));
