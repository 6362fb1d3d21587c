export const SVG = "http://www.w3.org/2000/svg";

const ICONS = /** @type {Record<string, string>} */ ({
  play: "M8 5v14l11-7z",
  pause: "M7 5h4v14H7zM13 5h4v14h-4z",
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
