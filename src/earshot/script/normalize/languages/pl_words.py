"""Polish words for signs, sums, units and abbreviations."""

from __future__ import annotations

from earshot.script.normalize.languages.grammar import Abbreviations, Currency, noun
from earshot.script.normalize.languages.sentence_ends import Sentences

WORDS = {
    "form of a part": "other", "often": "razy", "times' gender": "m",
    "half": "{} i pół",
    "at": "małpa", "slash": "ukośnik", "dash": "myślnik", "underscore": "podkreślnik",
    "minus": "minus", "comma": "przecinek", "point": "kropka", "to": "do", "score": "do",
    "ratio": "do", "per": "na", "percent": "procent", "permille": "promil", "plus": "plus",
    "equals": "równa się", "times": "razy", "divided": "podzielić przez", "plusminus": "plus minus",
    "about": "około", "less": "mniejsze niż", "more": "większe niż", "less than": "mniej niż", "more than": "więcej niż",
    "most": "najwyżej",
    "least": "co najmniej", "section": "paragraf", "and": "i", "per h": "na godzinę", "per mies": "miesięcznie",
    "per min": "na minutę", "per s": "na sekundę",
}  # fmt: skip

_ZLOTY = Currency(
    noun("złoty/złote/złotych/złotego"),
    noun("grosz/grosze/groszy/grosza"),
    ("złoty", "złote", "złotych"),
)
_CENT = noun("cent/centy/centów/centa")
_EURO = Currency(noun("euro"), noun("cent/centy/centów/centa"), ("euro",))
_DOLLAR = Currency(noun("dolar/dolary/dolarów/dolara"), _CENT, ("dolar", "dolary", "dolarów"))
_US_DOLLAR = Currency(
    noun("dolar amerykański/dolary amerykańskie/dolarów amerykańskich/dolara amerykańskiego"), _CENT
)
_POUND = Currency(
    noun("funt/funty/funtów/funta"), noun("pens/pensy/pensów/pensa"), ("funtów", "funty")
)
_FRANC = Currency(
    noun("frank szwajcarski/franki szwajcarskie/franków szwajcarskich/franka szwajcarskiego"),
    noun("centym/centymy/centymów/centyma"),
)
CURRENCIES = {
    "zł": _ZLOTY, "PLN": _ZLOTY, "€": _EURO, "EUR": _EURO, "$": _DOLLAR, "dol.": _DOLLAR,
    "US$": _US_DOLLAR, "USD": _US_DOLLAR, "£": _POUND, "GBP": _POUND, "CHF": _FRANC,
    "gr": Currency(noun("grosz/grosze/groszy/grosza")), "¥": Currency(noun("jen/jeny/jenów/jena")),
    "JPY": Currency(noun("jen/jeny/jenów/jena")), "₽": Currency(noun("rubel/ruble/rubli/rubla")),
    "₴": Currency(noun("hrywna/hrywny/hrywien/hrywny", "f")),
    "UAH": Currency(noun("hrywna/hrywny/hrywien/hrywny", "f")),
    "Kč": Currency(noun("korona/korony/koron/korony", "f")),
    "CZK": Currency(noun("korona czeska/korony czeskie/koron czeskich/korony czeskiej", "f")),
    "₿": Currency(noun("bitcoin/bitcoiny/bitcoinów/bitcoina")),
}  # fmt: skip

_MILLION = noun("milion/miliony/milionów/miliona")
_MILLIARD = noun("miliard/miliardy/miliardów/miliarda")
_THOUSAND = noun("tysiąc/tysiące/tysięcy/tysiąca")
SCALES = {
    "mln": _MILLION, "mln.": _MILLION, "mld": _MILLIARD, "mld.": _MILLIARD, "tys.": _THOUSAND,
    "tys": _THOUSAND, "bln": noun("bilion/biliony/bilionów/biliona"),
}  # fmt: skip

DIRECTIONS = {
    "N": "szerokości północnej", "S": "szerokości południowej",
    "E": "długości wschodniej", "W": "długości zachodniej",
}  # fmt: skip

_POINT = noun("punkt procentowy/punkty procentowe/punktów procentowych/punktu procentowego")
_DEGREE_CELSIUS = noun("stopień Celsjusza/stopnie Celsjusza/stopni Celsjusza/stopnia Celsjusza")
_SQUARE_METER = noun("metr kwadratowy/metry kwadratowe/metrów kwadratowych/metra kwadratowego")
_SQUARE_KILOMETER = noun(
    "kilometr kwadratowy/kilometry kwadratowe/kilometrów kwadratowych/kilometra kwadratowego"
)

UNITS = {
    "pkt proc.": _POINT, "pkt. proc.": _POINT, "p.p.": _POINT, "st. C": _DEGREE_CELSIUS,
    "st.C": _DEGREE_CELSIUS, "st.": noun("stopień/stopnie/stopni/stopnia"),
    "m kw.": _SQUARE_METER, "km kw.": _SQUARE_KILOMETER,
    "godz.": noun("godzina/godziny/godzin/godziny", "f"),
    "pb": noun("punkt bazowy/punkty bazowe/punktów bazowych/punktu bazowego"),
    "szt.": noun("sztuka/sztuki/sztuk/sztuki", "f"),
    "dB": noun("decybel/decybele/decybeli/decybela"), "t": noun("tona/tony/ton/tony", "f"),
    "%": noun("procent/procent/procent/procenta"),
    "‰": noun("promil/promile/promili/promila"),
    "proc.": noun("procent/procent/procent/procenta"),
    "pkt": noun("punkt/punkty/punktów/punktu"),
    "os.": noun("osoba/osoby/osób/osoby", "f"),
    "tyg.": noun("tydzień/tygodnie/tygodni/tygodnia"),
    "mies.": noun("miesiąc/miesiące/miesięcy/miesiąca"),
    "KM": noun("koń mechaniczny/konie mechaniczne/koni mechanicznych/konia mechanicznego"),
}  # fmt: skip

ABBREVIATIONS = Abbreviations(
    {
        "np.": "na przykład", "itd.": "i tak dalej", "itp.": "i tym podobne", "tzn.": "to znaczy",
        "tzw.": "tak zwany", "m.in.": "między innymi", "m. in.": "między innymi", "ok.": "około", "tj.": "to jest",
        "wg": "według", "ds.": "do spraw", "br.": "bieżącego roku", "ub.r.": "ubiegłego roku", "ub. r.": "ubiegłego roku",
        "p. n. e.": "przed naszą erą", "n. e.": "naszej ery", "ww.": "wyżej wymieniony",
        "woj.": "województwo", "pow.": "powiat", "gm.": "gmina", "pt.": "pod tytułem", "cd.": "ciąg dalszy",
        "cdn.": "ciąg dalszy nastąpi", "jw.": "jak wyżej", "ur.": "urodzony", "zm.": "zmarły", "tel.": "telefon",
        "maks.": "maksymalnie", "vs": "kontra", "vs.": "kontra", "czyt.": "czytaj", "zob.": "zobacz",
        "wyd.": "wydanie",
        "sp. z o.o.": "spółka z o o", "S.A.": "S A", "pn.": "poniedziałek", "wt.": "wtorek",
        "bm.": "bieżącego miesiąca", "dot.": "dotyczy", "n.p.m.": "nad poziomem morza", "k.p.c.": "kodeksu postępowania cywilnego", "nast.": "następne", "r/r": "rok do roku",
        "kw/kw": "kwartał do kwartału", "m/m": "miesiąc do miesiąca", "k.k.": "kodeksu karnego",
        "k.c.": "kodeksu cywilnego", "k.p.k.": "kodeksu postępowania karnego", "ws.": "w sprawie",
    },
    {
        "im.": "imienia",
        "dr": "doktor", "prof.": "profesor", "inż.": "inżynier", "mgr": "magister", "gen.": "generał", "ks.": "ksiądz",
        "hab.": "habilitowany", "ul.": "ulica", "al.": "aleja", "pl.": "plac", "os.": "osiedle", "św.": "święty",
        "płk": "pułkownik", "ppłk": "podpułkownik", "kpt.": "kapitan", "por.": "porucznik", "mjr": "major", "płk.": "pułkownik",
        "bp": "biskup", "abp": "arcybiskup", "kard.": "kardynał", "o.": "ojciec", "s.": "siostra", "red.": "redaktor",
        "min.": "minister", "sen.": "senator", "pos.": "poseł", "lek.": "lekarz", "mec.": "mecenas", "prez.": "prezydent",
        "sierż.": "sierżant", "asp.": "aspirant", "kom.": "komisarz", "podkom.": "podkomisarz", "adm.": "admirał",
        "m.": "miasto", "gm.": "gmina",
    },
    {
        "min.": "minimum",
        "nr": "numer", "dn.": "dnia", "str.": "strona", "s.": "strona", "art.": "artykuł", "ust.": "ustęp", "pkt": "punkt", "poz.": "pozycja",
        "rozdz.": "rozdział", "t.": "tom", "rys.": "rysunek", "tab.": "tabela", "par.": "paragraf", "§": "paragraf",
        "lit.": "litera", "tel.": "telefon", "sygn.": "sygnatura",
    },
)  # fmt: skip

FEMININE = frozenset(
    (
        "osoby kobiety godziny minuty sekundy tony firmy szkoły drużyny strony rodziny ofiary kopie wersje bramki "
        "książki ulice gminy wsie partie ustawy sprawy próby grupy wystawy rundy kolejki serie klasy lekcje "
        "noce doby dekady karty kary nagrody umowy wyspy rzeki góry bomby rakiety łodzie armie dywizje brygady "
        "sztuki butelki paczki kategorie części ćwiartki trzecie fabryki kopalnie spółki stacje linie drogi "
        "córki siostry matki dziewczyny studentki pacjentki mieszkanki ranne zabite nowe osoba kobieta godzina "
        "minuta sekunda tona firma szkoła drużyna strona rodzina ofiara noc doba część rzecz twarz łódź łyżki łyżeczki szklanki łyżka szklanka"
    ).split()
)
MEN = frozenset(
    (
        "mężczyzn ludzi posłów senatorów ministrów policjantów żołnierzy strażaków lekarzy chłopców synów braci "
        "Polaków kibiców pasażerów sędziów członków widzów wyborców rannych zabitych uczniów nauczycieli "
        "piłkarzy radnych kolegów mieszkańców obywateli turystów migrantów uchodźców cywilów górników "
        "kierowców więźniów świadków kandydatów rolników przyjaciół ojców mężów księży aktorów trenerów"
    ).split()
)
NOT_MEN = frozenset(
    (
        "procentów centów czynników wskaźników kontynentów dokumentów elementów momentów silników pomników "
        "zbiorników wyników punktów traktorów motorów telewizorów monitorów ciągników śmigłowców wykrzykników "
        "języków przycisków sektorów reaktorów autorytetów składników eksperymentów instrumentów "
        "argumentów fragmentów segmentów patentów talentów prezentów incydentów dzienników wyrostków liczników "
        "przewodników odcinków budynków grzejników rurociągów nośników parlamentów sakramentów wariantów "
        "diamentów grantów komponentów fundamentów cmentarzy kalendarzy milionów zegarków wieżowców "
        "kamieniołomów owoców pojemników miesięczników tygodników lotniskowców pociągów drapaczy"
    ).split()
)

SPORT = (
    r"\b(?:wygra\w+|przegra\w+|remis\w*|pokona\w+|mecz\w*|wynik\w*|gol\w*|prowadz\w+|skończy\w+|zwycię\w+"
    r"|set\w*|poraż\w+|spotkani\w+|bram\w+)\b"
)

SENTENCES = Sentences(
    frozenset(
        (
            "dot. sygn. st. dol. np. tzn. tzw. m.in. m. ok. tj. ds. woj. pt. ur. zm. maks. zob. prof. inż. gen. ks. hab. "
            "ul. al. pl. św. kpt. kard. o. sen. pos. lek. mec. sierż. asp. podkom. adm. nr. str. s. dn. art. ust. "
            "poz. rozdz. t. rys. tab. par. lit. godz. dr. mgr. śp. wyd. "
        ).split()
    ),
    frozenset(
        "im. por. kom. red. pow. tel. tys. mln. mld. r. w. n.e. p.n.e. e. br. ub.r. ub. min. os. in. proc. S.A. o.o. bm.".split()
    ),
    frozenset("itd. itp. cdn.".split()),
    frozenset(
        (
            "A Albo Ale Aby Był Była Było Byli Być Choć Co Czy Dla Dlaczego Dlatego Do Dopiero Dzięki Dziś Dwa "
            "Gdy Gdyby Gdzie I Ich Ile Inni Ja Jak Jako Jednak Jego Jej Jest Jeszcze Jeśli Już Kiedy Kim "
            "Każdy Kto Która Który Ma Mają Mimo Może Można My Na Nad Następnie Nie Niech Nikt No O Od "
            "On Ona Oni Ono Oraz Po Pod Podczas Ponadto Potem Poza Później Przed Przez Przy Są Sam Się Skąd Stąd Ta Tak "
            "Także Tam Te Teraz Ten To Trzeba Tu Tutaj Tylko Tym Tymczasem W We Wczoraj Według Więc Wiele Wszyscy Wtedy "
            "Z Za Zaś Zatem Ze Żaden Że"
        ).split()
    ),
    ordinal_dot=True,
)
