import { LEAP } from "./controls.js";
import { clamp } from "./time.js";

/**
 * @import { Player } from "./player.js"
 */

/**
 * Answers a button of lock screens and headsets.
 * @param {MediaSessionAction} action
 * @param {MediaSessionActionHandler} handler
 */
export function setMediaAction(action, handler) {
  try {
    navigator.mediaSession.setActionHandler(action, handler);
  } catch {
    // An older browser has no such button.
  }
}

/** @param {Player} player */
export function connectMediaSession(player) {
  if (!("mediaSession" in navigator)) return;
  const { headline = "", authors = [], site = "" } = player.story?.facts ?? {};
  const artist = (authors ?? []).join(", ");
  navigator.mediaSession.metadata = new MediaMetadata({ title: headline, artist, album: site ?? "" });
  setMediaAction("play", () => player.play());
  setMediaAction("pause", () => player.pause());
  setMediaAction("seekbackward", ({ seekOffset }) => player.skip(-(seekOffset || LEAP)));
  setMediaAction("seekforward", ({ seekOffset }) => player.skip(seekOffset || LEAP));
  const isList = () => player.playlist.entries.length > 1; // it may come late
  setMediaAction("previoustrack", () => (isList() ? player.previousStory() : player.skipSentence(-1)));
  setMediaAction("nexttrack", () => (isList() ? player.nextStory() : player.skipSentence(1)));
  setMediaAction("seekto", ({ seekTime }) => player.seek(seekTime ?? player.currentTime));
}

/** @param {Player} player */
export function updateMediaSession({ currentTime, duration, playbackRate }) {
  if (!("mediaSession" in navigator) || !duration) return;
  const position = clamp(currentTime, 0, duration);
  navigator.mediaSession.setPositionState({ duration, position, playbackRate });
}
