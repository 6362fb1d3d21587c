// Connects a player to a story that is being recorded. Loaded for such a story only.

import { LiveStream } from "./live-stream.js";
import { findCurrentIndex } from "./time.js";

/**
 * @import { Player } from "./player.js"
 * @import { LiveRecording } from "./live-stream.js"
 * @import { Story } from "./story.js"
 */

/**
 * @param {Player} player
 * @param {LiveRecording} live
 * @param {{showReady: () => void, showDownloads: () => void}} view called when more is ready, and
 *   when the recording is complete
 */
export function startLiveStream(player, live, view) {
  const { audio } = player;
  const [wasPaused, place] = [audio.paused, player.currentTime];
  const { times } = /** @type {Story} */ (player.story);
  player.stream = new LiveStream(live, audio, times, {
    changed: () => {
      player.offset = getStreamStart(player);
      view.showReady();
      player.update();
    },
    trouble: () => player.recovery.retryLater("the sound does not come"),
    ended: (status, error) => {
      if (status !== "succeeded") player.fail("gone", error || status);
      else handleRecordingReady(player, view.showDownloads);
    },
  });
  if (!player.stream.source) audio.src = player.story?.audio ?? ""; // Firefox has no Media Source for MP3
  if (place) player.seekWhenPossible(place);
  if (!wasPaused) player.play();
}

/**
 * The recording is complete and available as a file.
 * @param {Player} player
 * @param {() => void} showDownloads
 */
function handleRecordingReady(player, showDownloads) {
  if (!player.story) return;
  player.story.live = null;
  if (player.stream && !player.stream.source) reloadAsFile(player);
  showDownloads();
}

/**
 * Switches from the stream to the file, which can be sought everywhere.
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
 * The start of a stream that does not begin with the story, in seconds.
 * @param {Player} player
 */
function getStreamStart({ stream, story }) {
  return stream?.firstWord ? (story?.times.starts[stream.firstWord] ?? 0) / 1000 : 0;
}

/**
 * Without Media Source a live stream can be sought only in its buffer: a new stream starts at the
 * target word.
 * @param {Player} player
 * @param {number} seconds
 * @returns {boolean} whether a new stream starts there
 */
export function restartStream(player, seconds) {
  const { audio, offset, paused, story, stream } = player;
  if (!story || !stream || stream.source || stream.holds(seconds - offset)) return false;
  const wasPlaying = !paused || player.isWanted;
  stream.firstWord = Math.max(0, findCurrentIndex(story.times.starts, Math.round(seconds * 1000)));
  player.pendingSeek = 0;
  audio.src = stream.urlFrom(stream.firstWord);
  player.offset = getStreamStart(player);
  if (wasPlaying) audio.play().catch(() => {});
  return true;
}
