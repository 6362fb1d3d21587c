// Loaded for a page that shows only the article: its keys control the player, a click on a word plays from
// there, and it scrolls with the voice until the reader scrolls.

import { getContentRoot } from "./page.js";
import { computeScroll } from "./time.js";

/** @import { Player } from "./player.js" */

/** Milliseconds after which a scroll has ended in browsers without `scrollend`. A slow phone may take seconds to begin. */
const SCROLL_MS = 5000;

export class ReadAlong {
  /**
   * @param {Player} player
   * @param {(event: KeyboardEvent) => void} handleKey
   */
  constructor(player, handleKey) {
    this.player = player;
    this.handleKey = handleKey;
    this.isFollowing = true;
    /** Whether a scroll by the player is in progress. */
    this.isScrolling = false;
    this.timer = 0;
    /** The text that was followed last. A scroll of a page without it is not one away from the voice.
     * @type {Player["highlighter"]} */
    this.text = null;
    this.button = player.controls.follow;
    this.button.addEventListener("click", () => this.follow(true));
  }

  /** @param {AbortSignal} signal */
  watch(signal) {
    const { element } = this.player;
    const passive = { signal, passive: true };
    document.addEventListener("keydown", (event) => this.pressKey(event), { signal });
    for (const name of ["wheel", "touchmove"]) window.addEventListener(name, () => this.stopFollowing(), passive);
    window.addEventListener("scroll", () => this.isScrolling || this.stopFollowing(), passive);
    window.addEventListener("scrollend", () => (this.isScrolling = false), passive);
    window.addEventListener("resize", () => this.show(), passive);
    element.addEventListener("play", () => this.follow(true), { signal });
    element.addEventListener("pause", () => (this.button.hidden = true), { signal });
    element.addEventListener("earshot-segmentchange", () => this.show(), { signal });
  }

  /** @param {KeyboardEvent} event */
  pressKey(event) {
    const { element } = this.player;
    if (/^Page(Up|Down)$/.test(event.key)) this.stopFollowing();
    if (!event.composedPath().includes(element) && !element.hasAttribute("no-shortcuts")) this.handleKey(event);
  }

  stopFollowing() {
    const { paused, highlighter } = this.player;
    const hasText = this.text === highlighter && getContentRoot(this.player).hasChildNodes();
    if (!paused && this.isFollowing && hasText) this.follow(false);
  }

  /** @param {boolean} isFollowing */
  follow(isFollowing) {
    this.isFollowing = isFollowing;
    this.button.hidden = isFollowing;
    this.show();
  }

  /** Scrolls to the current sentence. */
  show() {
    const { player } = this;
    if (player.highlighter !== this.text) {
      this.text = player.highlighter;
      this.isFollowing = this.button.hidden = true;
    }
    const box = player.highlighter?.sentenceBox();
    if (!box || !this.isFollowing || player.paused) return;
    const bar = player.controls.bar.getBoundingClientRect();
    const by = computeScroll(box, box, bar.top > 0 ? bar.top : innerHeight);
    if (!by) return;
    this.isScrolling = true;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => (this.isScrolling = false), SCROLL_MS);
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches || Math.abs(by) > innerHeight;
    scrollBy({ top: by, behavior: isCalm ? "auto" : "smooth" });
  }
}
