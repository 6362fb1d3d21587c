"""Spanish words for signs, sums, units and abbreviations."""

from __future__ import annotations

from earshot.script.normalize.languages.grammar import Abbreviations, Currency, noun
from earshot.script.normalize.languages.sentence_ends import Sentences

WORDS = {
    "often": "veces", "times' gender": "f",
    "half": "{} y medio", "half f": "media", "half f1": "media",
    "at": "arroba", "slash": "barra", "dash": "guion", "underscore": "guion bajo",
    "minus": "menos", "comma": "coma", "point": "punto", "to": "a", "score": "a", "ratio": "a",
    "per": "por", "percent": "por ciento", "permille": "por mil", "plus": "más",
    "equals": "igual a", "times": "por", "divided": "entre", "plusminus": "más menos",
    "about": "aproximadamente", "less": "menor que", "more": "mayor que", "less than": "menos de", "more than": "más de",
    "most": "como máximo",
    "least": "como mínimo", "section": "sección", "and": "y", "per mes": "al mes", "per año": "al año", "per día": "al día",
}  # fmt: skip

_CENT = noun("céntimo/céntimos")
_CENTAVO = noun("centavo/centavos")
_EURO = Currency(noun("euro/euros"), _CENT, ("euro", "euros"))
_DOLLAR = Currency(noun("dólar/dólares"), _CENTAVO, ("dólar", "dólares"))
_US_DOLLAR = Currency(noun("dólar estadounidense/dólares estadounidenses"), _CENTAVO)
_POUND = Currency(noun("libra/libras", "f"), noun("penique/peniques"), ("libra", "libras"))
CURRENCIES = {
    "€": _EURO, "EUR": _EURO, "$": _DOLLAR, "US$": _US_DOLLAR, "USD": _US_DOLLAR, "£": _POUND,
    "GBP": _POUND, "CHF": Currency(noun("franco suizo/francos suizos"), _CENT),
    "¥": Currency(noun("yen/yenes")), "JPY": Currency(noun("yen/yenes")),
    "R$": Currency(noun("real/reales"), _CENTAVO), "MXN$": Currency(noun("peso mexicano/pesos mexicanos"), _CENTAVO),
    "CLP$": Currency(noun("peso chileno/pesos chilenos")), "COP$": Currency(noun("peso colombiano/pesos colombianos"), _CENTAVO), "MXN": Currency(noun("peso mexicano/pesos mexicanos"), _CENTAVO),
    "ARS": Currency(noun("peso argentino/pesos argentinos"), _CENTAVO),
    "COP": Currency(noun("peso colombiano/pesos colombianos"), _CENTAVO),
    "S/": Currency(noun("sol/soles"), _CENT), "₽": Currency(noun("rublo/rublos")),
    "₹": Currency(noun("rupia/rupias", "f")), "₿": Currency(noun("bitcóin/bitcoines")),
    "zł": Currency(noun("esloti/eslotis")), "₺": Currency(noun("lira turca/liras turcas", "f")),
    "M€": Currency(noun("millón de euros/millones de euros")),
    "M$": Currency(noun("millón de dólares/millones de dólares")),
    "k€": Currency(noun("mil euros")), "pta": Currency(noun("peseta/pesetas", "f")),
    "ptas": Currency(noun("peseta/pesetas", "f")), "pts": Currency(noun("peseta/pesetas", "f")),
}  # fmt: skip
del CURRENCIES["pts"]

_MILLION = noun("millón/millones")
_BILLION = noun("billón/billones")
SCALES = {
    "millón": _MILLION, "millones": _MILLION, "mill.": _MILLION, "mills.": _MILLION, "mm": _MILLION,
    "M": _MILLION, "bill.": _BILLION, "billón": _BILLION, "billones": _BILLION, "MM": _MILLION,
}  # fmt: skip
del SCALES["mm"], SCALES["MM"]

UNITS = {
    "pts.": noun("punto/puntos"), "pts": noun("punto/puntos"),
    "pp": noun("punto porcentual/puntos porcentuales"),
    "pb": noun("punto básico/puntos básicos"),
    "cda.": noun("cucharada/cucharadas", "f"), "cdas.": noun("cucharada/cucharadas", "f"),
    "cdta.": noun("cucharadita/cucharaditas", "f"), "cdtas.": noun("cucharadita/cucharaditas", "f"),
    "mdp": noun("millón de pesos/millones de pesos"),
    "mdd": noun("millón de dólares/millones de dólares"),
    "dB": noun("decibelio/decibelios"), "CV": noun("caballo/caballos"),
    "bar": noun("bar/bares"), "t": noun("tonelada/toneladas", "f"),
    "grados": noun("grado/grados"), "kph": noun("kilómetro por hora/kilómetros por hora"),
    "km/hora": noun("kilómetro por hora/kilómetros por hora"),
}  # fmt: skip

DIRECTIONS = {
    "N": "norte", "S": "sur", "E": "este", "O": "oeste", "W": "oeste",
}  # fmt: skip

ABBREVIATIONS = Abbreviations(
    {
        "etc.": "etcétera", "p. ej.": "por ejemplo", "p.ej.": "por ejemplo", "por ej.": "por ejemplo",
        "EE. UU.": "Estados Unidos", "EEUU": "Estados Unidos", "EE UU": "Estados Unidos",
        "a. C.": "antes de Cristo", "d. C.": "después de Cristo", "a. de C.": "antes de Cristo",
        "d. de C.": "después de Cristo", "a. m.": "a eme", "p. m.": "pe eme", "Vd.": "usted",
        "Vds.": "ustedes", "Ud.": "usted", "Uds.": "ustedes", "aprox.": "aproximadamente",
        "tel.": "teléfono", "tfno.": "teléfono", "máx.": "máximo", "mín.": "mínimo", "admón.": "administración",
        "Cía.": "compañía", "S. M.": "Su Majestad", "SS. MM.": "Sus Majestades", "S. A. R.": "Su Alteza Real", "S. A.": "S A", "S. L.": "S L", "dpto.": "departamento", "depto.": "departamento",
        "JJ. OO.": "Juegos Olímpicos", "JJ.OO.": "Juegos Olímpicos", "CC. OO.": "Comisiones Obreras",
        "FF. AA.": "Fuerzas Armadas", "RR. HH.": "recursos humanos", "s. n.": "sin número", "s. n. m.": "sobre el nivel del mar", "trim.": "trimestre", "sem.": "semestre", "pob.": "población",
        "adic.": "adicional", "disp.": "disposición",
        "Hnos.": "Hermanos", "Bs. As.": "Buenos Aires", "vs.": "contra", "vs": "contra", "hab.": "habitantes",
        "izq.": "izquierda", "y ss.": "y siguientes", "Gral.": "general", "apdo.": "apartado", "dcha.": "derecha",
    },
    {
        "Sr.": "señor", "Sra.": "señora", "Srta.": "señorita", "Sres.": "señores", "Sras.": "señoras",
        "Dr.": "doctor", "Dra.": "doctora", "Dres.": "doctores", "D.": "don", "Dña.": "doña", "Da.": "doña",
        "D.ª": "doña", "Prof.": "profesor", "Profa.": "profesora", "Lic.": "licenciado", "Ing.": "ingeniero",
        "Arq.": "arquitecto", "Gral.": "general", "Cap.": "capitán", "Cnel.": "coronel", "Tte.": "teniente",
        "Sto.": "Santo", "Sta.": "Santa", "S.": "San", "Av.": "Avenida", "Avda.": "Avenida", "Pl.": "Plaza",
        "Pza.": "Plaza", "C/": "Calle", "Ctra.": "Carretera", "P.º": "Paseo", "Mons.": "monseñor",
        "Fr.": "fray", "Excmo.": "excelentísimo", "Excma.": "excelentísima", "Ilmo.": "ilustrísimo",
        "Hno.": "hermano", "Pdte.": "presidente", "Rvdo.": "reverendo",
        "prof.": "profesor", "lic.": "licenciado",
    },
    {
        "min.": "minuto", "n.º": "número", "nº": "número", "n°": "número", "N.º": "número", "Nº": "número", "núm.": "número",
        "núms.": "números", "nro.": "número", "No.": "número", "pág.": "página", "págs.": "páginas",
        "p.": "página", "pp.": "páginas", "art.": "artículo", "arts.": "artículos", "cap.": "capítulo",
        "vol.": "volumen", "fig.": "figura", "s.": "siglo", "ss.": "siglos", "km.": "kilómetro",
        "§": "sección", "t.": "tomo",
    },
)  # fmt: skip

FEMININE = frozenset(
    (
        "mujeres vez veces noche noches tarde tardes calle calles parte partes ley leyes red redes muerte "
        "muertes clase clases torre torres nave naves luz luces cruz cruces llave llaves base bases fuente "
        "fuentes serie series especie especies mujer flor flores voz voces imagen imágenes orden órdenes madre "
        "madres sede sedes frase frases fase fases nube nubes carne sal piel señal señales cárcel "
        "cárceles foto fotos moto motos radio mano manos actriz actrices víctimas razón razones región regiones "
        "canción opinión reunión reuniones opiniones superficie gente peste suerte labor labores "
        "catedral capital capitales sucursal sucursales corrientes serpiente serpientes"
    ).split()
)
MASCULINE = frozenset(
    (
        "día problema sistema programa mapa tema clima idioma planeta poeta drama esquema diploma "
        "fantasma plasma sofá papá tranvía lema dilema panorama síntoma aroma cometa "
        "agentes mes meses país países años jueces peces meteorólogos cometas gorila yoga "
        "gas pijama teorema emblema telegrama gramo kilograma dálmata demócrata autobús"
    ).split()
)

SPORT = (
    r"\b(?:gan[óaeo]\w*|perd\w+|empat\w+|venc\w+|derrot\w+|marcador|resultado|gol(?:es)?|partidos?|set"
    r"|votaci[óo]n|votos|victoria|goleó|impus\w+|triunf\w+|remont\w+|descanso)\b"
)

SENTENCES = Sentences(
    frozenset(
        (
            "cdta. cdtas. cda. cdas. Sr. Sra. Srta. Sres. Sras. Dr. Dra. Dres. D. Dña. Da. Prof. Profa. Lic. Ing. Arq. Gral. Cnel. Tte. "
            "Sto. Sta. Av. Avda. Pza. Ctra. Mons. Fr. Excmo. Excma. Ilmo. Hno. Pdte. Rvdo. prof. apdo. adic. disp. trim. n. núm. nro. "
            "pág. págs. p. pp. art. arts. cap. vol. fig. ej. p.ej. aprox. tel. tfno. máx. mín. vs. s. ss. EE. JJ. "
            "CC. FF. RR. Bs. km. t. mill."
        ).split()
    ),
    frozenset(
        "min. No. UU. EE.UU. C. m. a.m. p.m. S.A. S.L. Cía. Hnos. A. L. HH. OO. AA. Vd. Ud. Uds. Vds. h.".split()
    ),
    frozenset(("etc.",)),
    frozenset(
        (
            "A Además Además Ahora Al Algunos Ante Antes Así Aún Aunque Ayer Cada Como Cómo Con Contra Cuando "
            "Cuándo De Del Desde Después Donde Dónde Dos Durante El Él Ella Ellas Ellos En Entonces Entre Era Es "
            "Esa Ese Eso Esta Está Están Este Esto Estos Estas Fue Ha Han Hasta Hay Hoy La Las Le Les Lo Los Luego "
            "Mañana Más Mi Mientras Mucho Muchos Muy Nada Nadie Ni No Nos Nosotros Nuestra Nuestro Nunca O Otra "
            "Otro Otros Para Pero Poco Por Porque Pues Que Qué Quien Quién Se Según Ser Si Sí Siempre Sin Sobre "
            "Solo Son Su Sus También Tampoco Tanto Te Tiene Toda Todas Todo Todos Tras Tres Tu Un Una Unos Unas "
            "Usted Varios Y Ya Yo"
        ).split()
    ),
)
