// Style sheets of parts that are loaded when they are needed.

/** @type {Map<string, CSSStyleSheet>} */
const SHEETS = new Map();

/**
 * Adds a style sheet to the shadow tree of a player, once.
 * @param {Element} element
 * @param {string} text
 */
export function adoptStyle({ shadowRoot }, text) {
  const sheet = SHEETS.get(text) ?? new CSSStyleSheet();
  if (!SHEETS.has(text)) sheet.replaceSync(text);
  SHEETS.set(text, sheet);
  if (!shadowRoot?.adoptedStyleSheets.includes(sheet)) shadowRoot?.adoptedStyleSheets.push(sheet);
}
