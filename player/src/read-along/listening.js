// What the library remembers of a listener: the word they are at, what they finished, and what is
// played next. A plain script of the same module as readalong.js, behind it.


import { ListenCounter } from "../analytics.js";
import { listen, requireElement } from "../dom.js";
import { setMediaAction } from "../media-session.js";
import { readNumber, writeNumber } from "../storage.js";
import { findCurrentIndex, getResumePosition } from "../time.js";
import { feed } from "./live.js";
import { audio, duration, placeKey, story, takeUpAgain, times, toggle } from "./read-along.js";

const TELL_EVERY = 10_000;

/** @type {{address: string, position: number, next: string | null, keeps: boolean}} */
const visit = JSON.parse(requireElement("visit", HTMLScriptElement).text);

let told = 0;

const hearing = new ListenCounter();

/** @param {Record<string, unknown>} change */
function tell(change) {
  if (!visit.keeps) return;
  const body = JSON.stringify(change);
  const headers = { "Content-Type": "application/json" };
  fetch(visit.address, { method: "PATCH", body, headers, keepalive: true }).catch(() => {});
}

function wordHere() {
  return Math.max(0, findCurrentIndex(times.starts, Math.round(audio.currentTime * 1000)));
}

function tellPlace() {
  told = Date.now();
  if (!audio.ended && audio.currentTime > 0) tell({ position: wordHere(), listen_status: "started" });
}

function count() {
  hearing.count(!audio.paused, audio.currentTime / (duration() || 1));
}

function sendAnalytics() {
  count();
  hearing.send(visit.address);
}

function ended() {
  tell({ position: 0, listen_status: "finished", queue: null });
  sendAnalytics();
  if (visit.next) location.assign(`${visit.next}?play`);
}

function connectListening() {
  listen(audio, "play", () => {
    hearing.begin();
    count();
  });
  listen(audio, "timeupdate", () => {
    count();
    if (Date.now() - told > TELL_EVERY) tellPlace();
  });
  listen(audio, "pause", tellPlace);
  listen(audio, "ended", ended);
  listen(window, "pagehide", () => {
    tellPlace();
    sendAnalytics();
  });
  if (visit.next) setMediaAction("nexttrack", () => location.assign(`${visit.next}?play`));
  const wanted = new URLSearchParams(location.search);
  if (wanted.has("play")) toggle();
}

/** A picture that does not come leaves no hole. */
function connectPictures() {
  for (const picture of story.querySelectorAll("img")) {
    const gone = () => picture.closest("figure")?.remove();
    if (picture.complete && !picture.naturalWidth) gone();
    picture.addEventListener("error", gone, { once: true });
  }
}

/** The library knows better than this browser where its listener left off. */
function placeFromLibrary() {
  const start = times.starts[visit.position];
  if (visit.position > 0 && start !== undefined) writeNumber(placeKey, start / 1000);
}

placeFromLibrary();

if (feed && readNumber(placeKey)) audio.currentTime = getResumePosition(readNumber(placeKey), duration());

else if (audio.readyState) takeUpAgain();

connectListening();

connectPictures();
