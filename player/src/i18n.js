// What the player says, in the languages that it speaks.

const NAMES = /** @type {const} */ ([
  "player", "listen", "play", "pause", "back", "forward", "previous", "next", "position", "speed",
  "mute", "volume", "chapters", "transcript", "follow", "of", "making", "trouble", "gone", "minutes",
  "more", "sleep", "off", "chapterEnd", "storyEnd", "download", "share", "copied", "close", "playlist",
  "break", "starts", "offline",
]);

/** @typedef {Record<typeof NAMES[number], string>} Labels */

/** In the order of NAMES; {n} is a number. */
export const TRANSLATIONS = {
  en: ["Audio player", "Listen to this article", "Play", "Pause", "Back {n} seconds", "Forward {n} seconds", "Previous sentence", "Next sentence", "Seek", "Speed", "Mute", "Volume", "Chapters", "Transcript", "Back to current", "{a} of {b}", "Preparing audio…", "We can’t play this right now.", "Audio isn’t available for this article.", "{n} min", "More", "Sleep timer", "Off", "End of chapter", "End of article", "Download", "Share from this point", "Link copied.", "Close", "Up next", "The article continues after this.", "Starts at {a}.", "You’re offline. We’ll resume when you’re back."],
  de: ["Audioplayer", "Diesen Artikel anhören", "Abspielen", "Pause", "{n} Sekunden zurück", "{n} Sekunden vor", "Vorheriger Satz", "Nächster Satz", "Position", "Tempo", "Stumm", "Lautstärke", "Kapitel", "Text", "Wieder mitlesen", "{a} von {b}", "Die Aufnahme entsteht gerade…", "Der Ton kann gerade nicht abgespielt werden.", "Dieser Artikel kann nicht angehört werden.", "{n} Min.", "Mehr", "Einschlaftimer", "Aus", "Ende des Kapitels", "Ende des Artikels", "Herunterladen", "Ab hier teilen", "Link kopiert.", "Schließen", "Als Nächstes", "Danach geht der Artikel weiter.", "Beginnt bei {a}.", "Keine Verbindung. Gleich geht es weiter."],
  fr: ["Lecteur audio", "Écouter cet article", "Lecture", "Pause", "Reculer de {n} secondes", "Avancer de {n} secondes", "Phrase précédente", "Phrase suivante", "Position", "Vitesse", "Couper le son", "Volume", "Chapitres", "Transcription", "Suivre à nouveau", "{a} sur {b}", "L’enregistrement est en cours…", "Le son ne peut pas être lu pour le moment.", "Cet article ne peut pas être écouté.", "{n} min", "Plus", "Minuterie de veille", "Désactivée", "Fin du chapitre", "Fin de l’article", "Télécharger", "Partager à partir d’ici", "Lien copié.", "Fermer", "À suivre", "L’article reprend juste après.", "Commence à {a}.", "Connexion perdue. La lecture reprendra à son retour."],
  es: ["Reproductor de audio", "Escuchar este artículo", "Reproducir", "Pausa", "Retroceder {n} segundos", "Avanzar {n} segundos", "Frase anterior", "Frase siguiente", "Posición", "Velocidad", "Silenciar", "Volumen", "Capítulos", "Transcripción", "Seguir de nuevo", "{a} de {b}", "La grabación se está haciendo…", "El sonido no se puede reproducir ahora.", "Este artículo no se puede escuchar.", "{n} min", "Más", "Temporizador", "Desactivado", "Fin del capítulo", "Fin del artículo", "Descargar", "Compartir desde aquí", "Enlace copiado.", "Cerrar", "A continuación", "Después continúa el artículo.", "Empieza en {a}.", "Sin conexión. Seguirá en cuanto vuelva."],
  pt: ["Leitor de áudio", "Ouvir este artigo", "Reproduzir", "Pausar", "Recuar {n} segundos", "Avançar {n} segundos", "Frase anterior", "Frase seguinte", "Posição", "Velocidade", "Silenciar", "Volume", "Capítulos", "Transcrição", "Seguir de novo", "{a} de {b}", "A gravação está a ser feita…", "O som não pode ser reproduzido agora.", "Este artigo não pode ser ouvido.", "{n} min", "Mais", "Temporizador", "Desligado", "Fim do capítulo", "Fim do artigo", "Transferir", "Partilhar a partir daqui", "Ligação copiada.", "Fechar", "A seguir", "O artigo continua depois disto.", "Começa em {a}.", "Sem ligação. Continua assim que voltar."],
  it: ["Lettore audio", "Ascolta questo articolo", "Riproduci", "Pausa", "Indietro di {n} secondi", "Avanti di {n} secondi", "Frase precedente", "Frase successiva", "Posizione", "Velocità", "Disattiva audio", "Volume", "Capitoli", "Trascrizione", "Segui di nuovo", "{a} di {b}", "La registrazione è in corso…", "L’audio non può essere riprodotto ora.", "Questo articolo non può essere ascoltato.", "{n} min", "Altro", "Timer di spegnimento", "Disattivato", "Fine del capitolo", "Fine dell’articolo", "Scarica", "Condividi da qui", "Link copiato.", "Chiudi", "A seguire", "Poi l’articolo riprende.", "Inizia da {a}.", "Connessione persa. Riprenderà appena torna."],
  nl: ["Audiospeler", "Luister naar dit artikel", "Afspelen", "Pauze", "{n} seconden terug", "{n} seconden vooruit", "Vorige zin", "Volgende zin", "Positie", "Snelheid", "Dempen", "Volume", "Hoofdstukken", "Transcript", "Weer volgen", "{a} van {b}", "De opname wordt gemaakt…", "Het geluid kan nu niet worden afgespeeld.", "Dit artikel kan niet worden beluisterd.", "{n} min", "Meer", "Slaaptimer", "Uit", "Einde van het hoofdstuk", "Einde van het artikel", "Downloaden", "Delen vanaf hier", "Link gekopieerd.", "Sluiten", "Hierna", "Hierna gaat het artikel verder.", "Begint bij {a}.", "Geen verbinding. Zodra die terug is, gaat het verder."],
  ja: ["オーディオプレーヤー", "この記事を聴く", "再生", "一時停止", "{n}秒戻る", "{n}秒進む", "前の文", "次の文", "再生位置", "速度", "消音", "音量", "チャプター", "文字起こし", "再び追従する", "{b}中{a}", "音声を作成しています…", "現在、音声を再生できません。", "この記事は聴くことができません。", "{n}分", "その他", "スリープタイマー", "オフ", "チャプターの終わり", "記事の終わり", "ダウンロード", "ここから共有", "リンクをコピーしました。", "閉じる", "次の記事", "このあと記事を再開します。", "{a}から再生します。", "接続が切れました。回復すると再開します。"],
  ar: ["مشغل الصوت", "استمع إلى هذا المقال", "تشغيل", "إيقاف مؤقت", "رجوع {n} ثانية", "تقديم {n} ثانية", "الجملة السابقة", "الجملة التالية", "الموضع", "السرعة", "كتم الصوت", "مستوى الصوت", "الفصول", "النص", "متابعة من جديد", "{a} من {b}", "يجري إعداد التسجيل…", "لا يمكن تشغيل الصوت الآن.", "لا يمكن الاستماع إلى هذا المقال.", "{n} د", "المزيد", "مؤقت النوم", "متوقف", "نهاية الفصل", "نهاية المقال", "تنزيل", "مشاركة من هنا", "تم نسخ الرابط.", "إغلاق", "التالي", "يُستأنف المقال بعد هذا.", "يبدأ من {a}.", "انقطع الاتصال. يُستأنف التشغيل عند عودته."],
  he: ["נגן שמע", "האזנה לכתבה", "הפעלה", "השהיה", "{n} שניות אחורה", "{n} שניות קדימה", "המשפט הקודם", "המשפט הבא", "מיקום", "מהירות", "השתקה", "עוצמת קול", "פרקים", "תמליל", "מעקב מחדש", "{a} מתוך {b}", "ההקלטה בהכנה…", "לא ניתן להשמיע כעת.", "לא ניתן להאזין לכתבה זו.", "{n} דק׳", "עוד", "טיימר שינה", "כבוי", "סוף הפרק", "סוף הכתבה", "הורדה", "שיתוף מכאן", "הקישור הועתק.", "סגירה", "הבא בתור", "הכתבה תימשך אחרי זה.", "מתחיל ב־{a}.", "החיבור נותק. ההשמעה תימשך כשיחזור."],
};

export const RIGHT_TO_LEFT = ["ar", "he"];

/**
 * The language of ours that is meant, or nothing where we do not speak it.
 * @param {string} wanted BCP 47
 */
export function findLanguage(wanted) {
  const [base = ""] = wanted.toLowerCase().split("-");
  return base in TRANSLATIONS ? /** @type {keyof typeof TRANSLATIONS} */ (base) : "";
}

/**
 * @param {keyof typeof TRANSLATIONS} language
 * @returns {Labels}
 */
export function getLabels(language) {
  const said = TRANSLATIONS[language];
  return /** @type {Labels} */ (Object.fromEntries(NAMES.map((name, n) => [name, said[n]])));
}

/**
 * @param {string} label
 * @param {Record<string, string | number>} values
 */
export function fillLabel(label, values) {
  return label.replace(/\{(\w)\}/g, (_, name) => String(values[name] ?? ""));
}
