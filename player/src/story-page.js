// The story page: chapters, date, keys, and the position that the library saves.

import { findCurrentIndex, formatClock } from "./time.js";
import { loadProgress, saveProgress } from "./api.js";

/** @import { EarshotPlayer } from "./earshot-player.js" */

/** Milliseconds between two saved positions. */
const SAVE_EVERY = 10_000;

const player = /** @type {EarshotPlayer} */ (document.querySelector("earshot-player"));
const chapters = /** @type {HTMLButtonElement[]} */ ([...document.querySelectorAll("button[data-start]")]);
const progress = loadProgress();
let savedAt = 0;

/** @param {HTMLElement} button */
function startOf({ dataset }) {
  return Number(dataset.start);
}

function showControls() {
  for (const button of chapters) button.querySelector(".time")?.append(formatClock(startOf(button) / 1000));
  for (const element of document.querySelectorAll(".scripted")) element.removeAttribute("hidden");
  const published = document.querySelector("time");
  const { lang } = document.documentElement;
  if (published) published.textContent = formatDate(published.dateTime, lang);
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

function showChapter() {
  const current = findCurrentIndex(chapters.map(startOf), Math.round(player.currentTime * 1000));
  chapters.forEach((button, n) => button.setAttribute("aria-current", String(n === current)));
}

function showError() {
  document.getElementById("trouble")?.removeAttribute("hidden");
}

/** @param {boolean} isFinished */
function save(isFinished) {
  savedAt = Date.now();
  if (progress?.canSave) saveProgress(progress.path, Math.max(0, player.currentWord), isFinished);
}

function savePosition() {
  if (player.currentTime > 0 && !player.ended) save(false);
}

function finish() {
  save(true);
  if (progress?.next) location.assign(`${progress.next}?play`);
}

/** The position in the library is more recent than that in the browser. */
function resume() {
  if (progress && progress.position > 0 && !location.hash) player.seekToWord(progress.position);
  if (progress && new URLSearchParams(location.search).has("play")) player.play();
}

/** Removes images that cannot be loaded. */
function removeBrokenPictures() {
  for (const picture of document.querySelectorAll("article img")) {
    const remove = () => picture.closest("figure")?.remove();
    if (picture instanceof HTMLImageElement && picture.complete && !picture.naturalWidth) remove();
    picture.addEventListener("error", remove, { once: true });
  }
}

function connect() {
  player.addEventListener("earshot-ready", resume, { once: true });
  player.addEventListener("error", showError);
  player.addEventListener("timeupdate", showChapter);
  player.addEventListener("timeupdate", () => Date.now() - savedAt > SAVE_EVERY && savePosition());
  player.addEventListener("pause", savePosition);
  player.addEventListener("ended", finish);
  window.addEventListener("pagehide", savePosition);
  for (const button of chapters) {
    button.addEventListener("click", () => {
      player.seek(startOf(button) / 1000);
      showChapter();
    });
  }
  document.getElementById("shortcuts")?.addEventListener("change", ({ target }) => {
    player.toggleAttribute("no-shortcuts", target instanceof HTMLInputElement && !target.checked);
  });
}

showControls();
if (document.querySelector("audio")?.error) showError();
removeBrokenPictures();
connect();
