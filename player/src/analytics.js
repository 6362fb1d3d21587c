// How much is heard of a story, for the publisher's figures: plays, seconds, tenths, and nothing that
// says whose. A plain script: listening.js uses it on the library's pages, player/ on anyone's.

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
    /** @type {Set<number>} tenths of the story that were heard */
    this.deciles = new Set();
  }

  /** Somebody pressed play; of one story it counts once. */
  begin() {
    this.isPlay ||= !this.hasBegun;
    this.hasBegun = true;
  }

  /**
   * @param {boolean} isHeard whether the sound goes on
   * @param {number} share of the story that lies behind, 0 to 1
   */
  count(isHeard, share) {
    const now = performance.now();
    if (this.since) this.seconds += (now - this.since) / 1000;
    if (this.since || isHeard) this.deciles.add(clamp(Math.floor(share * DECILES), 0, DECILES - 1));
    this.since = isHeard ? now : 0;
  }

  /**
   * Sends what was counted since it was last sent; never for a reader who asks not to be counted.
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

// Figures for the publisher whose server the story is on, where neither the page nor its reader says no.

/** Seconds of listening after which they are sent, beside whenever the reader leaves. */
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
 * Of the whole story, also where only its beginning may be heard.
 * @param {Player} player
 */
function computeShare({ story, currentTime, duration }) {
  return currentTime / (Math.max(duration, (story?.entry?.duration ?? 0) / 1000) || 1);
}

/** @param {Player} player */
function sendAnalytics(player) {
  const address = player.story?.entry?.self;
  const isSandboxed = self.origin === "null"; // from which the server takes nothing
  if (address && !isSandboxed && !player.element.hasAttribute("no-analytics")) player.counter.send(address);
}

/**
 * What follows is another listening.
 * @param {Player} player
 */
export function resetAnalytics(player) {
  sendAnalytics(player);
  player.counter = new ListenCounter();
}
