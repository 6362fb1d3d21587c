// Menus of cards, and cards that change by themselves: what the library's pages share.

const EVERY = 1500;

/** One menu at a time, and none when it is no longer looked at.
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
 * Looks again at cards that are still to change, and takes their new state from the page.
 * @param {string} waiting a selector of those cards
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
