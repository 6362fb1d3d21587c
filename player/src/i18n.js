// Labels and messages of the player, by language. The first script has only those that it shows.

import { FIRST_LABELS, FIRST_NAMES } from "./first-labels.js";
import { COLUMNS, NAMES } from "./label-columns.js";

/** @import { Language } from "./first-labels.js" */

/** @typedef {Record<typeof NAMES[number] | typeof FIRST_NAMES[number], string>} Labels */

/**
 * @param {Language} language
 * @param {string[]} labels in the order of NAMES
 */
export function addLanguage(language, labels) {
  COLUMNS[language] = labels;
}

/**
 * The labels of a language that was added; those of English for another.
 * @param {Language} language
 * @returns {Labels}
 */
export function getLabels(language) {
  const names = [...FIRST_NAMES, ...NAMES];
  const labels = [...FIRST_LABELS[language], ...(COLUMNS[language] ?? COLUMNS.en ?? [])];
  return /** @type {Labels} */ (Object.fromEntries(names.map((name, n) => [name, labels[n]])));
}

/**
 * @param {string} label
 * @param {Record<string, string | number>} values
 */
export function fillLabel(label, values) {
  return label.replace(/\{(\w)\}/g, (_, name) => String(values[name] ?? ""));
}
