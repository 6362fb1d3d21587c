// What the library remembers of a listener: the word they are at, what they finished, and what is
// played next. A plain script of the same module as readalong.js, behind it.

const TELL_EVERY = 10_000;

/** @type {{address: string, position: number, next: string | null, keeps: boolean}} */
const visit = JSON.parse(part("visit", HTMLScriptElement).text);

let told = 0;
const hearing = new Hearing();

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
  if (!audio.ended && audio.currentTime > 0) tell({ position: wordHere(), listen_status: "started" });
}

function count() {
  hearing.count(!audio.paused, audio.currentTime / (duration() || 1));
}

function tellFigures() {
  count();
  hearing.tell(visit.address);
}

function ended() {
  tell({ position: 0, listen_status: "finished", queue: null });
  tellFigures();
  if (visit.next) location.assign(`${visit.next}?play`);
}

function connectListening() {
  on(audio, "play", () => {
    hearing.begin();
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
  const start = times.starts[visit.position];
  if (visit.position > 0 && start !== undefined) keep(placeKey, start / 1000);
}

placeFromLibrary();
if (feed && kept(placeKey)) audio.currentTime = resumed(kept(placeKey), duration());
else if (audio.readyState) takeUpAgain();
connectListening();
connectPictures();
