export const SVG = "http://www.w3.org/2000/svg";

const ICONS = /** @type {Record<string, string>} */ ({
  play: "M9 7v10l8-5z",
  pause: "M8 7h2v10H8zM14 7h2v10h-2z",
});

/** @param {Record<string, string>} icons paths by name */
export function addIcons(icons) {
  Object.assign(ICONS, icons);
}

/**
 * @param {string} name
 */
export function createIcon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name] ?? "");
  drawing.append(path);
  return drawing;
}
