import { skipSentence } from "./sentence-skip.js";

import { clamp } from "./time.js";

/**
 * @import { Player } from "./player.js"
 */

/**
 * Handles a media key of lock screens and headsets.
 * @param {MediaSessionAction} action
 * @param {MediaSessionActionHandler | null} handler
 */
export function setMediaAction(action, handler) {
  try {
    navigator.mediaSession.setActionHandler(action, handler);
  } catch {
    // Older browsers do not have this action.
  }
}

/** @param {Player} player */
export function connectMediaSession(player) {
  if (!("mediaSession" in navigator)) return;
  const { headline, authors, site } = player.story?.facts ?? {};
  const title = headline || player.entry?.title || document.title;
  const artist = authors?.join(", ") || site || location.hostname;
  navigator.mediaSession.metadata = new MediaMetadata({ title, artist, album: site ?? "", artwork: findArtwork(player) });
  setMediaAction("play", () => player.play());
  setMediaAction("pause", () => player.pause());
  setMediaAction("seekbackward", ({ seekOffset }) => player.skip(-(seekOffset || player.skipSeconds)));
  setMediaAction("seekforward", ({ seekOffset }) => player.skip(seekOffset || player.skipSeconds));
  const move = (/** @type {number} */ by) => (player.playlist?.hasOthers ? player.playlist.move(by) : skipSentence(player, by));
  setMediaAction("previoustrack", () => move(-1));
  setMediaAction("nexttrack", () => move(1));
  setMediaAction("seekto", ({ seekTime }) => player.seek(seekTime ?? player.currentTime));
}

/**
 * The page's own image, for the page's own story.
 * @param {Player} player
 */
function findArtwork({ entry }) {
  const address = document.querySelector('meta[property="og:image"]')?.getAttribute("content");
  return entry || !address ? [] : [{ src: new URL(address, document.baseURI).href }];
}

/** @param {Player} player */
export function updateMediaSession({ currentTime, duration, playbackRate, paused }) {
  if (!("mediaSession" in navigator)) return;
  navigator.mediaSession.playbackState = paused ? "paused" : "playing";
  if (!duration) return;
  const position = clamp(currentTime, 0, duration);
  navigator.mediaSession.setPositionState({ duration, position, playbackRate });
}
