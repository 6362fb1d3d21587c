// Menus of cards.

/** Closes the other menus on a click, and all of them on Escape.
 * @param {Event} event
 */
function closeMenus(event) {
  for (const menu of document.querySelectorAll("details.more[open]")) {
    // A click on the element itself is one on the shade behind the sheet of a phone.
    const isInside = event.target instanceof Node && event.target !== menu && menu.contains(event.target);
    if (isInside && event.type === "click") continue;
    const inside = menu.contains(document.activeElement);
    menu.removeAttribute("open");
    if (inside && event.type === "keydown") menu.querySelector("summary")?.focus();
  }
}

export function connectMenus() {
  document.addEventListener("click", closeMenus);
  document.addEventListener("keydown", (event) => event.key === "Escape" && closeMenus(event));
}
