// The sleep timer: stops after some minutes of listening, or at the end of the chapter or story.

import { dispatch } from "./dispatch.js";
import { clamp } from "./time.js";

/**
 * @import { Player } from "./player.js"
 */

/** Duration of the fade-out, in milliseconds. */
const FADE = 8000;

export class SleepTimer {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    /** @type {number | "chapter" | "story"} 0 is off */
    this.when = 0;
    this.left = 0;
    this.since = 0;
  }

  /** @param {number | string} when */
  set(when) {
    const isEnd = when === "chapter" || when === "story";
    this.when = isEnd ? when : clamp(Number(when) || 0, 0, 600);
    this.left = isEnd ? 0 : this.when === 0 ? 0 : Number(this.when) * 60_000;
    this.since = this.player.paused ? 0 : performance.now();
    this.player.fade(1);
    this.player.controls.menu.showTimer(String(this.when));
  }

  /** Counts only time of playback. */
  tick() {
    const { player, since } = this;
    const now = performance.now();
    this.since = player.paused ? 0 : now;
    if (typeof this.when !== "number" || !this.when || !since) return;
    this.left -= now - since;
    if (this.left <= 0) this.fire();
    else if (this.left < FADE) player.fade(this.left / FADE);
  }

  /** Pauses the story, and restores the volume. */
  fire() {
    this.player.pause();
    this.set(0);
    dispatch(this.player, "earshot-sleep");
  }

  /**
   * Stops between two paragraphs if the timer is set to the end of the chapter.
   * @param {number} next the first word of the next paragraph
   */
  stopsBefore(next) {
    const isChapter = this.player.story?.chapters().some(({ word }) => word === next);
    if (this.when !== "chapter" || !isChapter) return false;
    this.fire();
    return true;
  }

  /** Stops at the end of a story. Returns whether the timer was set to it. */
  stopsAtEnd() {
    const isLast = this.when === "story" || this.when === "chapter";
    if (isLast) this.fire();
    return isLast;
  }
}
