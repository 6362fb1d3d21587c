// Functions of times, positions and scrolling, without access to the page.

/**
 * Times of the words in ms of the recording.
 * @typedef {{starts: number[], ends: number[], duration: number, recording: string}} Timings
 */

/** A shorter pause, in ms, keeps the last word highlighted. */
const BREATH = 400;

/** A position closer to either end, in seconds, is not resumed. */
const EDGE = 5;

/**
 * Index of the last of the increasing `starts` at or before `at`, or -1.
 * @param {number[]} starts
 * @param {number} at
 */
export function findCurrentIndex(starts, at) {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * Whether the word is highlighted: until its end, and through a short pause before the next word.
 * @param {Timings} times
 * @param {number} index
 * @param {number} at
 */
export function isHighlighted(times, index, at) {
  const [end = -Infinity, next = Infinity] = [times.ends[index], times.starts[index + 1]];
  return at < end || next - end < BREATH;
}

/**
 * The time at which the highlight changes: the end of the word, or the start of the next one. After the
 * last word it is Infinity.
 * @param {Timings} times
 * @param {number} index of the current word
 * @param {number} at
 */
export function findNextChange(times, index, at) {
  const [end = -Infinity, next = Infinity] = [times.ends[index], times.starts[index + 1]];
  return at < end ? end : next;
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
export function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}

/**
 * Formats seconds: 0:05, 1:05, 1:02:05.
 * @param {number} seconds
 */
export function formatClock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${two(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}

/**
 * Formats seconds for screen readers: "1 minute 5 seconds".
 * @param {number} seconds
 */
export function formatSpokenTime(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = /** @type {const} */ ([
    ["hour", Math.floor(whole / 3600)],
    ["minute", Math.floor(whole / 60) % 60],
    ["second", whole % 60],
  ]);
  const said = parts
    .filter(([, count]) => count > 0)
    .map(([unit, count]) => `${count} ${unit}${count > 1 ? "s" : ""}`);
  return said.join(" ") || "0 seconds";
}

/**
 * The speed `by` steps from `speed` in the increasing `speeds`, or the last one.
 * @param {number[]} speeds
 * @param {number} speed
 * @param {number} by
 */
export function stepSpeed(speeds, speed, by) {
  return speeds[clamp(findCurrentIndex(speeds, speed) + by, 0, speeds.length - 1)] ?? 1;
}

/**
 * The position to resume: `place`, or the start if it is close to either end.
 * @param {number} place seconds
 * @param {number} duration seconds
 */
export function getResumePosition(place, duration) {
  return place > EDGE && place < duration - EDGE ? place : 0;
}

/**
 * How far the page must scroll to show the current sentence; 0 if it is in view. If the sentence is
 * too tall, its current word must be in view.
 * @param {{top: number, bottom: number}} sentence
 * @param {{top: number, bottom: number}} word
 * @param {number} height of the viewport without the player's bar
 */
export function computeScroll(sentence, word, height) {
  const high = height * 0.08;
  const low = height * 0.94;
  const shown = sentence.bottom - sentence.top > low - high ? word : sentence;
  if (shown.top >= high && shown.bottom <= low) return 0;
  return Math.max(shown.top - height * 0.25, shown.bottom - low);
}
