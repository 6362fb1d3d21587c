// The colours of the page around a player.

/** Luminance, 0 to 1, below which a background is dark. */
const DARK = 0.35;

/**
 * Uses dark colours on a dark page that does not set `color-scheme`.
 * @param {Element} element
 * @param {HTMLElement | null} wrapper of the player in its shadow tree
 */
export function matchScheme(element, wrapper) {
  if (wrapper) wrapper.style.colorScheme = isOnDark(element) ? "dark" : "";
}

/** @param {Element} element */
function isOnDark(element) {
  for (let each = /** @type {Element | null} */ (element); each; each = each.parentElement) {
    const [red = 0, green = 0, blue = 0, alpha = 1] = getComputedStyle(each).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? [];
    if (alpha > 0.5) return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255 < DARK;
  }
  return false;
}
