// Loads the labels of a language when a player needs them. The build writes the modules, from the table
// of labels; their paths are literal, so bundlers find them.

import { addLanguage } from "./i18n.js";

/** @import { Language } from "./first-labels.js" */

const LOADERS = {
  de: () => import("./languages/de.js"),
  fr: () => import("./languages/fr.js"),
  es: () => import("./languages/es.js"),
  pt: () => import("./languages/pt.js"),
  it: () => import("./languages/it.js"),
  nl: () => import("./languages/nl.js"),
  ja: () => import("./languages/ja.js"),
  ar: () => import("./languages/ar.js"),
  he: () => import("./languages/he.js"),
};

/**
 * Loads a language. Where that fails, the labels are English.
 * @param {Language} language
 */
export async function loadLanguage(language) {
  if (language === "en") return;
  const found = await LOADERS[language]().catch(() => null);
  if (found) addLanguage(language, found.LABELS);
}
