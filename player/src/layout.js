// Chooses the controls in the bar. The others are in the menu.

/** @import { Player } from "./player.js" */

/** @typedef {"compact" | "full"} Layout */

/** The usual size of text in pixels, for which WIDTHS are made. */
const TEXT_SIZE = 16;

/**
 * The minimum width of the player, in pixels, for a control in the bar.
 * @type {Record<Layout, Record<string, number>>}
 */
const WIDTHS = {
  compact: { skips: 480, speed: 280 },
  full: { skips: 270, speed: 240, space: 0, transcript: 380, playlist: 380, sentences: 520, chapters: 520, volume: 640 },
};

/**
 * @param {Layout} layout
 * @param {number} width
 */
export function listShownControls(layout, width) {
  return Object.entries(WIDTHS[layout]).filter(([, least]) => width >= least).map(([name]) => name);
}

/**
 * @param {Player} player
 * @returns {Layout}
 */
export function getLayout({ element }) {
  return element.getAttribute("layout") === "full" ? "full" : "compact";
}

/**
 * Arranges the controls again whenever the width of the player changes.
 * @param {Player} player
 * @param {AbortSignal} signal
 */
export function watchWidth(player, signal) {
  const { ruler } = player.controls;
  const observer = new ResizeObserver(() => arrangeControls(player));
  observer.observe(ruler);
  signal.addEventListener("abort", () => observer.disconnect());
  arrangeControls(player);
}

/** @param {Player} player */
export function arrangeControls(player) {
  const { controls } = player;
  const enlarged = parseFloat(getComputedStyle(controls.ruler).fontSize) / TEXT_SIZE || 1;
  controls.arrange(getLayout(player), controls.ruler.offsetWidth / enlarged || Infinity);
  controls.showTitle(player.hasStarted);
}
