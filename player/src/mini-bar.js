// The bar of a player in a corner of the window. It is in the top layer, so the styles and layout of
// the page are not involved. Loaded when a player floats for the first time.

import { adoptStyle } from "./part-style.js";

import STYLE_TEXT from "./mini-bar.css";

/** @import { Player } from "./player.js" */

/** Possible positions; the first free one is used. */
const CORNERS = ["bottom end", "bottom start", "top end", "top start"];

/** Pixels between two points that are tested for overlap. */
const SAMPLE_DISTANCE = 20;

export class MiniBar {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    const { bar, dock } = player.controls;
    adoptStyle(player.element, STYLE_TEXT);
    dock.style.minBlockSize = `${dock.offsetHeight}px`;
    this.change(() => {
      bar.setAttribute("part", "bar mini");
      bar.popover = "manual";
      bar.showPopover();
    });
    this.place();
  }

  /** Puts the bar back into the element. */
  close() {
    const { bar, dock } = this.player.controls;
    this.change(() => {
      if (bar.matches(":popover-open")) bar.hidePopover();
      bar.popover = null;
      bar.setAttribute("part", "bar");
    });
    dock.style.removeProperty("min-block-size");
  }

  /**
   * Hides the bar during a change, so it causes no layout shift. Keeps the focus, or moves it
   * to a visible button.
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

  /** Moves the bar to the first corner without a fixed banner, bar or button of the page. */
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
 * Whether a fixed or sticky element lies under an element.
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
 * Points from `start` to `end`, close enough to hit each button between them.
 * @param {number} start
 * @param {number} end
 */
function sampleRange(start, end) {
  const count = Math.ceil((end - start) / SAMPLE_DISTANCE);
  return Array.from({ length: count + 1 }, (_, n) => start + (n * (end - start)) / count);
}
