// What the library remembers of a listener: the word they are at, what they finished, and what is
// played next. A plain script of the same module as readalong.js, behind it.

const TELL_EVERY = 10_000;
const TENTHS = 10;

/** @type {{address: string, place: number, next: string | null, keeps: boolean}} */
const visit = JSON.parse(part("visit", HTMLScriptElement).text);

let told = 0;
let heardSince = 0;
let heardFor = 0;
/** @type {Set<number>} tenths of the story that were heard */
const tenths = new Set();
let isPlay = false;

/** @param {Record<string, unknown>} change */
function tell(change) {
  if (!visit.keeps) return;
  const body = JSON.stringify(change);
  const headers = { "Content-Type": "application/json" };
  fetch(visit.address, { method: "PATCH", body, headers, keepalive: true }).catch(() => {});
}

function wordHere() {
  return Math.max(0, lastBegun(times.starts, Math.round(audio.currentTime * 1000)));
}

function tellPlace() {
  told = Date.now();
  if (!audio.ended && audio.currentTime > 0) tell({ place: wordHere(), heard: "started" });
}

/** Plays, seconds and tenths, and nothing that says whose. */
function tellFigures() {
  count();
  if (heardFor < 1) return;
  const figures = { play: isPlay ? 1 : 0, seconds: Math.round(heardFor), tenths: [...tenths] };
  heardFor = 0;
  isPlay = false;
  tenths.clear();
  const body = new Blob([JSON.stringify(figures)], { type: "application/json" });
  navigator.sendBeacon?.(`${visit.address}/heard`, body);
}

function count() {
  const now = performance.now();
  if (heardSince) heardFor += (now - heardSince) / 1000;
  heardSince = audio.paused ? 0 : now;
  const tenth = Math.floor((audio.currentTime / (duration() || 1)) * TENTHS);
  if (!audio.paused || audio.ended) tenths.add(between(tenth, 0, TENTHS - 1));
}

function ended() {
  tell({ place: 0, heard: "finished", queued: "no" });
  tellFigures();
  if (visit.next) location.assign(`${visit.next}?play`);
}

function connectListening() {
  let isFirst = true;
  on(audio, "play", () => {
    if (isFirst) isPlay = true;
    isFirst = false;
    count();
  });
  on(audio, "timeupdate", () => {
    count();
    if (Date.now() - told > TELL_EVERY) tellPlace();
  });
  on(audio, "pause", tellPlace);
  on(audio, "ended", ended);
  on(window, "pagehide", () => {
    tellPlace();
    tellFigures();
  });
  if (visit.next) answer("nexttrack", () => location.assign(`${visit.next}?play`));
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
  const start = times.starts[visit.place];
  if (visit.place > 0 && start !== undefined) keep(placeKey, start / 1000);
}

placeFromLibrary();
if (feed && kept(placeKey)) audio.currentTime = resumed(kept(placeKey), duration());
else if (audio.readyState) takeUpAgain();
connectListening();
connectPictures();
