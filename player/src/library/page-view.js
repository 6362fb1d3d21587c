// Replaces the page with another page of the library. The player and the messages stay.

/** The parts of a page that stay. */
const KEPT = "#dock, #toasts";

/** The attributes of the root element that belong to the page. */
const ROOT_ATTRIBUTES = ["lang", "dir", "data-theme", "data-face", "data-size", "data-highlight"];

/**
 * Shows a page that was fetched.
 * @param {Document} page
 */
export function showPage(page) {
  for (const name of ROOT_ATTRIBUTES) copyAttribute(page.documentElement, document.documentElement, name);
  for (const { name } of page.body.attributes) copyAttribute(page.body, document.body, name);
  document.title = page.title;
  const open = [...document.querySelectorAll("details[id][open]")].map(({ id }) => id);
  const dock = /** @type {HTMLElement} */ (document.getElementById("dock"));
  for (const each of [...document.body.children]) if (!each.matches(KEPT)) each.remove();
  for (const each of [...page.body.children]) if (!each.matches(KEPT)) dock.before(document.importNode(each, true));
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
}

/**
 * @param {Element} from
 * @param {Element} to
 * @param {string} name
 */
function copyAttribute(from, to, name) {
  const value = from.getAttribute(name);
  if (value === null) to.removeAttribute(name);
  else to.setAttribute(name, value);
}

/** Moves the focus to the new page, so screen readers read its title. */
export function focusPage() {
  const main = document.querySelector("main");
  const target = document.querySelector("[autofocus]") ?? main?.querySelector("h1") ?? main;
  if (!(target instanceof HTMLElement)) return;
  if (!target.matches("input, textarea, button, a")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}
