// Labels and messages of the player, by language.

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
  de: ["Audioplayer", "Diesen Artikel anhören", "Abspielen", "Pause", "{n} Sekunden zurück", "{n} Sekunden vor", "Vorheriger Satz", "Nächster Satz", "Position", "Tempo", "Stumm", "Lautstärke", "Kapitel", "Text", "Zur aktuellen Stelle", "{a} von {b}", "Audio wird vorbereitet…", "Die Wiedergabe ist gerade nicht möglich.", "Für diesen Artikel ist kein Audio verfügbar.", "{n} Min.", "Mehr", "Einschlaftimer", "Aus", "Ende des Kapitels", "Ende des Artikels", "Herunterladen", "Ab hier teilen", "Link kopiert.", "Schließen", "Als Nächstes", "Danach geht der Artikel weiter.", "Beginnt bei {a}.", "Keine Verbindung. Die Wiedergabe geht weiter, sobald sie wieder da ist."],
  fr: ["Lecteur audio", "Écouter cet article", "Lecture", "Pause", "Reculer de {n} secondes", "Avancer de {n} secondes", "Phrase précédente", "Phrase suivante", "Position", "Vitesse", "Couper le son", "Volume", "Chapitres", "Transcription", "Revenir au passage en cours", "{a} sur {b}", "Préparation de l’audio…", "Lecture impossible pour le moment.", "L’audio de cet article n’est pas disponible.", "{n} min", "Plus", "Minuterie de veille", "Désactivée", "Fin du chapitre", "Fin de l’article", "Télécharger", "Partager à partir d’ici", "Lien copié.", "Fermer", "À suivre", "L’article reprend juste après.", "Commence à {a}.", "Vous êtes hors ligne. La lecture reprendra au retour de la connexion."],
  es: ["Reproductor de audio", "Escuchar este artículo", "Reproducir", "Pausa", "Retroceder {n} segundos", "Avanzar {n} segundos", "Frase anterior", "Frase siguiente", "Posición", "Velocidad", "Silenciar", "Volumen", "Capítulos", "Transcripción", "Volver al punto actual", "{a} de {b}", "Preparando el audio…", "No se puede reproducir en este momento.", "El audio de este artículo no está disponible.", "{n} min", "Más", "Temporizador", "Desactivado", "Fin del capítulo", "Fin del artículo", "Descargar", "Compartir desde aquí", "Enlace copiado.", "Cerrar", "A continuación", "El artículo continúa después.", "Empieza en {a}.", "Sin conexión. La reproducción seguirá en cuanto vuelva."],
  pt: ["Leitor de áudio", "Ouvir este artigo", "Reproduzir", "Pausar", "Recuar {n} segundos", "Avançar {n} segundos", "Frase anterior", "Frase seguinte", "Posição", "Velocidade", "Silenciar", "Volume", "Capítulos", "Transcrição", "Voltar ao ponto atual", "{a} de {b}", "A preparar o áudio…", "Não é possível reproduzir neste momento.", "O áudio deste artigo não está disponível.", "{n} min", "Mais", "Temporizador", "Desligado", "Fim do capítulo", "Fim do artigo", "Transferir", "Partilhar a partir daqui", "Ligação copiada.", "Fechar", "A seguir", "O artigo continua a seguir.", "Começa em {a}.", "Sem ligação. A reprodução continua quando a ligação voltar."],
  it: ["Lettore audio", "Ascolta questo articolo", "Riproduci", "Pausa", "Indietro di {n} secondi", "Avanti di {n} secondi", "Frase precedente", "Frase successiva", "Posizione", "Velocità", "Disattiva audio", "Volume", "Capitoli", "Trascrizione", "Torna al punto attuale", "{a} di {b}", "Preparazione dell’audio…", "Impossibile riprodurre in questo momento.", "L’audio di questo articolo non è disponibile.", "{n} min", "Altro", "Timer di spegnimento", "Disattivato", "Fine del capitolo", "Fine dell’articolo", "Scarica", "Condividi da qui", "Link copiato.", "Chiudi", "A seguire", "Poi l’articolo riprende.", "Inizia da {a}.", "Connessione assente. La riproduzione riprenderà appena torna."],
  nl: ["Audiospeler", "Luister naar dit artikel", "Afspelen", "Pauze", "{n} seconden terug", "{n} seconden vooruit", "Vorige zin", "Volgende zin", "Positie", "Snelheid", "Dempen", "Volume", "Hoofdstukken", "Transcript", "Terug naar de huidige zin", "{a} van {b}", "Audio wordt voorbereid…", "Afspelen lukt nu niet.", "Voor dit artikel is geen audio beschikbaar.", "{n} min", "Meer", "Slaaptimer", "Uit", "Einde van het hoofdstuk", "Einde van het artikel", "Downloaden", "Delen vanaf hier", "Link gekopieerd.", "Sluiten", "Hierna", "Hierna gaat het artikel verder.", "Begint bij {a}.", "Geen verbinding. Zodra die terug is, gaat het afspelen verder."],
  ja: ["オーディオプレーヤー", "この記事を聴く", "再生", "一時停止", "{n}秒戻る", "{n}秒進む", "前の文", "次の文", "再生位置", "速度", "消音", "音量", "チャプター", "文字起こし", "現在の位置に戻る", "{b}中{a}", "音声を準備しています…", "現在、再生できません。", "この記事の音声は利用できません。", "{n}分", "その他", "スリープタイマー", "オフ", "チャプターの終わり", "記事の終わり", "ダウンロード", "ここから共有", "リンクをコピーしました。", "閉じる", "次の記事", "このあと記事を再開します。", "{a}から再生します。", "オフラインです。接続が回復すると再開します。"],
  ar: ["مشغل الصوت", "استمع إلى هذا المقال", "تشغيل", "إيقاف مؤقت", "رجوع {n} ثانية", "تقديم {n} ثانية", "الجملة السابقة", "الجملة التالية", "الموضع", "السرعة", "كتم الصوت", "مستوى الصوت", "الفصول", "النص", "العودة إلى الموضع الحالي", "{a} من {b}", "جارٍ تجهيز الصوت…", "يتعذر التشغيل الآن.", "الصوت غير متاح لهذا المقال.", "{n} د", "المزيد", "مؤقت النوم", "متوقف", "نهاية الفصل", "نهاية المقال", "تنزيل", "مشاركة من هنا", "تم نسخ الرابط.", "إغلاق", "التالي", "يُستأنف المقال بعد هذا.", "يبدأ من {a}.", "انقطع الاتصال. يُستأنف التشغيل عند عودته."],
  he: ["נגן שמע", "האזנה לכתבה", "הפעלה", "השהיה", "{n} שניות אחורה", "{n} שניות קדימה", "המשפט הקודם", "המשפט הבא", "מיקום", "מהירות", "השתקה", "עוצמת קול", "פרקים", "תמליל", "חזרה למיקום הנוכחי", "{a} מתוך {b}", "השמע בהכנה…", "לא ניתן להשמיע כעת.", "אין שמע זמין לכתבה זו.", "{n} דק׳", "עוד", "טיימר שינה", "כבוי", "סוף הפרק", "סוף הכתבה", "הורדה", "שיתוף מכאן", "הקישור הועתק.", "סגירה", "הבא בתור", "הכתבה תימשך אחרי זה.", "מתחיל ב־{a}.", "החיבור נותק. ההשמעה תימשך כשיחזור."],
};

export const RIGHT_TO_LEFT = ["ar", "he"];

/**
 * The supported language for a language tag, or an empty string.
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
