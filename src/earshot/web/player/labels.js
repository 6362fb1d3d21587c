// What the player says, in the languages that it speaks.

const NAMES = /** @type {const} */ ([
  "player", "listen", "play", "pause", "back", "forward", "previous", "next", "position", "speed",
  "mute", "volume", "chapters", "transcript", "follow", "of", "making", "trouble", "gone", "minutes",
]);

/** @typedef {Record<typeof NAMES[number], string>} Labels */

/** In the order of NAMES; {n} is a number. */
const SPOKEN = {
  en: ["Audio player", "Listen to this article", "Play", "Pause", "Back {n} seconds", "Forward {n} seconds", "Previous sentence", "Next sentence", "Position", "Speed", "Mute", "Volume", "Chapters", "Transcript", "Follow again", "{a} of {b}", "The recording is being made…", "The sound cannot be played right now.", "This article cannot be listened to.", "{n} min"],
  de: ["Audioplayer", "Diesen Artikel anhören", "Abspielen", "Pause", "{n} Sekunden zurück", "{n} Sekunden vor", "Vorheriger Satz", "Nächster Satz", "Position", "Tempo", "Stumm", "Lautstärke", "Kapitel", "Text", "Wieder mitlesen", "{a} von {b}", "Die Aufnahme entsteht gerade…", "Der Ton kann gerade nicht abgespielt werden.", "Dieser Artikel kann nicht angehört werden.", "{n} Min."],
  fr: ["Lecteur audio", "Écouter cet article", "Lecture", "Pause", "Reculer de {n} secondes", "Avancer de {n} secondes", "Phrase précédente", "Phrase suivante", "Position", "Vitesse", "Couper le son", "Volume", "Chapitres", "Transcription", "Suivre à nouveau", "{a} sur {b}", "L’enregistrement est en cours…", "Le son ne peut pas être lu pour le moment.", "Cet article ne peut pas être écouté.", "{n} min"],
  es: ["Reproductor de audio", "Escuchar este artículo", "Reproducir", "Pausa", "Retroceder {n} segundos", "Avanzar {n} segundos", "Frase anterior", "Frase siguiente", "Posición", "Velocidad", "Silenciar", "Volumen", "Capítulos", "Transcripción", "Seguir de nuevo", "{a} de {b}", "La grabación se está haciendo…", "El sonido no se puede reproducir ahora.", "Este artículo no se puede escuchar.", "{n} min"],
  pt: ["Leitor de áudio", "Ouvir este artigo", "Reproduzir", "Pausar", "Recuar {n} segundos", "Avançar {n} segundos", "Frase anterior", "Frase seguinte", "Posição", "Velocidade", "Silenciar", "Volume", "Capítulos", "Transcrição", "Seguir de novo", "{a} de {b}", "A gravação está a ser feita…", "O som não pode ser reproduzido agora.", "Este artigo não pode ser ouvido.", "{n} min"],
  it: ["Lettore audio", "Ascolta questo articolo", "Riproduci", "Pausa", "Indietro di {n} secondi", "Avanti di {n} secondi", "Frase precedente", "Frase successiva", "Posizione", "Velocità", "Disattiva audio", "Volume", "Capitoli", "Trascrizione", "Segui di nuovo", "{a} di {b}", "La registrazione è in corso…", "L’audio non può essere riprodotto ora.", "Questo articolo non può essere ascoltato.", "{n} min"],
  nl: ["Audiospeler", "Luister naar dit artikel", "Afspelen", "Pauze", "{n} seconden terug", "{n} seconden vooruit", "Vorige zin", "Volgende zin", "Positie", "Snelheid", "Dempen", "Volume", "Hoofdstukken", "Transcript", "Weer volgen", "{a} van {b}", "De opname wordt gemaakt…", "Het geluid kan nu niet worden afgespeeld.", "Dit artikel kan niet worden beluisterd.", "{n} min"],
  ja: ["オーディオプレーヤー", "この記事を聴く", "再生", "一時停止", "{n}秒戻る", "{n}秒進む", "前の文", "次の文", "再生位置", "速度", "消音", "音量", "チャプター", "文字起こし", "再び追従する", "{b}中{a}", "音声を作成しています…", "現在、音声を再生できません。", "この記事は聴くことができません。", "{n}分"],
  ar: ["مشغل الصوت", "استمع إلى هذا المقال", "تشغيل", "إيقاف مؤقت", "رجوع {n} ثانية", "تقديم {n} ثانية", "الجملة السابقة", "الجملة التالية", "الموضع", "السرعة", "كتم الصوت", "مستوى الصوت", "الفصول", "النص", "متابعة من جديد", "{a} من {b}", "يجري إعداد التسجيل…", "لا يمكن تشغيل الصوت الآن.", "لا يمكن الاستماع إلى هذا المقال.", "{n} د"],
  he: ["נגן שמע", "האזנה לכתבה", "הפעלה", "השהיה", "{n} שניות אחורה", "{n} שניות קדימה", "המשפט הקודם", "המשפט הבא", "מיקום", "מהירות", "השתקה", "עוצמת קול", "פרקים", "תמליל", "מעקב מחדש", "{a} מתוך {b}", "ההקלטה בהכנה…", "לא ניתן להשמיע כעת.", "לא ניתן להאזין לכתבה זו.", "{n} דק׳"],
};

const RIGHT_TO_LEFT = ["ar", "he"];

/**
 * The language of ours that is meant, or nothing where we do not speak it.
 * @param {string} wanted BCP 47
 */
function spokenHere(wanted) {
  const [base = ""] = wanted.toLowerCase().split("-");
  return base in SPOKEN ? /** @type {keyof typeof SPOKEN} */ (base) : "";
}

/**
 * @param {keyof typeof SPOKEN} language
 * @returns {Labels}
 */
function labelsIn(language) {
  const said = SPOKEN[language];
  return /** @type {Labels} */ (Object.fromEntries(NAMES.map((name, n) => [name, said[n]])));
}

/**
 * @param {string} label
 * @param {Record<string, string | number>} values
 */
function filled(label, values) {
  return label.replace(/\{(\w)\}/g, (_, name) => String(values[name] ?? ""));
}
