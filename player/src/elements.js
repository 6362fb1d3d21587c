// Creates elements without markup in strings, so the strictest content security policy allows
// them.

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function createElement(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * A button with an icon and an accessible name.
 * @param {string} part
 * @param {string} label
 * @param {Node[]} pictures
 */
export function createIconButton(part, label, ...pictures) {
  return createElement("button", { type: "button", part: `button ${part}`, "aria-label": label, title: label }, ...pictures);
}

/**
 * A button that is a picture in the bar, and a picture with its name in the menu.
 * @param {string} part
 * @param {string} label
 * @param {Node} picture
 */
export function createNamedButton(part, label, picture) {
  return createIconButton(part, label, picture, createElement("span", { class: "name" }, label));
}

/**
 * A control with its name in front, which is shown in the menu only.
 * @param {string} label
 * @param {HTMLElement} control
 */
export function createRow(label, control) {
  return createElement("label", { class: "row" }, createElement("span", { class: "name" }, label), control);
}
