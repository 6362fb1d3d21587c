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

/** Opens a menu upwards if there is more room above its button than below it. The dock covers the end
 * of the window. On phones the menu is a sheet at the bottom.
 * @param {Event} event
 */
function placeMenu({ target }) {
  if (!(target instanceof HTMLDetailsElement && target.matches(".more[open]"))) return;
  target.classList.remove("up");
  const menu = target.querySelector(".menu");
  if (!menu || getComputedStyle(menu).position === "fixed") return;
  const dock = document.getElementById("dock");
  const end = window.innerHeight - (dock?.offsetHeight ?? 0);
  const button = target.getBoundingClientRect();
  const isCut = menu.getBoundingClientRect().bottom > end;
  target.classList.toggle("up", isCut && button.top > end - button.bottom);
}

export function connectMenus() {
  document.addEventListener("toggle", placeMenu, true);
  document.addEventListener("click", closeMenus);
  document.addEventListener("keydown", (event) => event.key === "Escape" && closeMenus(event));
}
