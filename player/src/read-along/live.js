// Ties the feed of a story that is being made to its page. A plain script of the same module as
// readalong.js; on a finished story it has nothing to do.

import { requireElement } from "../dom.js";
import { LiveStream } from "../live-stream.js";
import { audio, progress, showTrouble, slider, tick, times } from "./read-along.js";

/**
 * @import { Hooks, LiveRecording } from "../live-stream.js"
 */

/** @type {LiveRecording | null} */
const unfinished = JSON.parse(requireElement("live", HTMLScriptElement).text);

/** @type {Hooks} */
const hooks = {
  changed() {
    progress();
    showReadyParts();
    tick();
  },
  trouble: showTrouble,
  ended(status, error) {
    if (status === "succeeded") return;
    const trouble = requireElement("trouble", HTMLElement);
    trouble.textContent = status === "deleted" ? "This story has been deleted." : error;
    trouble.hidden = false;
  },
};

/** The seek bar shows what is made: in time order, each run of segments as one stretch. */
function showReadyParts() {
  if (!feed || !unfinished) return;
  const { durations } = unfinished;
  const whole = times.duration || 1;
  const starts = feed.starts();
  const from = starts[0] ?? 0;
  /** @type {[number, number][]} percent of the recording */
  const runs = [];
  durations.forEach((length, n) => {
    if (!feed.words[n]) return;
    const start = (100 * ((starts[n] ?? 0) - from)) / whole;
    const end = start + (100 * length) / whole;
    const last = runs.at(-1);
    if (last && start - last[1] < 0.01) last[1] = end;
    else runs.push([start, end]);
  });
  const stops = runs.map(([start, end]) => {
    const [a, b] = [start.toFixed(2), end.toFixed(2)];
    return `transparent ${a}%, var(--ready) ${a}% ${b}%, transparent ${b}%`;
  });
  slider.style.setProperty("--made", `linear-gradient(to right, ${stops.join(", ") || "transparent 0 0"})`);
}

export const feed = unfinished && new LiveStream(unfinished, audio, times, hooks);
