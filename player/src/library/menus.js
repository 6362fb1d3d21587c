// Menus of cards.

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

export function connectMenus() {
  document.addEventListener("click", closeMenus);
  document.addEventListener("keydown", (event) => event.key === "Escape" && closeMenus(event));
}
