// The read-along page: one audio element, the words of the story, and the bar that plays them.
// Without this script the page is the story and the browser's own player.

const LEAP = 15;
const PLACE_EVERY = 5;
const SPEED_KEY = "earshot:speed";

const times = /** @type {Times} */ (JSON.parse(part("times", HTMLScriptElement).text));
const audio = part("audio", HTMLAudioElement);
const player = part("player", HTMLElement);
const story = part("story", HTMLElement);
const playButton = part("play", HTMLButtonElement);
const followButton = part("follow", HTMLButtonElement);
const slider = part("seek", HTMLInputElement);
const elapsed = part("elapsed", HTMLElement);
const speedMenu = part("speed", HTMLSelectElement);
const shortcuts = part("shortcuts", HTMLInputElement);
const chapterButtons = [...document.querySelectorAll("button[data-at]")];

const speeds = [...speedMenu.options].map((option) => Number(option.value));
const chapterStarts = chapterButtons.map((button) => Number(button.getAttribute("data-at")));
const placeKey = `earshot:place:${times.recording}`;
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
function duration() {
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
function light() {
  const at = Math.round(audio.currentTime * 1000);
  const index = lastBegun(times.starts, at);
  const word = document.getElementById(`w${index}`);
  const turned = relight("sentence", word?.closest(".s") ?? null);
  const moved = relight("word", isLit(times, index, at) ? word : null);
  if (following && !audio.paused && (turned || (moved && !scrolledByUs))) bringIntoView();
}

/** The light moves with every frame while the recording plays. */
function tick() {
  light();
  cancelAnimationFrame(frame);
  if (!audio.paused) frame = requestAnimationFrame(tick);
}

// Keeping the spoken sentence in view

function bringIntoView() {
  const { sentence, word } = lit;
  if (!sentence) return;
  const box = sentence.getBoundingClientRect();
  const seen = player.getBoundingClientRect().top;
  const by = scrollNeeded(box, word?.getBoundingClientRect() ?? box, seen);
  if (by === 0) return;
  expectScroll();
  const near = Math.abs(by) < innerHeight;
  scrollBy({ top: by, behavior: near && !calm.matches ? "smooth" : "auto" });
}

/** The scrolling from now to its end is not the reader's; some browsers never tell the end. */
function expectScroll() {
  scrolledByUs = true;
  clearTimeout(scrolling);
  scrolling = setTimeout(scrollEnded, 1500);
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

function readerScrolled() {
  if (!audio.paused && following) follow(false);
}

// Moving in time

function toggle() {
  // Why it would not play is told by the `error` event.
  if (audio.paused) audio.play().catch(() => {});
  else audio.pause();
}

/** @param {number} seconds */
function go(seconds) {
  hasSought = true;
  setPlace(audio, between(seconds, 0, duration()));
  progress();
  light();
  follow(true);
}

/** @param {number} by seconds */
function leap(by) {
  go(audio.currentTime + by);
}

/** @param {number} speed */
function setSpeed(speed) {
  audio.defaultPlaybackRate = speed;
  audio.playbackRate = speed;
  speedMenu.value = String(speed);
  keep(SPEED_KEY, speed);
}

/** @param {number} by steps */
function changeSpeed(by) {
  setSpeed(stepped(speeds, audio.playbackRate, by));
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

function progress() {
  const at = between(audio.currentTime, 0, duration());
  slider.max = String(duration());
  slider.value = String(at);
  part("total", HTMLElement).textContent = clockFace(duration());
  slider.style.setProperty("--played", `${(100 * at) / (duration() || 1)}%`);
  slider.setAttribute("aria-valuetext", `${saidTime(at)} of ${saidTime(duration())}`);
  elapsed.textContent = clockFace(at);
  const chapter = lastBegun(chapterStarts, Math.round(at * 1000));
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

function showTrouble() {
  part("trouble", HTMLElement).hidden = false;
}

// What is remembered from visit to visit

function keepPlace() {
  if (!audio.readyState) return;
  placeKept = audio.currentTime;
  keep(placeKey, audio.ended ? 0 : placeKept);
}

function keepPlaceNowAndThen() {
  if (Math.abs(audio.currentTime - placeKept) >= PLACE_EVERY) keepPlace();
}

function takeUpAgain() {
  const place = resumed(kept(placeKey), duration());
  if (place && !hasSought && !audio.currentTime) audio.currentTime = place;
  progress();
  light();
}

// Everything connected

function connectAudio() {
  on(audio, "play pause", showState);
  on(audio, "timeupdate seeking seeked ended", progress);
  on(audio, "timeupdate seeking seeked playing ended", tick);
  on(audio, "play seeked ratechange", tellLockScreen);
  on(audio, "timeupdate", keepPlaceNowAndThen);
  on(audio, "pause ended", keepPlace);
  on(audio, "error", showTrouble);
  on(window, "pagehide", keepPlace);
  if (audio.error) showTrouble();
  if (audio.readyState) takeUpAgain();
  else audio.addEventListener("loadedmetadata", takeUpAgain, { once: true });
}

function connectControls() {
  on(playButton, "click", toggle);
  on(part("back", HTMLButtonElement), "click", () => leap(-LEAP));
  on(part("on", HTMLButtonElement), "click", () => leap(LEAP));
  on(slider, "input", () => go(Number(slider.value)));
  on(speedMenu, "change", () => setSpeed(Number(speedMenu.value)));
  on(followButton, "click", () => follow(true));
  chapterButtons.forEach((button, index) => {
    on(button, "click", () => go((chapterStarts[index] ?? 0) / 1000));
  });
  story.addEventListener("click", wordClicked);
  document.addEventListener("keydown", keyPressed);
}

function connectScrolling() {
  on(window, "wheel touchmove", readerScrolled);
  on(window, "scroll", () => scrolledByUs || readerScrolled());
  on(window, "scrollend", scrollEnded);
  on(window, "resize", () => {
    expectScroll(); // what moves now is the layout
    if (following && !audio.paused) bringIntoView();
  });
}

function showControls() {
  chapterButtons.forEach((button, index) => {
    button.querySelector(".time")?.append(clockFace((chapterStarts[index] ?? 0) / 1000));
  });
  const published = document.querySelector("time");
  if (published) published.textContent = longDate(published.dateTime, story.lang);
  for (const element of document.querySelectorAll(".scripted")) element.removeAttribute("hidden");
  story.classList.add("listening");
  audio.controls = false;
}

connectAudio();
connectControls();
connectScrolling();
connectLockScreen();
setSpeed(speeds.includes(kept(SPEED_KEY)) ? kept(SPEED_KEY) : 1);
progress();
showControls();
