// What ties a player to its sound while that is still being made, and what is done where it fails.

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
  const { audio, paused, currentTime } = player;
  audio.load();
  player.seekWhenPossible(currentTime);
  if (!paused) audio.play().catch(() => {});
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
