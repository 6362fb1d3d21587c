// The sleep timer: so many minutes of listening, or to the end of the chapter or the story.

import { dispatch } from "./events.js";
import { clamp } from "./time.js";

/**
 * @import { Player } from "./player.js"
 */

/** Milliseconds in which a story is faded out. */
const FADE = 8000;

export class SleepTimer {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    /** @type {number | "chapter" | "story"} minutes, or an end; 0 is off */
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
    this.player.controls.menu.tellSleep(String(this.when));
  }

  /** Counts only what is heard. */
  tick() {
    const { player, since } = this;
    const now = performance.now();
    this.since = player.paused ? 0 : now;
    if (typeof this.when !== "number" || !this.when || !since) return;
    this.left -= now - since;
    if (this.left <= 0) this.fall();
    else if (this.left < FADE) player.fade(this.left / FADE);
  }

  /** The story rests, and the volume is what it was. */
  fall() {
    this.player.pause();
    this.set(0);
    dispatch(this.player, "earshot-sleep");
  }

  /**
   * Whether the story rests between two of its paragraphs.
   * @param {number} next the word that would be said next
   */
  fallsBefore(next) {
    const isChapter = this.player.story?.chapters().some(({ word }) => word === next);
    if (this.when !== "chapter" || !isChapter) return false;
    this.fall();
    return true;
  }

  /** Whether the story was to be the last one; the timer is off then. */
  fallsBehind() {
    const isLast = this.when === "story" || this.when === "chapter";
    if (isLast) this.fall();
    return isLast;
  }
}
