"""Dutch words for signs, sums, units and abbreviations."""

from __future__ import annotations

from earshot.script.normalize.languages.grammar import Abbreviations, Currency, noun
from earshot.script.normalize.languages.sentence_ends import Sentences

WORDS = {
    "often": "keer", "times' gender": "m",
    "half": "{} en een half",
    "at": "apenstaartje", "slash": "schuine streep", "dash": "streepje", "underscore": "laag streepje",
    "minus": "min", "comma": "komma", "point": "punt", "to": "tot", "through": "tot en met", "score": "", "ratio": "op",
    "per": "per", "percent": "procent", "permille": "promille", "plus": "plus", "equals": "is",
    "times": "maal", "divided": "gedeeld door", "plusminus": "plus of min", "about": "ongeveer",
    "less": "kleiner dan", "more": "groter dan", "less than": "minder dan", "more than": "meer dan",
    "most": "hoogstens", "least": "minstens",
    "section": "paragraaf", "and": "en", "per h": "per uur", "per mnd": "per maand",
}  # fmt: skip

_EURO = Currency(noun("euro"), noun("cent"), ("euro",))
_DOLLAR = Currency(noun("dollar"), noun("cent"), ("dollar",))
_POUND = Currency(noun("pond"), noun("pence"), ("pond",))
CURRENCIES = {
    "€": _EURO, "EUR": _EURO, "$": _DOLLAR, "US$": Currency(noun("Amerikaanse dollar"), noun("cent")),
    "US-$": Currency(noun("Amerikaanse dollar"), noun("cent")),
    "USD": Currency(noun("Amerikaanse dollar"), noun("cent")), "£": _POUND, "GBP": _POUND,
    "CHF": Currency(noun("Zwitserse frank"), noun("rappen")), "¥": Currency(noun("yen")),
    "JPY": Currency(noun("yen")), "₽": Currency(noun("roebel")), "₹": Currency(noun("roepie")),
    "₺": Currency(noun("lira")), "₿": Currency(noun("bitcoin")), "zł": Currency(noun("zloty")),
    "ƒ": Currency(noun("gulden"), noun("cent")),
}  # fmt: skip

_MILLION = noun("miljoen")
_MILLIARD = noun("miljard")
SCALES = {
    "miljoen": _MILLION, "mln.": _MILLION, "mln": _MILLION, "mio": _MILLION, "miljard": _MILLIARD,
    "mld.": _MILLIARD, "mld": _MILLIARD, "mrd": _MILLIARD, "biljoen": noun("biljoen"),
}  # fmt: skip

DIRECTIONS = {
    "N": "noord", "Z": "zuid", "O": "oost", "W": "west", "NB": "noorderbreedte",
    "ZB": "zuiderbreedte", "OL": "oosterlengte", "WL": "westerlengte",
}  # fmt: skip

UNITS = {
    "bp": noun("basispunt/basispunten"), "pp": noun("procentpunt/procentpunten"),
    "dB": noun("decibel"), "t": noun("ton"), "km/u": noun("kilometer per uur"),
    "°": noun("graad/graden"), "pk": noun("paardenkracht"), "bar": noun("bar"),
    "u": noun("uur"), "mnd.": noun("maand/maanden"), "mnd": noun("maand/maanden"),
    "jr.": noun("jaar"), "tl": noun("theelepel/theelepels"), "el": noun("eetlepel/eetlepels"),
    "h": noun("uur"), "min": noun("minuut/minuten"),
    "km²": noun("vierkante kilometer"),
}  # fmt: skip

ABBREVIATIONS = Abbreviations(
    {
        "bijv.": "bijvoorbeeld", "bv.": "bijvoorbeeld", "b.v.": "bijvoorbeeld", "d.w.z.": "dat wil zeggen",
        "dwz": "dat wil zeggen", "o.a.": "onder andere", "m.b.t.": "met betrekking tot", "t/m": "tot en met",
        "ca.": "circa", "i.p.v.": "in plaats van", "i.v.m.": "in verband met", "enz.": "enzovoort",
        "etc.": "et cetera", "a.s.": "aanstaande", "jl.": "jongstleden", "v. Chr.": "voor Christus",
        "n. Chr.": "na Christus", "t.a.v.": "ten aanzien van", "t.o.v.": "ten opzichte van", "m.a.w.": "met andere woorden",
        "n.a.v.": "naar aanleiding van", "o.l.v.": "onder leiding van", "m.u.v.": "met uitzondering van",
        "t.b.v.": "ten behoeve van", "z.s.m.": "zo snel mogelijk", "e.d.": "en dergelijke", "e.a.": "en andere",
        "i.h.b.": "in het bijzonder", "incl.": "inclusief", "excl.": "exclusief",
        "evt.": "eventueel", "resp.": "respectievelijk", "zgn.": "zogenaamde", "vgl.": "vergelijk", "tel.": "telefoon",
        "vs.": "versus", "m.i.": "mijns inziens", "a.u.b.": "alstublieft", "p.p.": "per persoon", "v.d.": "van de", "v/d": "van de", "Z.M.": "Zijne Majesteit", "H.M.": "Hare Majesteit", "p.m.": "per maand", "p.u.": "per uur", "p.j.": "per jaar",
        "n.v.t.": "niet van toepassing", "Gw.": "Grondwet",
        "w.o.": "waaronder", "m.n.": "met name", "i.t.t.": "in tegenstelling tot", "d.m.v.": "door middel van",
        "ong.": "ongeveer", "e.v.": "en volgende", "bev.": "bevolking", "n.s.": "na strafschoppen", "jo.": "juncto", "kw.": "kwartaal", "afb.": "afbeelding",
    },
    {
        "dhr.": "de heer", "mevr.": "mevrouw", "mw.": "mevrouw", "dr.": "doctor", "drs.": "doctorandus",
        "prof.": "professor", "ir.": "ingenieur", "ing.": "ingenieur", "mr.": "meester", "Mr.": "Meester", "ds.": "dominee",
        "gen.": "generaal", "kol.": "kolonel", "burg.": "burgemeester", "St.": "Sint", "st.": "Sint",
        "min.": "minister", "mgr.": "monseigneur", "Dhr.": "De heer", "sgt.": "sergeant", "lt.": "luitenant",
    },
    {
        "max.": "maximaal", "min.": "minimaal", "gem.": "gemiddeld",
        "nr.": "nummer", "nrs.": "nummers", "no.": "nummer", "blz.": "bladzijde", "p.": "pagina", "pag.": "pagina",
        "art.": "artikel", "hfst.": "hoofdstuk", "par.": "paragraaf", "fig.": "figuur", "dl.": "deel",
        "§": "paragraaf", "n°": "nummer",
    },
)  # fmt: skip

SPORT = (
    r"\b(?:w[io]nt?|w[io]nnen|gewonnen|wonnen|winst|verlo(?:or|ren)|verlies\w*|verslo(?:eg|egen)|verslagen"
    r"|gelijk\w*|stand|score|wedstrijd|goals?|doelpunt\w*|set|nederlaag|zege|werd|rust|voorsprong)\b"
)

SENTENCES = Sentences(
    frozenset(
        (
            "bijv. bv. b.v. d.w.z. o.a. m.b.t. ca. i.p.v. i.v.m. a.s. t.a.v. t.o.v. m.a.w. n.a.v. o.l.v. m.u.v. "
            "t.b.v. max. incl. excl. evt. resp. zgn. vgl. tel. vs. m.i. m.n. w.o. i.t.t. d.m.v. dhr. mevr. mw. dr. "
            "drs. prof. ir. ing. mr. ds. gen. kol. burg. St. st. mgr. Dhr. Mevr. Mw. Dr. Drs. Prof. Ir. Ing. Mr. Ds. "
            "kw. nr. nrs. no. blz. p. pag. art. hfst. par. fig. dl. jan. feb. aug. sept. okt. nov. dec. v. n. sgt. lt."
        ).split()
    ),
    frozenset(
        "mnd. e.v. Chr. v.Chr. n.Chr. jl. e.d. e.a. min. z.s.m. a.u.b. p.p. mln. mld. B.V. N.V. u.".split()
    ),
    frozenset(("enz.", "etc.")),
    frozenset(
        (
            "Aan Achter Al Alle Alleen Als Andere Anders Bij Binnen Ook Boven Buiten Daar Daarna Daarom Dan Dat De "
            "Deze Die Dit Door Drie Dus Echter Een Eén Eerst Elke Er Even Geen Gisteren Haar Had Heeft Hem Het "
            "Hier Hij Hoe Hun Iedereen Ik In Is Ja Je Jij Kan Maar Meer Men Met Mijn Misschien Moet Morgen Na "
            "Naar Nee Net Niemand Niet Niets Nog Nu Of Om Omdat Onder Ondanks Ons Ook Op Over Pas Rond Sinds Slechts "
            "Sommige Straks Te Tegen Terwijl Toch Toen Tot Tussen Twee Uit Van Vandaag Vanaf Veel Volgens Voor "
            "Vooral Waar Waarom Wanneer Want Was Wat We Wel Werd Wie Wij Ze Zij Zijn Zo Zoals Zonder"
        ).split()
    ),
)
