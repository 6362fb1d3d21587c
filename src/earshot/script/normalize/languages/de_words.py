"""German words for signs, sums, units and abbreviations."""

from __future__ import annotations

from earshot.script.normalize.languages.grammar import Abbreviations, Currency, noun
from earshot.script.normalize.languages.sentence_ends import Sentences

WORDS = {
    "often": "mal", "times' gender": "m",
    "half": "{}einhalb",
    "at": "at", "slash": "Schrägstrich", "dash": "Strich", "underscore": "Unterstrich",
    "minus": "minus", "comma": "Komma", "point": "Punkt", "to": "bis", "score": "zu",
    "ratio": "zu", "per": "pro", "each": "je", "percent": "Prozent", "permille": "Promille", "plus": "plus",
    "equals": "gleich", "times": "mal", "divided": "geteilt durch", "plusminus": "plus minus",
    "about": "ungefähr", "less": "kleiner als", "more": "größer als", "less than": "weniger als", "more than": "mehr als",
    "most": "höchstens",
    "least": "mindestens", "section": "Paragraf", "and": "und",
}  # fmt: skip

_EURO = Currency(noun("Euro"), noun("Cent"), ("Euro",))
_DOLLAR = Currency(noun("Dollar"), noun("Cent"), ("Dollar",))
_US_DOLLAR = Currency(noun("US Dollar"), noun("Cent"), ("US-Dollar",))
_POUND = Currency(noun("Pfund"), noun("Pence"), ("Pfund",))
_FRANC = Currency(noun("Schweizer Franken"), noun("Rappen"))
CURRENCIES = {
    "€": _EURO, "EUR": _EURO, "$": _DOLLAR, "US$": _US_DOLLAR, "US-$": _US_DOLLAR, "USD": _US_DOLLAR, "£": _POUND,
    "GBP": _POUND, "¥": Currency(noun("Yen")), "JPY": Currency(noun("Yen")), "CHF": _FRANC,
    "Fr.": Currency(noun("Franken"), noun("Rappen"), ("Franken",)),
    "sFr.": Currency(noun("Franken"), noun("Rappen")), "¢": Currency(noun("Cent")),
    "zł": Currency(noun("Złoty"), noun("Groschen")), "₽": Currency(noun("Rubel"), noun("Kopeken")),
    "₺": Currency(noun("Lira")), "₹": Currency(noun("Rupie/Rupien", "f")),
    "₴": Currency(noun("Hrywnja", "f")), "Kčs": Currency(noun("Krone/Kronen", "f")),
    "Kč": Currency(noun("Krone/Kronen", "f")), "₿": Currency(noun("Bitcoin")),
    "T€": Currency(noun("Tausend Euro")), "Mio€": Currency(noun("Millionen Euro")),
}  # fmt: skip

_MILLION = noun("Million/Millionen", "f")
_MILLIARD = noun("Milliarde/Milliarden", "f")
SCALES = {
    "Mio.": _MILLION, "Mio": _MILLION, "Mill.": _MILLION, "Million": _MILLION,
    "Millionen": _MILLION, "Mrd.": _MILLIARD, "Mrd": _MILLIARD, "Md.": _MILLIARD,
    "Milliarde": _MILLIARD, "Milliarden": _MILLIARD, "Tsd.": noun("Tausend"),
    "Tausend": noun("Tausend"), "Bio.": noun("Billion/Billionen", "f"),
    "Billionen": noun("Billion/Billionen", "f"),
}  # fmt: skip

UNITS = {
    "qm": noun("Quadratmeter"), "qkm": noun("Quadratkilometer"), "cbm": noun("Kubikmeter"),
    "%-Punkte": noun("Prozentpunkte"), "%-Punkten": noun("Prozentpunkten"),
    "%-Punkt": noun("Prozentpunkt"), "Bp.": noun("Basispunkt/Basispunkte"), "Bp": noun("Basispunkt/Basispunkte"),
    "Pp.": noun("Prozentpunkt/Prozentpunkte"), "PP": noun("Prozentpunkt/Prozentpunkte"),
    "dB": noun("Dezibel"), "PS": noun("P S"), "°": noun("Grad"), "Grad": noun("Grad"),
    "Std.": noun("Stunde/Stunden", "f"), "TL": noun("Teelöffel"), "EL": noun("Esslöffel"),
    "Pkt.": noun("Punkt/Punkte"), "Zi.": noun("Zimmer"), "km/h": noun("Kilometer pro Stunde"),
    "mAh": noun("Milliamperestunde/Milliamperestunden", "f"), "Ah": noun("Amperestunde/Amperestunden", "f"),
}  # fmt: skip

ABBREVIATIONS = Abbreviations(
    {
        "z. B.": "zum Beispiel", "d. h.": "das heißt", "u. a.": "unter anderem",
        "u. U.": "unter Umständen", "z. T.": "zum Teil", "i. d. R.": "in der Regel",
        "v. a.": "vor allem", "o. Ä.": "oder Ähnliches", "u. Ä.": "und Ähnliches",
        "s. o.": "siehe oben", "s. u.": "siehe unten", "z. Zt.": "zurzeit", "m. E.": "meines Erachtens",
        "i. A.": "im Auftrag", "a. M.": "am Main", "a. d.": "an der", "a. Rh.": "am Rhein",
        "i. Br.": "im Breisgau", "d. M.": "dieses Monats", "v. M.": "vorigen Monats", "d. Ä.": "der Ältere",
        "d. J.": "der Jüngere", "e. V.": "eingetragener Verein", "a. D.": "außer Dienst",
        "v. Chr.": "vor Christus", "n. Chr.": "nach Christus", "usw.": "und so weiter",
        "etc.": "et cetera", "usf.": "und so fort", "bzw.": "beziehungsweise", "ca.": "circa",
        "vgl.": "vergleiche", "evtl.": "eventuell", "ggf.": "gegebenenfalls", "inkl.": "inklusive",
        "exkl.": "exklusive", "zzgl.": "zuzüglich", "sog.": "sogenannte", "Dr.-Ing.": "Doktor Ingenieur",
        "gest.": "gestorben", "MwSt.": "Mehrwertsteuer", "Jh.": "Jahrhundert", "Jhd.": "Jahrhundert",
        "Jhs.": "Jahrhunderts", "Std.": "Stunden", "Min.": "Minuten", "Sek.": "Sekunden",
        "Tel.": "Telefon", "Str.": "Straße", "Hbf.": "Hauptbahnhof", "Hbf": "Hauptbahnhof",
        "bzgl.": "bezüglich", "ehem.": "ehemals", "zw.": "zwischen", "Co.": "Co", "allg.": "allgemein",
        "insb.": "insbesondere", "insbes.": "insbesondere", "Anm.": "Anmerkung", "ü. M.": "über Meer", "Bev.": "Bevölkerung", "lit.": "Buchstabe", "ü. NN": "über Normalnull", "u. M.": "unter Meer", "Hrsg.": "Herausgeber",
        "Verf.": "Verfasser", "gem.": "gemäß", "lt.": "laut", "rd.": "rund", "tägl.": "täglich",
        "u.a.": "unter anderem", "i. V. m.": "in Verbindung mit", "i. V.": "in Vertretung",
        "n. V.": "nach Verlängerung", "i. E.": "im Elfmeterschießen", "n. E.": "nach Elfmeterschießen",
        "Einw.": "Einwohner", "o. g.": "oben genannte", "u. v. m.": "und vieles mehr", "u. v. a.": "und viele andere",
        "z. Hd.": "zu Händen", "k. A.": "keine Angabe", "p. a.": "pro Jahr", "h. c.": "honoris causa",
        "ggü.": "gegenüber", "Vj.": "Vorjahr", "Vjs.": "Vorjahres", "verh.": "verheiratet",
        "verst.": "verstorben", "gegr.": "gegründet", "ff.": "und folgende", "bspw.": "beispielsweise",
        "mind.": "mindestens", "jew.": "jeweils", "wg.": "wegen", "zzt.": "zurzeit", "zus.": "zusammen",
        "urspr.": "ursprünglich", "ugs.": "umgangssprachlich", "resp.": "respektive", "ggfs.": "gegebenenfalls",
        "Jg.": "Jahrgang", "Bhf.": "Bahnhof", "med.": "med", "phil.": "phil", "jur.": "jur", "rer. nat.": "rer nat",
        "einschl.": "einschließlich", "ausschl.": "ausschließlich", "abzgl.": "abzüglich",
        "vermutl.": "vermutlich", "monatl.": "monatlich", "jährl.": "jährlich", "wöchentl.": "wöchentlich",
        "schriftl.": "schriftlich", "gesetzl.": "gesetzlich", "Hg.": "Herausgeber", "Az.": "Aktenzeichen", "Forts.": "Fortsetzung",
    },
    {
        "Dr.": "Doktor", "Dr. med.": "Doktor med", "Dr. phil.": "Doktor phil", "Dr. jur.": "Doktor jur",
        "Dr. rer. nat.": "Doktor rer nat", "Dr. h. c.": "Doktor honoris causa", "geb.": "geborene",
        "Dr. med. vet.": "Doktor med vet", "Dr. med. dent.": "Doktor med dent", "Prof.": "Professor", "Hr.": "Herr", "Hrn.": "Herrn", "Fr.": "Frau",
        "St.": "Sankt", "Dipl.-Ing.": "Diplomingenieur", "Ing.": "Ingenieur", "Gen.": "General",
        "Abg.": "Abgeordneter", "Min.": "Minister", "Mag.": "Magister", "Hl.": "Heiliger",
        "Frl.": "Fräulein", "Bgm.": "Bürgermeister", "Kfm.": "Kaufmann", "Präs.": "Präsident",
    },
    {
        "max.": "maximal", "min.": "mindestens",
        "v.": "vom", "Nr.": "Nummer", "Nrn.": "Nummern", "S.": "Seite", "Abs.": "Absatz", "Art.": "Artikel",
        "Kap.": "Kapitel", "Bd.": "Band", "Abb.": "Abbildung", "Tab.": "Tabelle", "§": "Paragraf",
        "§§": "Paragrafen", "Aufl.": "Auflage", "Ziff.": "Ziffer", "Bl.": "Blatt", "Tel.": "Telefon",
        "geb.": "geboren", "Bj.": "Baujahr", "Rn.": "Randnummer", "Std.": "Stunde",
    },
)  # fmt: skip

DIRECTIONS = {"N": "Nord", "S": "Süd", "O": "Ost", "E": "Ost", "W": "West"}

NEUTER = frozenset(
    (
        "Tor Mal Jahr Spiel Kind Buch Haus Rennen Quartal Album Semester Lebensjahr Jahrhundert Halbjahr "
        "Gold Finale Viertel Drittel Jahrzehnt Jahrtausend Mandat Mitglied Opfer Stockwerk Geschoss Gebot "
        "Kapitel Land Lebensjahr Jubiläum Treffen Saisontor Länderspiel Ende Interesse Auge"
    ).split()
)

SPORT = (
    r"\b(?:Spiel\w*|Sieg\w*|siegt\w*|gew[ao]nn\w*|gewinn\w*|verl[oie]\w+|Niederlage|endete|Tore?n?|Satz"
    r"|führ\w+|Endstand|Halbzeit|Remis|[Uu]nentschieden|schlug\w*|besiegt\w*)\b"
)

SENTENCES = Sentences(
    frozenset(
        (
            "z. z.B. d. d.h. h. u. u.U. z.T. v. v.a. bzw. ca. vgl. evtl. ggf. inkl. exkl. zzgl. sog. "
            "geb. Dr. Prof. Hr. Hrn. Fr. St. Ing. Dipl.-Ing. Gen. Abg. Mag. Hl. Frl. Nr. Nrn. Abs. Kap. "
            " Abb. Tab. Ziff. Bj. a. lt. rd. insb. insbes. bzgl. ehem. gem. allg. sen. jun. "
            "ü. zw. lit. Az. Jan. Feb. Aug. Sept. Okt. Nov. Dez. i. d. Tsd. med. phil. jur. rer. nat. ggü. bspw. mind. jew. wg. verh. "
            "gegr. Anm. Rn. Dr.-Ing. einschl. resp. m. c. Mo. Di. Mi. Do. Sa. "
        ).split()
    ),
    frozenset(
        (
            "Pkt. Art. Bd. Str. Tel. max. min. Mio. Mrd. Bio. Jg. So. usw. etc. usf. Jh. Jhd. Jhs. Chr. Std. Min. Sek. Co. e.V. a.D. "
            "Ä. u.Ä. o.Ä. MwSt. Hbf."
        ).split()
    ),
    frozenset(),
    frozenset(
        (
            "Aber Alle Als Am An Andere Anders Auch Auf Aus Außerdem Bei Beide Bis Da Dabei Dafür Damit Danach Dann Daran "
            "Darauf Das Dass Davon Dazu Dem Den Denn Der Des Deshalb Die Dies Diese Dieser Dieses Doch Dort Du Durch "
            "Ein Eine Einem Einen Einer Er Erst Es Etwa Für Gegen Heute Hier Ich Ihm Ihr Ihre Im In Ist Ja Jede "
            "Jeder Jetzt Kein Keine Man Manche Mehr Mit Nach Nein Nicht Niemand Noch Nun Nur Ob Oder Ohne "
            "Rund Schon Sehr Sein Seine Seit Sie Sind So Sogar Später Trotz Über Um Und Uns Unter Viele Vom Von "
            "Vor War Warum Was Weil Wenn Wer Wie Wir Wird Wo Zu Zudem Zum Zur Zwar Zwischen"
        ).split()
    ),
    ordinal_dot=True,
)
