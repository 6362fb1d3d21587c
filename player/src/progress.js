// Shows the current position: ready parts, highlight, time, chapter.

import { dispatch } from "./dispatch.js";
import { clamp, findCurrentIndex, findNextChange, isHighlighted } from "./time.js";

/**
 * @import { Player } from "./player.js"
 */

/** @param {Player} player */
export function showReadyParts(player) {
  const { buffered } = player.audio;
  /** @type {[number, number][]} */
  const spans = Array.from({ length: buffered.length }, (_, n) => [buffered.start(n), buffered.end(n)]);
  for (const [n, starts] of (player.stream?.starts() ?? []).entries()) {
    const length = player.stream?.live.durations[n] ?? 0;
    if (player.stream?.words[n]) spans.push([starts / 1000, (starts + length) / 1000]);
  }
  player.controls.showReady(mergeSpans(spans), player.duration);
  if (player.story) player.controls.showTicks(player.story);
}

/**
 * Merges adjacent spans.
 * @param {[number, number][]} spans
 */
function mergeSpans(spans) {
  /** @type {[number, number][]} */
  const out = [];
  for (const [from, to] of spans.sort(([a], [b]) => a - b)) {
    const last = out.at(-1);
    if (last && from <= last[1] + 0.1) last[1] = Math.max(last[1], to);
    else out.push([from, to]);
  }
  return out;
}

/**
 * @param {Player} player
 */
export function showProgress(player) {
  const { story, currentTime, duration, paused, shown } = player;
  const second = Math.round(currentTime * 4);
  if (second !== shown.second || paused) {
    shown.second = second;
    player.controls.showTime(currentTime, duration, player.hasStarted);
  }
  if (!story || !player.hasStarted) return;
  const at = Math.round(currentTime * 1000);
  const index = findCurrentIndex(story.times.starts, at);
  // To look in each frame would cost a phone much of its battery.
  const delay = clamp((findNextChange(story.times, index, at) - at) / player.playbackRate, 4, 250);
  if (!paused) player.timer = window.setTimeout(() => player.update(), delay);
  player.adBreaks.update(story, index, at);
  const word = isHighlighted(story.times, index, at) ? index : -1;
  const sentence = story.sentenceOf(index);
  const isOther = sentence !== shown.sentence;
  if (isOther || word !== shown.word || paused) player.highlighter?.show(story, word, sentence);
  shown.word = word;
  if (!isOther) return;
  shown.sentence = sentence;
  player.controls.showChapter(index);
  player.transcript.show(sentence);
  if (player.currentSegment) dispatch(player, "earshot-segmentchange", player.currentSegment);
}
