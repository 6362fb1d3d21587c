// The labels of the player: a row for each label, a column for each language. The build gives each
// script the languages that it shows.

/** @import { Language } from "./first-labels.js" */

/** @satisfies {Record<string, Record<Language, string>>} */
export const LABELS = {
  back: {
    en: "Back {n} seconds", de: "{n} Sekunden zurück", fr: "Reculer de {n} secondes",
    es: "Retroceder {n} segundos", pt: "Recuar {n} segundos", it: "Indietro di {n} secondi",
    nl: "{n} seconden terug", ja: "{n}秒戻る", ar: "رجوع {n} ثانية", he: "{n} שניות אחורה",
  },
  forward: {
    en: "Forward {n} seconds", de: "{n} Sekunden vor", fr: "Avancer de {n} secondes",
    es: "Avanzar {n} segundos", pt: "Avançar {n} segundos", it: "Avanti di {n} secondi",
    nl: "{n} seconden vooruit", ja: "{n}秒進む", ar: "تقديم {n} ثانية", he: "{n} שניות קדימה",
  },
  previous: {
    en: "Previous sentence", de: "Vorheriger Satz", fr: "Phrase précédente", es: "Frase anterior",
    pt: "Frase anterior", it: "Frase precedente", nl: "Vorige zin", ja: "前の文", ar: "الجملة السابقة",
    he: "המשפט הקודם",
  },
  next: {
    en: "Next sentence", de: "Nächster Satz", fr: "Phrase suivante", es: "Frase siguiente",
    pt: "Frase seguinte", it: "Frase successiva", nl: "Volgende zin", ja: "次の文", ar: "الجملة التالية",
    he: "המשפט הבא",
  },
  position: {
    en: "Seek", de: "Position", fr: "Position", es: "Posición", pt: "Posição", it: "Posizione",
    nl: "Positie", ja: "再生位置", ar: "الموضع", he: "מיקום",
  },
  speed: {
    en: "Speed", de: "Tempo", fr: "Vitesse", es: "Velocidad", pt: "Velocidade", it: "Velocità",
    nl: "Snelheid", ja: "速度", ar: "السرعة", he: "מהירות",
  },
  mute: {
    en: "Mute", de: "Stumm", fr: "Couper le son", es: "Silenciar", pt: "Silenciar", it: "Disattiva audio",
    nl: "Dempen", ja: "消音", ar: "كتم الصوت", he: "השתקה",
  },
  volume: {
    en: "Volume", de: "Lautstärke", fr: "Volume", es: "Volumen", pt: "Volume", it: "Volume", nl: "Volume",
    ja: "音量", ar: "مستوى الصوت", he: "עוצמת קול",
  },
  chapters: {
    en: "Chapters", de: "Kapitel", fr: "Chapitres", es: "Capítulos", pt: "Capítulos", it: "Capitoli",
    nl: "Hoofdstukken", ja: "チャプター", ar: "الفصول", he: "פרקים",
  },
  transcript: {
    en: "Transcript", de: "Text", fr: "Transcription", es: "Transcripción", pt: "Transcrição",
    it: "Trascrizione", nl: "Transcript", ja: "文字起こし", ar: "النص", he: "תמליל",
  },
  follow: {
    en: "Back to current", de: "Zur aktuellen Stelle", fr: "Revenir au passage en cours",
    es: "Volver al punto actual", pt: "Voltar ao ponto atual", it: "Torna al punto attuale",
    nl: "Terug naar de huidige zin", ja: "現在の位置に戻る", ar: "العودة إلى الموضع الحالي",
    he: "חזרה למיקום הנוכחי",
  },
  of: {
    en: "{a} of {b}", de: "{a} von {b}", fr: "{a} sur {b}", es: "{a} de {b}", pt: "{a} de {b}",
    it: "{a} di {b}", nl: "{a} van {b}", ja: "{b}中{a}", ar: "{a} من {b}", he: "{a} מתוך {b}",
  },
  trouble: {
    en: "We can’t play this right now.", de: "Die Wiedergabe ist gerade nicht möglich.",
    fr: "Lecture impossible pour le moment.", es: "No se puede reproducir en este momento.",
    pt: "Não é possível reproduzir neste momento.", it: "Impossibile riprodurre in questo momento.",
    nl: "Afspelen lukt nu niet.", ja: "現在、再生できません。", ar: "يتعذر التشغيل الآن.", he: "לא ניתן להשמיע כעת.",
  },
  gone: {
    en: "Audio isn’t available for this article.", de: "Für diesen Artikel ist kein Audio verfügbar.",
    fr: "L’audio de cet article n’est pas disponible.", es: "El audio de este artículo no está disponible.",
    pt: "O áudio deste artigo não está disponível.", it: "L’audio di questo articolo non è disponibile.",
    nl: "Voor dit artikel is geen audio beschikbaar.", ja: "この記事の音声は利用できません。",
    ar: "الصوت غير متاح لهذا المقال.", he: "אין שמע זמין לכתבה זו.",
  },
  minutes: {
    en: "{n} min", de: "{n} Min.", fr: "{n} min", es: "{n} min", pt: "{n} min", it: "{n} min",
    nl: "{n} min", ja: "{n}分", ar: "{n} د", he: "{n} דק׳",
  },
  voice: {
    en: "{n} min · AI voice", de: "{n} Min. · KI-Stimme", fr: "{n} min · Voix de synthèse",
    es: "{n} min · Voz sintética", pt: "{n} min · Voz sintética", it: "{n} min · Voce sintetica",
    nl: "{n} min · AI-stem", ja: "{n}分・合成音声", ar: "{n} د · صوت اصطناعي", he: "{n} דק׳ · קול מלאכותי",
  },
  more: {
    en: "More", de: "Mehr", fr: "Plus", es: "Más", pt: "Mais", it: "Altro", nl: "Meer", ja: "その他",
    ar: "المزيد", he: "עוד",
  },
  sleep: {
    en: "Sleep timer", de: "Einschlaftimer", fr: "Minuterie de veille", es: "Temporizador",
    pt: "Temporizador", it: "Timer di spegnimento", nl: "Slaaptimer", ja: "スリープタイマー", ar: "مؤقت النوم",
    he: "טיימר שינה",
  },
  off: {
    en: "Off", de: "Aus", fr: "Désactivée", es: "Desactivado", pt: "Desligado", it: "Disattivato",
    nl: "Uit", ja: "オフ", ar: "متوقف", he: "כבוי",
  },
  chapterEnd: {
    en: "End of chapter", de: "Ende des Kapitels", fr: "Fin du chapitre", es: "Fin del capítulo",
    pt: "Fim do capítulo", it: "Fine del capitolo", nl: "Einde van het hoofdstuk", ja: "チャプターの終わり",
    ar: "نهاية الفصل", he: "סוף הפרק",
  },
  storyEnd: {
    en: "End of article", de: "Ende des Artikels", fr: "Fin de l’article", es: "Fin del artículo",
    pt: "Fim do artigo", it: "Fine dell’articolo", nl: "Einde van het artikel", ja: "記事の終わり",
    ar: "نهاية المقال", he: "סוף הכתבה",
  },
  download: {
    en: "Download", de: "Herunterladen", fr: "Télécharger", es: "Descargar", pt: "Transferir",
    it: "Scarica", nl: "Downloaden", ja: "ダウンロード", ar: "تنزيل", he: "הורדה",
  },
  share: {
    en: "Share from this point", de: "Ab hier teilen", fr: "Partager à partir d’ici",
    es: "Compartir desde aquí", pt: "Partilhar a partir daqui", it: "Condividi da qui",
    nl: "Delen vanaf hier", ja: "ここから共有", ar: "مشاركة من هنا", he: "שיתוף מכאן",
  },
  copied: {
    en: "Link copied.", de: "Link kopiert.", fr: "Lien copié.", es: "Enlace copiado.",
    pt: "Ligação copiada.", it: "Link copiato.", nl: "Link gekopieerd.", ja: "リンクをコピーしました。",
    ar: "تم نسخ الرابط.", he: "הקישור הועתק.",
  },
  close: {
    en: "Close", de: "Schließen", fr: "Fermer", es: "Cerrar", pt: "Fechar", it: "Chiudi", nl: "Sluiten",
    ja: "閉じる", ar: "إغلاق", he: "סגירה",
  },
  playlist: {
    en: "Up next", de: "Als Nächstes", fr: "À suivre", es: "A continuación", pt: "A seguir",
    it: "A seguire", nl: "Hierna", ja: "次の記事", ar: "التالي", he: "הבא בתור",
  },
  break: {
    en: "The article continues after this.", de: "Danach geht der Artikel weiter.",
    fr: "L’article reprend juste après.", es: "El artículo continúa después.",
    pt: "O artigo continua a seguir.", it: "Poi l’articolo riprende.",
    nl: "Hierna gaat het artikel verder.", ja: "このあと記事を再開します。", ar: "يُستأنف المقال بعد هذا.",
    he: "הכתבה תימשך אחרי זה.",
  },
  starts: {
    en: "Starts at {a}.", de: "Beginnt bei {a}.", fr: "Commence à {a}.", es: "Empieza en {a}.",
    pt: "Começa em {a}.", it: "Inizia da {a}.", nl: "Begint bij {a}.", ja: "{a}から再生します。",
    ar: "يبدأ من {a}.", he: "מתחיל ב־{a}.",
  },
  offline: {
    en: "You’re offline. We’ll resume when you’re back.",
    de: "Keine Verbindung. Die Wiedergabe geht weiter, sobald sie wieder da ist.",
    fr: "Vous êtes hors ligne. La lecture reprendra au retour de la connexion.",
    es: "Sin conexión. La reproducción seguirá en cuanto vuelva.",
    pt: "Sem ligação. A reprodução continua quando a ligação voltar.",
    it: "Connessione assente. La riproduzione riprenderà appena torna.",
    nl: "Geen verbinding. Zodra die terug is, gaat het afspelen verder.", ja: "オフラインです。接続が回復すると再開します。",
    ar: "انقطع الاتصال. يُستأنف التشغيل عند عودته.", he: "החיבור נותק. ההשמעה תימשך כשיחזור.",
  },
  shortcuts: {
    en: "Keyboard shortcuts", de: "Tastenkürzel", fr: "Raccourcis clavier", es: "Atajos de teclado",
    pt: "Atalhos de teclado", it: "Scorciatoie da tastiera", nl: "Sneltoetsen", ja: "キーボードショートカット",
    ar: "اختصارات لوحة المفاتيح", he: "קיצורי מקלדת",
  },
  ready: {
    en: "Ready to play.", de: "Bereit zur Wiedergabe.", fr: "Prêt à être écouté.",
    es: "Listo para reproducir.", pt: "Pronto a reproduzir.", it: "Pronto per la riproduzione.",
    nl: "Klaar om af te spelen.", ja: "再生の準備ができました。", ar: "جاهز للتشغيل.", he: "מוכן להשמעה.",
  },
  nextIn: {
    en: "Next in {n} s: {t}", de: "Weiter in {n} s: {t}", fr: "Suite dans {n} s : {t}",
    es: "Siguiente en {n} s: {t}", pt: "A seguir em {n} s: {t}", it: "Prossimo tra {n} s: {t}",
    nl: "Volgende over {n} s: {t}", ja: "{n}秒後に次の記事：{t}", ar: "التالي خلال {n} ث: {t}",
    he: "הבא בעוד {n} שנ׳: {t}",
  },
  locked: {
    en: "Sign in to hear the rest.", de: "Zum Weiterhören bitte anmelden.",
    fr: "Connectez-vous pour écouter la suite.", es: "Inicie sesión para seguir escuchando.",
    pt: "Inicie sessão para ouvir o resto.", it: "Accedi per ascoltare il resto.",
    nl: "Log in om verder te luisteren.", ja: "続きを聴くにはログインしてください。", ar: "سجّل الدخول لسماع البقية.",
    he: "התחברו כדי לשמוע את ההמשך.",
  },
};
