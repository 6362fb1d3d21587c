// The player at the edge of the window when its element has scrolled out of view.

import { isActive } from "./active-player.js";
import { isReadAlong, showsControl } from "./attributes.js";

/**
 * @import { MiniBar } from "./mini-bar.js"
 * @import { Player } from "./player.js"
 */

export class MiniPlayer {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    this.isInView = true;
    this.isClosed = this.isShown = false;
    /** @type {MiniBar | null} */
    this.floating = null;
  }

  get isFloating() {
    return this.floating !== null;
  }

  /** @param {AbortSignal} signal */
  watch(signal) {
    const { dock } = this.player.controls;
    const observer = new IntersectionObserver((seen) => {
      this.isInView = seen.at(-1)?.isIntersecting ?? true;
      this.update();
    });
    observer.observe(dock);
    signal.addEventListener("abort", () => {
      observer.disconnect();
      this.dock();
    });
    window.addEventListener("resize", () => this.floating?.place(), { signal });
  }

  /** Called when the state of the player or its position has changed. */
  async update() {
    const { player } = this;
    const isPlaying = !player.paused || (this.isShown && isActive(player));
    const isWanted = isPlaying && !this.isInView && !this.isClosed && !player.ended;
    const isAllowed = !isReadAlong(player) && showsControl(player, "mini") && "showPopover" in player.element;
    this.isShown = isWanted && isAllowed;
    if (!this.isShown) return this.dock();
    const part = await import("./mini-bar.js").catch(() => null);
    if (this.isShown && part) this.floating ??= new part.MiniBar(player);
  }

  dock() {
    this.isShown = false;
    this.floating?.close();
    this.floating = null;
  }

  close() {
    this.isClosed = true;
    this.dock();
  }
}
