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
  // The first script may have started the stream. It continues until the listener seeks.
  const isPlaying = !wasPaused && Boolean(audio.src) && !audio.error;
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
  if (isPlaying) return;
  if (!player.stream.attach()) audio.src = player.story?.audio ?? ""; // Firefox has no Media Source for MP3
  if (place) player.seekWhenPossible(place);
  if (!wasPaused) player.play();
}

/**
 * The recording is complete and available as a file. A playing stream continues until a seek.
 * @param {Player} player
 * @param {() => void} showDownloads
 */
function handleRecordingReady(player, showDownloads) {
  if (!player.story) return;
  player.story.live = null;
  if (player.audio.paused) restartStream(player, player.currentTime);
  showDownloads();
}

/**
 * Switches from the stream to the file, which can be sought everywhere.
 * @param {Player} player
 * @param {LiveStream} stream
 * @param {number} seconds
 */
function playFile(player, stream, seconds) {
  stream.isReplaced = true;
  player.offset = 0;
  player.audio.src = player.story?.audio ?? "";
  player.seekWhenPossible(seconds);
}

/**
 * The start of a stream that does not begin with the story, in seconds.
 * @param {Player} player
 */
function getStreamStart({ stream, story }) {
  return stream?.firstWord ? (story?.times.starts[stream.firstWord] ?? 0) / 1000 : 0;
}

/**
 * A live stream that the audio element plays by itself can be sought only in its buffer, or not at
 * all. Plays from the position by a Media Source, by a new stream or from the finished file.
 * @param {Player} player
 * @param {number} seconds
 * @returns {boolean} whether it is played from there
 */
export function restartStream(player, seconds) {
  const { audio, offset, story, stream } = player;
  if (!story || !stream || stream.source || stream.isReplaced) return false;
  const wasPlaying = !audio.paused || player.isWanted;
  if (!story.live) playFile(player, stream, seconds);
  else if (stream.attach()) player.seekWhenPossible(seconds);
  else if (stream.holds(seconds - offset)) return false;
  else playFromWord(player, stream, findCurrentIndex(story.times.starts, Math.round(seconds * 1000)));
  if (wasPlaying) audio.play().catch(() => {});
  return true;
}

/**
 * Starts a new stream.
 * @param {Player} player
 * @param {LiveStream} stream
 * @param {number} word
 */
function playFromWord(player, stream, word) {
  stream.firstWord = Math.max(0, word);
  player.pendingSeek = 0;
  player.audio.src = stream.urlFrom(stream.firstWord);
  player.offset = getStreamStart(player);
}
