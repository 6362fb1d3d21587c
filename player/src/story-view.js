// The text of a story on its page: chapters, date, pictures and the choice of keys.

import { findCurrentIndex, formatClock } from "./time.js";

/** @param {HTMLElement} button */
function startOf({ dataset }) {
  return Number(dataset.start);
}

/** @returns {HTMLButtonElement[]} */
function listChapters() {
  return [...document.querySelectorAll("button[data-start]")].filter((each) => each instanceof HTMLButtonElement);
}

/**
 * Shows what needs a script, and removes pictures that cannot be loaded.
 * @param {(seconds: number) => void} seek
 */
export function showStoryView(seek) {
  for (const button of listChapters()) {
    button.querySelector(".time")?.replaceChildren(formatClock(startOf(button) / 1000));
    button.addEventListener("click", () => seek(startOf(button) / 1000));
  }
  for (const element of document.querySelectorAll(".scripted")) element.removeAttribute("hidden");
  const published = document.querySelector("#story time");
  if (published instanceof HTMLTimeElement) {
    published.textContent = formatDate(published.dateTime, document.documentElement.lang);
  }
  for (const picture of document.querySelectorAll("article img")) {
    const remove = () => picture.closest("figure")?.remove();
    if (picture instanceof HTMLImageElement && picture.complete && !picture.naturalWidth) remove();
    picture.addEventListener("error", remove, { once: true });
  }
}

/**
 * Formats a date in a language; returns it unchanged if the browser does not know the language.
 * @param {string} date
 * @param {string} language
 */
function formatDate(date, language) {
  try {
    return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(new Date(date));
  } catch {
    return date;
  }
}

/**
 * Marks the chapter at a position.
 * @param {number} seconds
 */
export function showChapter(seconds) {
  const chapters = listChapters();
  const current = findCurrentIndex(chapters.map(startOf), Math.round(seconds * 1000));
  chapters.forEach((button, n) => button.setAttribute("aria-current", String(n === current)));
}

export function showTrouble() {
  document.getElementById("trouble")?.removeAttribute("hidden");
}

/**
 * Calls back with the reader's choice whether keys control the player.
 * @param {(isOn: boolean) => void} changed
 */
export function watchKeyChoice(changed) {
  document.getElementById("shortcuts")?.addEventListener("change", ({ target }) => {
    changed(target instanceof HTMLInputElement && target.checked);
  });
}
