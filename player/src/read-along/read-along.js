// The read-along page: one audio element, the words of the story, and the bar that plays them.
// Without this script the page is the story and the browser's own player.

import { tellLockScreen } from "./keys.js";

import { formatDate, listen, requireElement, seekAudio } from "../dom.js";
import { readNumber, writeNumber } from "../storage.js";
import { clamp, computeScroll, findCurrentIndex, formatClock, formatSpokenTime, getResumePosition, isHighlighted, stepSpeed } from "../time.js";
import { connectMediaSession, keyPressed } from "./keys.js";

/**
 * @import { Timings } from "../time.js"
 */

export const LEAP = 15;

const PLACE_EVERY = 5;

const SPEED_KEY = "earshot:speed";

export const times = /** @type {Timings} */ (JSON.parse(requireElement("times", HTMLScriptElement).text));

export const audio = requireElement("audio", HTMLAudioElement);

const player = requireElement("player", HTMLElement);

export const story = requireElement("story", HTMLElement);

const playButton = requireElement("play", HTMLButtonElement);

const followButton = requireElement("follow", HTMLButtonElement);

export const slider = requireElement("seek", HTMLInputElement);

const elapsed = requireElement("elapsed", HTMLElement);

const speedMenu = requireElement("speed", HTMLSelectElement);

export const shortcuts = requireElement("shortcuts", HTMLInputElement);

const chapterButtons = [...document.querySelectorAll("button[data-at]")];

const speeds = [...speedMenu.options].map((option) => Number(option.value));

const chapterStarts = chapterButtons.map((button) => Number(button.getAttribute("data-at")));

export const placeKey = `earshot:place:${times.recording}`;

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** @type {{word: Element | null, sentence: Element | null}} what is lit */
const lit = { word: null, sentence: null };

let following = true;

let hasSought = false;

let scrolledByUs = false;

let scrolling = 0;

let placeKept = 0;

let frame = 0;

/** Seconds of the recording; a recording that is still being made may turn out otherwise. */
export function duration() {
  return times.duration / 1000;
}

// What is lit

/**
 * @param {"word" | "sentence"} which
 * @param {Element | null} element
 */
function relight(which, element) {
  if (lit[which] === element) return false;
  lit[which]?.classList.remove("lit");
  element?.classList.add("lit");
  lit[which] = element;
  return true;
}

/** Lights the word being said and its sentence; a word that stands nowhere lights nothing. */
function startHighlighting() {
  const at = Math.round(audio.currentTime * 1000);
  const index = findCurrentIndex(times.starts, at);
  const word = document.getElementById(`w${index}`);
  const turned = relight("sentence", word?.closest(".s") ?? null);
  const moved = relight("word", isHighlighted(times, index, at) ? word : null);
  if (following && !audio.paused && (turned || (moved && !scrolledByUs))) bringIntoView();
}

/** The light moves with every frame while the recording plays. */
export function tick() {
  startHighlighting();
  cancelAnimationFrame(frame);
  if (!audio.paused) frame = requestAnimationFrame(tick);
}

// Keeping the spoken sentence in view

function bringIntoView() {
  const { sentence, word } = lit;
  if (!sentence) return;
  const box = sentence.getBoundingClientRect();
  const seen = player.getBoundingClientRect().top;
  const by = computeScroll(box, word?.getBoundingClientRect() ?? box, seen);
  if (by === 0) return;
  expectScroll();
  const near = Math.abs(by) < innerHeight;
  scrollBy({ top: by, behavior: near && !calm.matches ? "smooth" : "auto" });
}

/** The scrolling from now to its end is not the reader's; some browsers never tell the end. */
function expectScroll() {
  scrolledByUs = true;
  clearTimeout(scrolling);
  scrolling = window.setTimeout(scrollEnded, 1500);
}

function scrollEnded() {
  scrolledByUs = false;
}

/** @param {boolean} wanted */
function follow(wanted) {
  following = wanted;
  followButton.hidden = wanted;
  if (wanted) bringIntoView();
}

export function readerScrolled() {
  if (!audio.paused && following) follow(false);
}

// Moving in time

export function toggle() {
  // Why it would not play is told by the `error` event.
  if (audio.paused) audio.play().catch(() => {});
  else audio.pause();
}

/** @param {number} seconds */
export function go(seconds) {
  hasSought = true;
  seekAudio(audio, clamp(seconds, 0, duration()));
  progress();
  startHighlighting();
  follow(true);
}

/** @param {number} by seconds */
export function leap(by) {
  go(audio.currentTime + by);
}

/** @param {number} speed */
function setSpeed(speed) {
  audio.defaultPlaybackRate = speed;
  audio.playbackRate = speed;
  speedMenu.value = String(speed);
  writeNumber(SPEED_KEY, speed);
}

/** @param {number} by steps */
export function changeSpeed(by) {
  setSpeed(stepSpeed(speeds, audio.playbackRate, by));
}

/** @param {MouseEvent} event */
function wordClicked(event) {
  const word = event.target instanceof Element ? event.target.closest(".w") : null;
  const start = word && times.starts[Number(word.id.slice(1))];
  if (typeof start !== "number" || !getSelection()?.isCollapsed) return;
  go(start / 1000);
  if (audio.paused) toggle();
}

// What the bar shows

export function progress() {
  const at = clamp(audio.currentTime, 0, duration());
  slider.max = String(duration());
  slider.value = String(at);
  requireElement("total", HTMLElement).textContent = formatClock(duration());
  slider.style.setProperty("--played", `${(100 * at) / (duration() || 1)}%`);
  slider.setAttribute("aria-valuetext", `${formatSpokenTime(at)} of ${formatSpokenTime(duration())}`);
  elapsed.textContent = formatClock(at);
  const chapter = findCurrentIndex(chapterStarts, Math.round(at * 1000));
  chapterButtons.forEach((button, index) => {
    button.setAttribute("aria-current", String(index === chapter));
  });
}

function showState() {
  const name = audio.paused ? "Play" : "Pause";
  player.classList.toggle("playing", !audio.paused);
  playButton.setAttribute("aria-label", name);
  playButton.title = `${name} (k)`;
  if (audio.paused) followButton.hidden = true;
  else follow(true);
  tick();
}

export function showTrouble() {
  requireElement("trouble", HTMLElement).hidden = false;
}

// What is remembered from visit to visit

function keepPlace() {
  if (!audio.readyState) return;
  placeKept = audio.currentTime;
  writeNumber(placeKey, audio.ended ? 0 : placeKept);
}

function keepPlaceNowAndThen() {
  if (Math.abs(audio.currentTime - placeKept) >= PLACE_EVERY) keepPlace();
}

export function takeUpAgain() {
  const place = getResumePosition(readNumber(placeKey), duration());
  if (place && !hasSought && !audio.currentTime) audio.currentTime = place;
  progress();
  startHighlighting();
}

// Everything connected

function connectAudio() {
  listen(audio, "play pause", showState);
  listen(audio, "timeupdate seeking seeked ended", progress);
  listen(audio, "timeupdate seeking seeked playing ended", tick);
  listen(audio, "play seeked ratechange", tellLockScreen);
  listen(audio, "timeupdate", keepPlaceNowAndThen);
  listen(audio, "pause ended", keepPlace);
  listen(audio, "error", showTrouble);
  listen(window, "pagehide", keepPlace);
  if (audio.error) showTrouble();
  if (audio.readyState) takeUpAgain();
  else audio.addEventListener("loadedmetadata", takeUpAgain, { once: true });
}

function connectControls() {
  listen(playButton, "click", toggle);
  listen(requireElement("back", HTMLButtonElement), "click", () => leap(-LEAP));
  listen(requireElement("on", HTMLButtonElement), "click", () => leap(LEAP));
  listen(slider, "input", () => go(Number(slider.value)));
  listen(speedMenu, "change", () => setSpeed(Number(speedMenu.value)));
  listen(followButton, "click", () => follow(true));
  chapterButtons.forEach((button, index) => {
    listen(button, "click", () => go((chapterStarts[index] ?? 0) / 1000));
  });
  story.addEventListener("click", wordClicked);
  document.addEventListener("keydown", keyPressed);
}

function connectScrolling() {
  listen(window, "wheel touchmove", readerScrolled);
  listen(window, "scroll", () => scrolledByUs || readerScrolled());
  listen(window, "scrollend", scrollEnded);
  listen(window, "resize", () => {
    expectScroll(); // what moves now is the layout
    if (following && !audio.paused) bringIntoView();
  });
}

function showControls() {
  chapterButtons.forEach((button, index) => {
    button.querySelector(".time")?.append(formatClock((chapterStarts[index] ?? 0) / 1000));
  });
  const published = document.querySelector("time");
  if (published) published.textContent = formatDate(published.dateTime, story.lang);
  for (const element of document.querySelectorAll(".scripted")) element.removeAttribute("hidden");
  story.classList.add("listening");
  audio.controls = false;
}

connectAudio();

connectControls();

connectScrolling();

connectMediaSession();

setSpeed(speeds.includes(readNumber(SPEED_KEY)) ? readNumber(SPEED_KEY) : 1);

progress();

showControls();
