// Every language at once, for the player in one file.

import { addLanguage } from "./i18n.js";
import { LABELS as de } from "./languages/de.js";
import { LABELS as fr } from "./languages/fr.js";
import { LABELS as es } from "./languages/es.js";
import { LABELS as pt } from "./languages/pt.js";
import { LABELS as it } from "./languages/it.js";
import { LABELS as nl } from "./languages/nl.js";
import { LABELS as ja } from "./languages/ja.js";
import { LABELS as ar } from "./languages/ar.js";
import { LABELS as he } from "./languages/he.js";

/** @import { Language } from "./first-labels.js" */

const LANGUAGES = { de, fr, es, pt, it, nl, ja, ar, he };

for (const [language, labels] of Object.entries(LANGUAGES)) addLanguage(/** @type {Language} */ (language), labels);
