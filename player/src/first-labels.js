// The labels that are shown before the full player is loaded.

export const FIRST_NAMES = /** @type {const} */ (["player", "listen", "play", "pause", "making"]);

/** In the order of FIRST_NAMES. */
export const FIRST_LABELS = {
  en: ["Audio player", "Listen to this article", "Play", "Pause", "Preparing audio…"],
  de: ["Audioplayer", "Diesen Artikel anhören", "Abspielen", "Pause", "Audio wird vorbereitet…"],
  fr: ["Lecteur audio", "Écouter cet article", "Lecture", "Pause", "Préparation de l’audio…"],
  es: ["Reproductor de audio", "Escuchar este artículo", "Reproducir", "Pausa", "Preparando el audio…"],
  pt: ["Leitor de áudio", "Ouvir este artigo", "Reproduzir", "Pausar", "A preparar o áudio…"],
  it: ["Lettore audio", "Ascolta questo articolo", "Riproduci", "Pausa", "Preparazione dell’audio…"],
  nl: ["Audiospeler", "Luister naar dit artikel", "Afspelen", "Pauze", "Audio wordt voorbereid…"],
  ja: ["オーディオプレーヤー", "この記事を聴く", "再生", "一時停止", "音声を準備しています…"],
  ar: ["مشغل الصوت", "استمع إلى هذا المقال", "تشغيل", "إيقاف مؤقت", "جارٍ تجهيز الصوت…"],
  he: ["נגן שמע", "האזנה לכתבה", "הפעלה", "השהיה", "השמע בהכנה…"],
};

/** @typedef {keyof typeof FIRST_LABELS} Language */

/** @type {Language[]} */
export const RIGHT_TO_LEFT = ["ar", "he"];

/**
 * The supported language for a language tag, or an empty string.
 * @param {string} wanted BCP 47
 */
export function findLanguage(wanted) {
  const [base = ""] = wanted.toLowerCase().split("-");
  return base in FIRST_LABELS ? /** @type {Language} */ (base) : "";
}

/**
 * The language of a player: the page's around it, else the reader's.
 * @param {Element} element
 * @returns {Language}
 */
export function detectLanguage(element) {
  const around = element.closest("[lang]")?.getAttribute("lang") || document.documentElement.lang;
  for (const each of [around, ...navigator.languages]) {
    const found = findLanguage(each);
    if (found) return found;
  }
  return "en";
}
