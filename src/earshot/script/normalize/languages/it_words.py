"""Italian words for signs, sums, units and abbreviations."""

from __future__ import annotations

from earshot.script.normalize.languages.grammar import Abbreviations, Currency, noun
from earshot.script.normalize.languages.sentence_ends import Sentences

WORDS = {
    "often": "volte", "times' gender": "f",
    "half": "{} e mezzo", "half f": "mezza", "half v": "mezz'",
    "at": "chiocciola", "slash": "barra", "dash": "trattino", "underscore": "trattino basso",
    "minus": "meno", "comma": "virgola", "point": "punto", "to": "a", "score": "a", "ratio": "a",
    "per mq": "al metro quadrato", "per": "per", "percent": "per cento", "permille": "per mille", "plus": "più",
    "equals": "uguale", "times": "per", "divided": "diviso", "plusminus": "più o meno",
    "about": "circa", "less": "minore di", "more": "maggiore di", "less than": "meno di", "more than": "più di",
    "most": "al massimo",
    "least": "almeno", "section": "paragrafo", "and": "e", "per h": "all'ora", "per s": "al secondo",
    "per km": "al chilometro", "per m²": "al metro quadrato", "per kg": "al chilogrammo",
    "per l": "al litro", "per m³": "al metro cubo", "per mese": "al mese", "per anno": "all'anno",
    "per giorno": "al giorno", "per ora": "all'ora", "per settimana": "alla settimana", "and centimeters": " e",
}  # fmt: skip

_CENT = noun("centesimo/centesimi")
_EURO = Currency(noun("euro"), _CENT, ("euro",))
_DOLLAR = Currency(noun("dollaro/dollari"), noun("centesimo/centesimi"), ("dollaro", "dollari"))
_US_DOLLAR = Currency(noun("dollaro statunitense/dollari statunitensi"), _CENT)
_POUND = Currency(noun("sterlina/sterline", "f"), noun("penny/pence"), ("sterlina", "sterline"))
CURRENCIES = {
    "€": _EURO, "EUR": _EURO, "$": _DOLLAR, "US$": _US_DOLLAR, "USD": _US_DOLLAR, "£": _POUND,
    "GBP": _POUND, "CHF": Currency(noun("franco svizzero/franchi svizzeri"), _CENT),
    "¥": Currency(noun("yen")), "JPY": Currency(noun("yen")), "₽": Currency(noun("rublo/rubli")),
    "₹": Currency(noun("rupia/rupie", "f")), "₺": Currency(noun("lira turca/lire turche", "f")),
    "₿": Currency(noun("bitcoin")), "zł": Currency(noun("zloty")), "R$": Currency(noun("real")),
    "M€": Currency(noun("milione di euro/milioni di euro")), "k€": Currency(noun("mila euro")),
    "Mln€": Currency(noun("milione di euro/milioni di euro")),
}  # fmt: skip

_MILLION = noun("milione/milioni")
_MILLIARD = noun("miliardo/miliardi")
SCALES = {
    "milione": _MILLION, "milioni": _MILLION, "mln": _MILLION, "mln.": _MILLION, "Mln": _MILLION,
    "miliardo": _MILLIARD, "miliardi": _MILLIARD, "mld": _MILLIARD, "mld.": _MILLIARD,
    "Mld": _MILLIARD, "mrd": _MILLIARD,
}  # fmt: skip

DIRECTIONS = {
    "N": "nord", "S": "sud", "E": "est", "O": "ovest", "W": "ovest",
}  # fmt: skip

UNITS = {
    "pp": noun("punto percentuale/punti percentuali"),
    "pb": noun("punto base/punti base"),
    "sec.": noun("secondo/secondi"), "gg": noun("giorno/giorni"),
    "dB": noun("decibel"), "t": noun("tonnellata/tonnellate", "f"), "bar": noun("bar"),
    "mq": noun("metro quadrato/metri quadrati"), "mc": noun("metro cubo/metri cubi"),
    "kmq": noun("chilometro quadrato/chilometri quadrati"), "CV": noun("cavallo/cavalli"),
    "km/h": noun("chilometro orario/chilometri orari"),
}  # fmt: skip

ABBREVIATIONS = Abbreviations(
    {
        "ecc.": "eccetera", "d.lgs.": "decreto legislativo", "d.l.": "decreto legge", "D.L.": "decreto legge", "D.Lgs.": "decreto legislativo", "a/a": "anno su anno", "S.E.": "Sua Eccellenza", "S.M.": "Sua Maestà", "Cass.": "Cassazione", "civ.": "civile", "pen.": "penale", "t/t": "trimestre su trimestre", "d.p.c.m.": "d p c m", "etc.": "eccetera", "p. es.": "per esempio", "per es.": "per esempio",
        "ad es.": "ad esempio", "es.": "esempio", "a. C.": "avanti Cristo", "d. C.": "dopo Cristo",
        "cfr.": "confronta", "ca.": "circa", "tel.": "telefono", "S.p.A.": "S p A", "SpA": "S p A",
        "S.r.l.": "S r l", "Srl": "S r l", "c.m.": "corrente mese", "u.s.": "ultimo scorso",
        "p.v.": "prossimo venturo", "min.": "minuti", "vs.": "contro", "vs": "contro",
        "ab.": "abitanti", "c.p.": "codice penale", "c.p.p.": "codice di procedura penale", "segg.": "seguenti", "sec.": "secolo", "s.l.m.": "sul livello del mare", "lett.": "lettera", "bin.": "binario", "pop.": "popolazione",
        "d.c.r.": "dopo i calci di rigore", "d.t.s.": "dopo i tempi supplementari",
        "c.c.": "codice civile", "conv.": "convertito", "Dl": "decreto legge", "incl.": "incluso", "sem.": "semestre", "trim.": "trimestre", "c/c": "conto corrente", "n.d.r.": "nota del redattore",
        "ndr": "nota del redattore", "F.lli": "Fratelli", "Ft.": "firmato", "all.": "allegato",
    },
    {
        "sig.": "signor", "sig.ra": "signora", "sig.na": "signorina", "sigg.": "signori", "dott.": "dottor",
        "dott.ssa": "dottoressa", "dr.": "dottor", "dr.ssa": "dottoressa", "prof.": "professor",
        "prof.ssa": "professoressa", "avv.": "avvocato", "ing.": "ingegner", "arch.": "architetto",
        "on.": "onorevole", "sen.": "senatore", "gen.": "generale", "col.": "colonnello", "cap.": "capitano",
        "mons.": "monsignor", "rag.": "ragionier", "geom.": "geometra", "cav.": "cavaliere", "comm.": "commendatore",
        "S.": "San", "SS.": "Santissimo", "P.zza": "Piazza", "P.za": "Piazza", "V.le": "Viale", "p.zza": "piazza", "p.za": "piazza", "v.le": "viale", "c.so": "corso", "l.go": "largo", "C.so": "Corso",
        "L.go": "Largo", "mar.": "maresciallo", "magg.": "maggiore", "ten.": "tenente",
        "pres.": "presidente", "min.": "ministro", "Sig.": "signor", "Sig.ra": "signora", "Dott.": "dottor",
        "Dott.ssa": "dottoressa", "Prof.": "professor", "Avv.": "avvocato", "Ing.": "ingegner", "On.": "onorevole",
    },
    {
        "max.": "massimo",
        "n.": "numero", "n°": "numero", "nº": "numero", "N.": "numero", "nn.": "numeri", "pag.": "pagina",
        "pagg.": "pagine", "p.": "pagina", "pp.": "pagine", "art.": "articolo", "artt.": "articoli",
        "cap.": "capitolo", "vol.": "volume", "fig.": "figura", "sec.": "secolo", "c.": "comma", "§": "paragrafo", "L.": "legge", "l.": "legge", "co.": "comma", "sez.": "sezione",
        "km.": "chilometro", "h": "ore",
    },
)  # fmt: skip

SPORT = (
    r"\b(?:vinc\w+|vinto|vittoria|perd\w+|sconfi\w+|pareggi\w+|batt\w+|partit[ae]|gol|risultato|finisc\w+|finit\w"
    r"|set|segn\w+|conduc\w+|in vantaggio|primo tempo|espugn\w+|travolg\w+|piega\w*)\b"
)

SENTENCES = Sentences(
    frozenset(
        (
            "sig. sig.ra sig.na sigg. dott. dott.ssa dr. dr.ssa prof. prof.ssa avv. ing. arch. on. sen. gen. col. "
            "cap. mons. rag. geom. cav. comm. Sig. Sig.ra Sig.na Dott. Dott.ssa Prof. Prof.ssa Avv. Ing. On. Sen. "
            "Gen. S. SS. P.zza V.le C.so es. p.es. cfr. ca. tel. n. nn. N. pag. pagg. p. pp. art. artt. vol. fig. "
            "vs. magg. ten. pres. Dr. km. mln. mld. V. c. co. L. l. sez. lett. bin. conv. d.l. d.lgs. sem. trim. p.zza v.le c.so"
        ).split()
    ),
    frozenset("segg. a.C. d.C. C. S.p.A. S.r.l. u.s. p.v. c.m. sec. ab. min. max. n.d.r.".split()),
    frozenset(("ecc.", "etc.")),
    frozenset(
        (
            "A Ad Ai Al Alla Alle Allora Altri Anche Ancora Ai Anzi Appena Avevano Aveva Bisogna C'è Che Chi "
            "Ci Come Con Contro Così Cosa Da Dal Dalla Dalle Del Della Delle Dei Di Dopo Dove Due Dunque Durante È E Ecco Ed "
            "Era Erano Fra Già Gli Ha Hanno Ho I Ieri Il In Infatti Infine Inoltre Intanto Io L'ha La Le Lei Lo Loro "
            "Lui Ma Mentre Mi Molti Ne Nei Nel Nella Nelle Nessuno Niente No Noi Non Nulla O Ogni Oggi Ora Oppure "
            "Per Perché Però Perciò Più Poi Prima Proprio Qualcuno Quando Quanto Quasi Quella Quelli Quello Questa "
            "Queste Questi Questo Qui Quindi Se Secondo Sembra Senza Si Sì Solo Sono Sta Su Sul Sulla Subito Suo Sua "
            "Tanto Tra Tre Tutti Tutto Un Una Uno Vi Voi"
        ).split()
    ),
)
