// Plays a sample of a voice where its button is.

/** @import { EarshotPlayer } from "../earshot-player.js" */

const audio = new Audio();

/** @type {Element | null} the row of the voice that is heard */
let row = null;

/** @param {Element | null} next */
function mark(next) {
  row?.classList.remove("playing");
  row = next;
  row?.classList.add("playing");
}

/** @param {MouseEvent} event */
function playSample(event) {
  const link = event.target instanceof Element ? event.target.closest("[data-sample]") : null;
  if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const next = link.closest("li");
  if (next === row) {
    audio.pause();
    mark(null);
    return;
  }
  mark(next);
  /** @type {EarshotPlayer | null} */ (document.querySelector("earshot-player"))?.pause();
  audio.src = link.href;
  audio.play().catch(() => mark(null));
}

export function connectVoiceSamples() {
  audio.addEventListener("ended", () => mark(null));
  document.addEventListener("click", playSample, { capture: true });
}
