// Anonymous listening statistics for the publisher: plays, seconds, and tenths of the story.

import { sendListening } from "./api.js";

import { clamp } from "./time.js";

/**
 * @import { Player } from "./player.js"
 */

const DECILES = 10;

export class ListenCounter {
  constructor() {
    this.isPlay = false;
    this.hasBegun = false;
    this.since = 0;
    this.seconds = 0;
    /** @type {Set<number>} tenths of the story that were played */
    this.deciles = new Set();
  }

  /** Counts a play, once for each story. */
  begin() {
    this.isPlay ||= !this.hasBegun;
    this.hasBegun = true;
  }

  /**
   * @param {boolean} isPlaying
   * @param {number} share of the story that was played, 0 to 1
   */
  count(isPlaying, share) {
    const now = performance.now();
    if (this.since) this.seconds += (now - this.since) / 1000;
    if (this.since || isPlaying) this.deciles.add(clamp(Math.floor(share * DECILES), 0, DECILES - 1));
    this.since = isPlaying ? now : 0;
  }

  /**
   * Sends the counts since the last call, unless the reader asks not to be tracked.
   * @param {string} address of the story
   */
  send(address) {
    if (this.seconds < 1) return;
    const counts = { plays: this.isPlay ? 1 : 0, seconds: Math.round(this.seconds), deciles: [...this.deciles] };
    this.isPlay = false;
    this.seconds = 0;
    this.deciles.clear();
    if (!wantsPrivacy()) sendListening(address, counts);
  }
}

/** Do Not Track, and Global Privacy Control (https://www.w3.org/TR/gpc/). */
function wantsPrivacy() {
  const { doNotTrack } = navigator;
  return doNotTrack === "1" || Boolean(/** @type {any} */ (navigator).globalPrivacyControl);
}


/** Seconds of listening between two reports; the last one is sent when the reader leaves. */
const SEND_AFTER = 60;

/**
 * @param {Player} player
 * @param {AbortSignal} signal
 */
export function connectAnalytics(player, signal) {
  const count = () => player.counter.count(!player.paused, computeShare(player));
  const { element } = player;
  const send = () => {
    count();
    sendAnalytics(player);
  };
  element.addEventListener("play", () => (player.counter.begin(), count()), { signal });
  element.addEventListener("pause", count, { signal });
  element.addEventListener("ended", send, { signal });
  window.addEventListener("pagehide", send, { signal });
  document.addEventListener("visibilitychange", () => document.hidden && send(), { signal });
  element.addEventListener("timeupdate", () => {
    count();
    if (player.counter.seconds >= SEND_AFTER) send();
  }, { signal });
}

/**
 * Share of the whole story, even if only a preview is available.
 * @param {Player} player
 */
function computeShare({ story, currentTime, duration }) {
  return currentTime / (Math.max(duration, (story?.entry?.duration ?? 0) / 1000) || 1);
}

/** @param {Player} player */
function sendAnalytics(player) {
  const address = player.story?.entry?.self;
  const isSandboxed = self.origin === "null"; // the server rejects its reports
  if (address && !isSandboxed && !player.element.hasAttribute("no-analytics")) player.counter.send(address);
}

/**
 * Starts a new count, for example for another story.
 * @param {Player} player
 */
export function resetAnalytics(player) {
  sendAnalytics(player);
  player.counter = new ListenCounter();
}
