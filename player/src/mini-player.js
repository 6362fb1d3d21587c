// The player at the edge of the window, once its own place has scrolled out of view. It stands in
// the browser's top layer, so no style of the page reaches it and nothing of the page moves.

import { isReadAlong } from "./read-along.js";

import { showsControl } from "./shadow-tree.js";

import { isActive } from "./active-player.js";
import { Player } from "./player.js";

/** Where it may stand, the first that is free. */
const CORNERS = ["bottom end", "bottom start", "top end", "top start"];

/** Pixels between two points at which the page is looked at. */
const SAMPLE_DISTANCE = 20;

export class MiniPlayer {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    this.isSeen = true;
    this.isClosed = false;
    this.isAfloat = false;
  }

  /** @param {AbortSignal} signal */
  watch(signal) {
    const { seat } = this.player.controls;
    const eyes = new IntersectionObserver((seen) => {
      this.isSeen = seen.at(-1)?.isIntersecting ?? true;
      this.tell();
    });
    eyes.observe(seat);
    signal.addEventListener("abort", () => {
      eyes.disconnect();
      this.dock();
    });
    window.addEventListener("resize", () => this.isAfloat && this.place(), { signal });
  }

  /** What the player does has changed, or where it is. */
  tell() {
    const { player } = this;
    const isPlaying = !player.paused || (this.isAfloat && isActive(player));
    const isWanted = isPlaying && !this.isSeen && !this.isClosed && !player.ended;
    const isAllowed = !isReadAlong(player) && showsControl(player, "mini") && "showPopover" in player.element;
    if (isWanted && isAllowed) this.float();
    else this.dock();
  }

  float() {
    if (this.isAfloat) return;
    const { bar, seat } = this.player.controls;
    this.isAfloat = true;
    seat.style.minBlockSize = `${seat.offsetHeight}px`;
    this.change(() => {
      bar.setAttribute("part", "bar mini");
      bar.popover = "manual";
      bar.showPopover();
    });
    this.place();
  }

  dock() {
    if (!this.isAfloat) return;
    const { bar, seat } = this.player.controls;
    this.isAfloat = false;
    this.change(() => {
      if (bar.matches(":popover-open")) bar.hidePopover();
      bar.popover = null;
      bar.setAttribute("part", "bar");
    });
    seat.style.removeProperty("min-block-size");
  }

  /**
   * The bar is drawn anew, so that it does not count as moved; the focus stays where it is, or
   * goes to a button that is left.
   * @param {() => void} act
   */
  change(act) {
    const focused = this.player.element.shadowRoot?.activeElement;
    const { bar, play } = this.player.controls;
    bar.hidden = true;
    bar.getBoundingClientRect();
    act();
    bar.hidden = false;
    if (!(focused instanceof HTMLElement)) return;
    (focused.getClientRects().length ? focused : play).focus({ preventScroll: true });
  }

  close() {
    this.isClosed = true;
    this.dock();
  }

  /** In the first corner where nothing of the page stands fast: a banner, a bar, a button. */
  place() {
    const { bar } = this.player.controls;
    const isFree = (/** @type {string} */ corner) => {
      bar.dataset.corner = corner;
      return !overlapsFixedElement(bar);
    };
    if (!CORNERS.some(isFree)) bar.dataset.corner = CORNERS[0];
  }
}

/**
 * Whether something that does not scroll lies under an element.
 * @param {HTMLElement} element
 */
function overlapsFixedElement(element) {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const xs = sampleRange(left + 1, right - 1);
  const ys = sampleRange(top + 1, bottom - 1);
  const under = xs.flatMap((x) => ys.flatMap((y) => document.elementsFromPoint(x, y)));
  return [...new Set(under)].some((each) => {
    /** @type {Element | null} */
    let around = each.localName === "earshot-player" ? null : each;
    while (around && !/fixed|sticky/.test(getComputedStyle(around).position)) around = around.parentElement;
    return around !== null;
  });
}

/**
 * Points from `start` to `end`, so close that nothing one could press fits between two.
 * @param {number} start
 * @param {number} end
 */
function sampleRange(start, end) {
  const count = Math.ceil((end - start) / SAMPLE_DISTANCE);
  return Array.from({ length: count + 1 }, (_, n) => start + (n * (end - start)) / count);
}
