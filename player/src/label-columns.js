// The labels by language, in the order of NAMES. The build replaces this module by its values, with
// English alone in the script that loads the other languages.

import { FIRST_LABELS } from "./first-labels.js";
import { LABELS } from "./labels.js";

/** @import { Language } from "./first-labels.js" */

export const NAMES = /** @type {(keyof typeof LABELS)[]} */ (Object.keys(LABELS));

const LANGUAGES = /** @type {Language[]} */ (Object.keys(FIRST_LABELS));

/** @type {Partial<Record<Language, string[]>>} */
export const COLUMNS = Object.fromEntries(
  LANGUAGES.map((language) => [language, NAMES.map((name) => LABELS[name][language])]),
);
