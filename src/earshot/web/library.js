// The library page. Without this script it reads, adds and plays all the same.

export {};

const EVERY = 1500;
const what = /** @type {HTMLTextAreaElement} */ (document.querySelector("#what"));
const add = /** @type {HTMLFormElement} */ (document.querySelector("#add"));
const main = /** @type {HTMLElement} */ (document.querySelector("#main"));

/** Texts need room, addresses none. */
function fit() {
  what.rows = Math.min(8, Math.max(1, what.value.split("\n").length));
}

/** Enter sends an address; in a text it is a new line.
 * @param {KeyboardEvent} event
 */
function sent(event) {
  if (event.key !== "Enter" || event.shiftKey || /\s/.test(what.value.trim())) return;
  event.preventDefault();
  add.requestSubmit();
}

/** @param {DragEvent} event */
async function dropped(event) {
  event.preventDefault();
  main.classList.remove("over");
  const file = event.dataTransfer?.files[0];
  const text = event.dataTransfer?.getData("text/uri-list") || event.dataTransfer?.getData("text");
  if (file) {
    const body = new FormData();
    body.append("file", file);
    const answer = await fetch("/add", { method: "POST", body });
    location.assign(answer.url);
  } else if (text) {
    what.value = text;
    fit();
    what.focus();
  }
}

/** Cards of stories that are still being made are looked at again. */
async function freshen() {
  const cards = [...document.querySelectorAll('[data-status="todo"], [data-status="doing"]')];
  if (cards.length && !document.hidden) {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const card of cards) {
      const fresh = page.getElementById(card.id);
      if (fresh && !card.contains(document.activeElement) && !card.querySelector("[open]")) {
        card.replaceWith(document.adoptNode(fresh));
      }
    }
  }
  setTimeout(freshen, EVERY);
}

/** One menu at a time, and none when it is no longer looked at.
 * @param {Event} event
 */
function closeMenus(event) {
  for (const menu of document.querySelectorAll("details.more[open]")) {
    if (!(event.target instanceof Node && menu.contains(event.target))) menu.removeAttribute("open");
  }
}

what.addEventListener("input", fit);
what.addEventListener("keydown", sent);
main.addEventListener("dragover", (event) => {
  event.preventDefault();
  main.classList.add("over");
});
main.addEventListener("dragleave", () => main.classList.remove("over"));
main.addEventListener("drop", dropped);
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", (event) => event.key === "Escape" && closeMenus(event));
setTimeout(freshen, EVERY);
fit();
