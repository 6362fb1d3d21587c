"""French words for signs, sums, units and abbreviations."""

from __future__ import annotations

from earshot.script.normalize.languages.grammar import Abbreviations, Currency, noun
from earshot.script.normalize.languages.sentence_ends import Sentences

WORDS = {
    "often": "fois", "times' gender": "f",
    "half": "{} et demi", "half f": "une demi",
    "at": "arobase", "slash": "slash", "dash": "tiret", "underscore": "tiret bas",
    "minus": "moins", "comma": "virgule", "point": "point", "to": "à", "score": "à",
    "ratio": "à", "per": "par", "percent": "pour cent", "permille": "pour mille", "plus": "plus",
    "equals": "égale", "times": "fois", "divided": "divisé par", "plusminus": "plus ou moins",
    "about": "environ", "less": "inférieur à", "more": "supérieur à", "less than": "moins de", "more than": "plus de",
    "most": "au plus",
    "least": "au moins", "section": "paragraphe", "and": "et",
}  # fmt: skip

_CENT = noun("centime/centimes")
_EURO = Currency(noun("euro/euros"), _CENT, ("euro", "euros"))
_DOLLAR = Currency(noun("dollar/dollars"), noun("cent/cents"), ("dollar", "dollars"))
_US_DOLLAR = Currency(noun("dollar américain/dollars américains"), noun("cent/cents"))
_POUND = Currency(noun("livre/livres", "f"), noun("penny/pence"), ("livre", "livres"))
_FRANC = Currency(noun("franc suisse/francs suisses"), _CENT)
CURRENCIES = {
    "€": _EURO, "EUR": _EURO, "euros": _EURO, "euro": _EURO, "$": _DOLLAR, "US$": _US_DOLLAR,
    "$US": _US_DOLLAR, "USD": _US_DOLLAR, "$ US": _US_DOLLAR, "£": _POUND, "GBP": _POUND,
    "CHF": _FRANC, "$CA": Currency(noun("dollar canadien/dollars canadiens"), noun("cent/cents")),
    "$ CA": Currency(noun("dollar canadien/dollars canadiens"), noun("cent/cents")),
    "¥": Currency(noun("yen/yens")), "JPY": Currency(noun("yen/yens")),
    "zł": Currency(noun("zloty/zlotys")), "₽": Currency(noun("rouble/roubles")),
    "₺": Currency(noun("livre turque/livres turques", "f")), "₹": Currency(noun("roupie/roupies", "f")),
    "₿": Currency(noun("bitcoin/bitcoins")), "FCFA": Currency(noun("franc CFA/francs CFA")),
    "k€": Currency(noun("mille euros")), "M€": Currency(noun("million d'euros/millions d'euros")),
    "Md€": Currency(noun("milliard d'euros/milliards d'euros")),
    "Mds€": Currency(noun("milliard d'euros/milliards d'euros")),
    "Mds €": Currency(noun("milliard d'euros/milliards d'euros")),
    "Mrd€": Currency(noun("milliard d'euros/milliards d'euros")),
    "M$": Currency(noun("million de dollars/millions de dollars")),
    "Md$": Currency(noun("milliard de dollars/milliards de dollars")),
}  # fmt: skip
del CURRENCIES["euro"], CURRENCIES["euros"]

_MILLION = noun("million/millions")
_MILLIARD = noun("milliard/milliards")
SCALES = {
    "million": _MILLION, "millions": _MILLION, "milliard": _MILLIARD, "milliards": _MILLIARD,
    "Mio": _MILLION, "Mrd": _MILLIARD, "mrd": _MILLIARD, "Mds": _MILLIARD, "Md": _MILLIARD,
    "mds": _MILLIARD, "M": _MILLION,
}  # fmt: skip

DIRECTIONS = {
    "N": "nord", "S": "sud", "E": "est", "O": "ouest", "W": "ouest",
}  # fmt: skip

_SPOON = noun("cuillère à soupe/cuillères à soupe", "f")
_TEASPOON = noun("cuillère à café/cuillères à café", "f")
UNITS = {
    "pts": noun("point/points"), "pt": noun("point/points"),
    "pb": noun("point de base/points de base"),
    "pp": noun("point de pourcentage/points de pourcentage"),
    "dB": noun("décibel/décibels"),
    "km/h": noun("kilomètre à l'heure/kilomètres à l'heure"),
    "kWh": noun("kilowattheure/kilowattheures"), "ch": noun("cheval/chevaux"),
    "bar": noun("bar/bars"), **dict.fromkeys(("c. à s.", "c. à soupe", "cs"), _SPOON),
    **dict.fromkeys(("c. à c.", "c. à café", "cc"), _TEASPOON), "Go": noun("gigaoctet/gigaoctets"),
    "Mo": noun("mégaoctet/mégaoctets"), "To": noun("téraoctet/téraoctets"),
}  # fmt: skip

ABBREVIATIONS = Abbreviations(
    {
        "M. le": "Monsieur le", "M. la": "Monsieur la", "etc.": "et cetera", "p. ex.": "par exemple", "par ex.": "par exemple",
        "c. à c.": "cuillère à café", "c. à s.": "cuillère à soupe", "c. à soupe": "cuillère à soupe",
        "c. à café": "cuillère à café", "lun.": "lundi", "jeu.": "jeudi", "ven.": "vendredi", "sam.": "samedi", "dim.": "dimanche",
        "C. pén.": "Code pénal", "C. civ.": "Code civil",
        "C. trav.": "Code du travail", "c.-à-d.": "c'est-à-dire", "c.à.d.": "c'est-à-dire", "av. J.-C.": "avant Jésus-Christ",
        "apr. J.-C.": "après Jésus-Christ", "ap. J.-C.": "après Jésus-Christ", "env.": "environ",
        "cf.": "confer", "tél.": "téléphone", "dép.": "département",
        "hab.": "habitants", "t.a.b.": "tirs au but", "tab": "tirs au but", "a.p.": "après prolongation",
        "abst.": "abstentions", "qqch.": "quelque chose", "apr.": "après", "RDV": "rendez-vous", "rdv": "rendez-vous",
        "resp.": "respectivement", "alt.": "altitude", "trim.": "trimestre", "suiv.": "suivantes", "Éts": "Établissements", "incl.": "inclus",
        "vs": "contre", "vs.": "contre", "Cie": "compagnie", "éd.": "édition",
        "S.A.": "S A", "S.M.": "Sa Majesté", "S. M.": "Sa Majesté", "A/R": "aller-retour", "pop.": "population", "max.": "maximum", "Mme la": "Madame la", "Mme le": "Madame le", "qq.": "quelques", "qqn": "quelqu'un", "ndlr": "note de la rédaction",
        "NDLR": "note de la rédaction", "svp": "s'il vous plaît", "s.v.p.": "s'il vous plaît",
    },
    {
        "M.": "Monsieur", "Mᵐᵉ": "Madame", "Mˡˡᵉ": "Mademoiselle", "Dʳ": "docteur", "Mᵐᵉˢ": "Mesdames", "MM.": "Messieurs", "Mme": "Madame", "Mmes": "Mesdames", "Mme.": "Madame", "Mlle.": "Mademoiselle",
        "Mlle": "Mademoiselle", "Mlles": "Mesdemoiselles", "Dr": "docteur", "Dr.": "docteur",
        "Drs": "docteurs", "Pr": "professeur", "Pr.": "professeur", "Me": "Maître", "Mgr": "Monseigneur",
        "St": "Saint", "Ste": "Sainte", "Bd": "boulevard", "Bd.": "boulevard", "bd": "boulevard",
        "bd.": "boulevard", "av.": "avenue", "pl.": "place", "R.P.": "Révérend Père", "Gal": "général",
        "Cne": "capitaine", "Lt": "lieutenant", "Cdt": "commandant", "fg": "faubourg", "Fg": "faubourg",
    },
    {
        "min.": "minimum",
        "th.": "thermostat", "n°": "numéro", "no": "numéro", "nº": "numéro", "n°s": "numéros", "p.": "page",
        "pp.": "pages", "art.": "article", "vol.": "volume", "chap.": "chapitre", "fig.": "figure",
        "§": "paragraphe", "al.": "alinéa", "t.": "tome", "ch.": "chapitre", "nos": "numéros",
    },
)  # fmt: skip

FEMININE = frozenset(
    (
        "personne année heure minute seconde femme fille voiture maison ville page place semaine fois tonne "
        "école entreprise équipe victime voix vie mort morte arme bombe balle famille mère sœur chambre table "
        "porte route rue ligne tour île forêt ferme usine banque boutique langue lettre carte photo image vidéo "
        "chanson scène pièce salle étape course médaille coupe nuit journée soirée matinée livre plainte "
        "commune région province zone base chaîne marque pomme bouteille tasse tête main jambe dent arrestation "
        "peine loi règle mesure réforme élue candidate étudiante infirmière enseignante employée habitante blessée "
        "touche date fête chose idée force société plateforme caméra machine antenne tranche barre part action"
    ).split()
)

SPORT = (
    r"\b(?:gagn\w+|batt\w+|score|match\w*|victoire|défaite|perd\w*|nul|buts?|impos\w+|m[èe]n\w+|sets?"
    r"|l'emport\w+|inclin\w+|domin\w+|mi-temps|égalis\w+)\b"
)

SENTENCES = Sentences(
    frozenset(
        (
            "th. M. MM. Mme. Dr. Pr. Me. Mgr. St. Ste. apr. bd. Bd. p. pp. chap. fig. cf. env. "
            "c.-à-d. c.à.d. abst. trim. alt. n°. al. tél. Tél. janv. févr. juill. oct. nov. déc. vs. t. pl. éd. J.-C"
        ).split()
    ),
    frozenset("suiv. sept. art. vol. ex. p.ex. av. J.-C. C. S.A. Cie. hab. min. max. h.".split()),
    frozenset(("etc.",)),
    frozenset(
        (
            "À Ainsi Alors Après Au Aucun Aucune Aujourd'hui Aussi Autre Avant Avec C'est Ce Cela Celle Celui Ces "
            "Cet Cette Ceux Chaque Ci Comme Comment Contre D'après Dans De Depuis Des Dès Deux Donc Du Elle Elles "
            "En Enfin Ensuite Entre Est Et Hier Ici Il Ils J'ai Je Jusqu'à L'an La Là Le Les Leur Leurs Lors Mais "
            "Malgré Même Mon Ne Ni Non Nos Notre Nous On Or Ou Où Oui Par Parce Parmi Pas Pendant Peu Plus "
            "Pour Pourquoi Près Puis Quand Que Quel Quelle Quelques Qui S'il Sa Sans Se Selon Ses Si Son Sous Sur "
            "Tandis Tous Tout Toute Toutes Très Trois Tu Un Une Vers Voici Voilà Vous"
        ).split()
    ),
)
