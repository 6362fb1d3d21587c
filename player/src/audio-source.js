// What ties a player to its sound while that is still being made, and what is done where it fails.

import { streamUrl } from "./api.js";
import { findCurrentIndex } from "./time.js";

import { LiveStream } from "./live-stream.js";
import { showReadyParts } from "./progress.js";
import { listDownloads } from "./share.js";

/**
 * @import { Player } from "./player.js"
 * @import { LiveRecording } from "./live-stream.js"
 * @import { Story } from "./story.js"
 */

/** Milliseconds after which a sound that failed and does not go on is believed to have failed. */
const SURE = 1000;

/**
 * @param {Player} player
 * @param {LiveRecording} live
 */
export function startLiveStream(player, live) {
  const { audio } = player;
  const [wasPaused, place] = [audio.paused, player.currentTime];
  player.stream = new LiveStream(live, audio, /** @type {Story} */ (player.story).times, {
    changed: () => {
      player.offset = getStreamStart(player);
      showReadyParts(player);
      player.update();
    },
    trouble: () => player.recovery.lose("the sound does not come"),
    ended: (status, error) => {
      if (status !== "succeeded") player.fail("gone", error || status);
      else handleRecordingReady(player);
    },
  });
  if (!player.stream.source) audio.src = player.story?.audio ?? ""; // Firefox feeds no MP3 to a buffer
  if (place) player.seekWhenPossible(place);
  if (!wasPaused) player.play();
}

/**
 * All of the story is made: it can be had as a file from now on.
 * @param {Player} player
 */
function handleRecordingReady(player) {
  if (!player.story) return;
  player.story.live = null;
  if (player.stream && !player.stream.source) reloadAsFile(player);
  player.controls.menu.tellFiles(listDownloads(player));
}

/**
 * From the stream to the file, in which any place can be sought.
 * @param {Player} player
 */
function reloadAsFile(player) {
  const { audio, paused, currentTime, story } = player;
  audio.src = story?.audio ?? "";
  player.offset = 0;
  player.seekWhenPossible(currentTime);
  if (!paused) audio.play().catch(() => {});
}

/**
 * Seconds at which a stream begins that does not begin with the story.
 * @param {Player} player
 */
function getStreamStart({ stream, story }) {
  return stream?.firstWord ? (story?.times.starts[stream.firstWord] ?? 0) / 1000 : 0;
}

/**
 * Without Media Source a live stream cannot be sought beyond what it holds: a new one begins at the
 * wanted word.
 * @param {Player} player
 * @param {number} seconds
 * @returns {boolean} whether a new stream begins there
 */
export function restartStream(player, seconds) {
  const { audio, offset, paused, story, stream } = player;
  if (!story || !stream || stream.source || stream.holds(seconds - offset)) return false;
  const wasPlaying = !paused || player.isWanted;
  stream.firstWord = Math.max(0, findCurrentIndex(story.times.starts, Math.round(seconds * 1000)));
  player.pendingSeek = 0;
  audio.src = streamUrl(stream.live.address, stream.firstWord);
  player.offset = getStreamStart(player);
  if (wasPlaying) audio.play().catch(() => {});
  return true;
}

/** @param {Player} player */
export function handleAudioError(player) {
  const { audio, story } = player;
  const { currentTime } = audio;
  const message = audio.error?.message ?? "";
  if (player.recovery.isLost) return player.recovery.lose(message);
  // Firefox tells of an error, and goes on, where the machine has no device for sound.
  setTimeout(() => {
    if (story === player.story && audio.currentTime <= currentTime) player.fail("trouble", message);
  }, SURE);
}
