// Labels and messages of the player, by language. The first script has only those that it shows.

import { LABELS as ENGLISH } from "./languages/en.js";
import { FIRST_NAMES, FIRST_LABELS } from "./first-labels.js";

/** @import { Language } from "./first-labels.js" */

const NAMES = /** @type {const} */ ([
  "back", "forward", "previous", "next", "position", "speed", "mute", "volume", "chapters",
  "transcript", "follow", "of", "trouble", "gone", "minutes", "more", "sleep", "off", "chapterEnd",
  "storyEnd", "download", "share", "copied", "close", "playlist", "break", "starts", "offline",
  "shortcuts", "ready", "nextIn", "locked",
]);

/** @typedef {Record<typeof NAMES[number] | typeof FIRST_NAMES[number], string>} Labels */

/** @type {Partial<Record<Language, string[]>>} */
const TRANSLATIONS = { en: ENGLISH };

/**
 * @param {Language} language
 * @param {string[]} labels in the order of NAMES
 */
export function addLanguage(language, labels) {
  TRANSLATIONS[language] = labels;
}

/**
 * The labels of a language that was added; those of English for another.
 * @param {Language} language
 * @returns {Labels}
 */
export function getLabels(language) {
  const names = [...FIRST_NAMES, ...NAMES];
  const labels = [...FIRST_LABELS[language], ...(TRANSLATIONS[language] ?? ENGLISH)];
  return /** @type {Labels} */ (Object.fromEntries(names.map((name, n) => [name, labels[n]])));
}

/**
 * @param {string} label
 * @param {Record<string, string | number>} values
 */
export function fillLabel(label, values) {
  return label.replace(/\{(\w)\}/g, (_, name) => String(values[name] ?? ""));
}
