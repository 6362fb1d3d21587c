// The icons of the buttons that the first script does not draw.

import { SVG, addIcons, createIcon } from "./icons.js";

addIcons({
  previous: "M6 6h2v12H6zM19 6v12l-9-6z",
  next: "M16 6h2v12h-2zM5 6v12l9-6z",
  back: "M12 5V1L6 6l6 5V7a6 6 0 1 1-6 6H4a8 8 0 1 0 8-8z",
  forward: "M12 5V1l6 5-6 5V7a6 6 0 1 0 6 6h2a8 8 0 1 1-8-8z",
  loud: "M4 9v6h4l5 5V4L8 9zM16 8v8a4 4 0 0 0 0-8z",
  muted: "M4 9v6h4l5 5V4L8 9zM16 10l1-1 2 2 2-2 1 1-2 2 2 2-1 1-2-2-2 2-1-1 2-2z",
  text: "M4 5h16v2H4zM4 9h16v2H4zM4 13h16v2H4zM4 17h10v2H4z",
  more: "M10 5a2 2 0 1 0 4 0 2 2 0 1 0-4 0m0 7a2 2 0 1 0 4 0 2 2 0 1 0-4 0m0 7a2 2 0 1 0 4 0 2 2 0 1 0-4 0",
  close: "M5 6l1-1 6 6 6-6 1 1-6 6 6 6-1 1-6-6-6 6-1-1 6-6z",
});

export { createIcon };

/**
 * An icon with a number inside.
 * @param {string} name
 * @param {number} number
 */
export function createNumberedIcon(name, number) {
  const drawing = createIcon(name);
  const label = document.createElementNS(SVG, "text");
  for (const [key, value] of Object.entries({ x: "12", y: "15.5", "text-anchor": "middle" })) label.setAttribute(key, value);
  label.append(String(number));
  drawing.append(label);
  return drawing;
}
