"""Written forms and sentence ends of English and seven other languages.

Each row of data/normalization/<language>.tsv is a text and what may be said for it: alternatives
for the whole are apart by "|", those for a part stand in braces. Every third row was held out while
the rules were written.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from test_normalize_properties import assert_lawful, said

from benchmarks.accepted_forms import canonical, is_accepted, read_rows
from earshot.script.normalize import verbalize_sentence
from earshot.script.normalize.languages import LANGUAGES, classes_of
from earshot.script.normalize.matching import ClassIndex, merge_characters, plain_copy
from earshot.script.segmentation import split_sentences
from earshot.script.verbalization import spoken_form

HERE = Path(__file__).parent
FLOORS = tomllib.loads((HERE / "floors.toml").read_text("utf-8"))["languages"]
SPOKEN = st.sampled_from(sorted(LANGUAGES | {"de-CH", "es-MX", "fr-CA", "pt-BR"}))
PIECES = st.sampled_from(
    (
        "1.200 1 200 1\u202f200 1'200 3,5 27,50 € 5€ $2,5 Mio. Mrd. millions d'euros de euros mln "
        "zł CHF % ‰ 10–12 1939–1945 2-3 km/h °C −12 m² kWh l/m² z. B. p. ex. Dr. M. Mme Sr. "
        "Sra. n.º nº 1er 2e 3.er 1.ª 5ª 1° 3. Mai mayo de maggio mei maio maja 2025 r. 14.30 "
        "Uhr 14h30 14:30 h uur godz. XIV. XXIe siècle siglo XXI wieku II 01 23 45 67 89 +49 "
        "30 1234567 3:1 3-1 1/3 ½ ² ① Ⅳ A4 COVID-19 20-jährige 1990er '80 l'8 L'avv. 's t/m & "
        "+ = § 007 2.0 1:25.000 2019/20 03.05.2026 2026-05-03 "
        "naïve e\u0301 \u200b \xa0 😀 שלום 今天 ( ) « "
        "» „ “ … — ? !"
    ).split(" ")
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=14).map(" ".join),
    st.lists(PIECES, max_size=6).map("".join),
)


@pytest.mark.parametrize("language", sorted(LANGUAGES | {"en"}))
def test_written_forms_are_read_as_a_newsreader_reads_them(language: str) -> None:
    cases = read_rows(language)
    assert len(cases) >= 150
    wrong = [
        (text, heard)
        for text, forms in cases
        if not is_accepted(heard := spoken_form(text, language), forms)
    ]
    assert 1 - len(wrong) / len(cases) >= FLOORS[language]["floor"], wrong


@given(TEXTS, SPOKEN)
@example("5\u200bMillionen", "de")
@example("9" * 400, "pl")
@example("l'1.200.000'", "fr")
def test_every_letter_and_digit_belongs_to_exactly_one_word(text: str, language: str) -> None:
    assert_lawful(text, said(text, language))


@given(st.lists(PIECES, max_size=14).map(" ".join), SPOKEN)
def test_no_digit_is_left_to_the_voice(text: str, language: str) -> None:
    left = [w for w in said(text, language) if any(c in "0123456789" for c in w.spoken)]
    assert left == []


@given(TEXTS, SPOKEN)
def test_classes_that_are_skipped_could_not_match(text: str, language: str) -> None:
    plain = plain_copy(text)
    for each in classes_of(language):
        if any(list(each.verbalize(match, False)) for match in each.pattern.finditer(plain)):
            assert not (each.trigger_chars and each.trigger_chars.isdisjoint(plain)), each.name
            assert ClassIndex((each,)).find_triggered(merge_characters(plain)), each.name


def test_each_part_of_a_written_form_keeps_its_place() -> None:
    found = verbalize_sentence("Es kostet 27,50 € am 3. Mai.", 0, None, "de")
    assert [(w.text, w.spoken) for w in found[2:]] == [
        ("27,50 €", "siebenundzwanzig Euro fünfzig"),
        ("am", "am"),
        ("3.", "dritten"),
        ("Mai", "Mai"),
    ]
    [eight, march] = verbalize_sentence("L'8 marzo", 0, None, "it")
    assert (eight.text, eight.spoken, march.text) == ("L'8", "L'otto", "marzo")


def test_a_score_has_no_pause_at_its_colon() -> None:
    assert spoken_form("Bayern siegte 4:0.", "de") == "Bayern siegte vier zu null."
    assert spoken_form("Legia wygrała 3:1.", "pl") == "Legia wygrała trzy do jednego."


@pytest.mark.parametrize(
    ("language", "text", "spoken"),
    [
        ("de", "12 Einwohner/km² auf 2 Mio. t", "zwölf Einwohner pro Quadratkilometer auf zwei"),
        ("de", "Die Regel aus www.wetter.de/see", "Die Regel aus w w w Punkt wetter Punkt de Schr"),
        ("fr", "Un 4x100 m et 1 1/2 litre", "Un quatre fois cent mètres et un et demi litre"),
        ("es", "Costó $2.5 millones", "Costó dos coma cinco millones de dólares"),
        ("es", "En el siglo xix, 22 CAD", "En el siglo diecinueve, veintidós dólares canadienses"),
        (
            "it",
            "Al km 12, 3x e 100 g/m²",
            "Al chilometro dodici, tre volte e cento grammi al metro",
        ),
        ("nl", "Dat is 3x zoveel", "Dat is drie keer zoveel"),
        ("de", "Von 1. bis 3. Mai, 040-1234567", "Von ersten bis dritten Mai, null vier null eins"),
        ("fr", "À 12h-14h, au n°1, M. le juge", "À douze heures à quatorze heures, au numéro un"),
        ("es", "II Guerra, 5 €/kg", "segunda Guerra, cinco euros por kilogramo"),
        ("pl", "2 dzieci, 2 lata, 1. kolejka", "dwoje dzieci, dwa lata, pierwsza kolejka"),
        ("pt", "R$ 1000000", "um milhão de reais"),
        ("pl", "22 SEK przy ul. Długiej", "dwadzieścia dwie korony szwedzkie przy ulicy Długiej"),
    ],
)
def test_other_written_forms_in_the_news_are_read(language: str, text: str, spoken: str) -> None:
    assert spoken_form(text, language).startswith(spoken)


@pytest.mark.parametrize(
    "text",
    ["1.200 " * 3_000, "12 34 " * 3_000, "M. " * 5_000, "3. " * 5_000, "1-" * 5_000, "I " * 5_000],
)
@pytest.mark.parametrize("language", ["de", "pl"])
def test_hostile_text_is_read_without_running_away(text: str, language: str) -> None:
    letters = [c for c in text if c.isalnum()]
    assert [c for w in said(text, language) for c in w.text if c.isalnum()] == letters


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Das ist Max. Er heißt Jan."),
        ("fr", "Ils sont sept. Voici nos enfants. Il est à Me."),
        ("it", "Anna V. Neri ride. Non è il Sole."),
        ("pt", "Venceu o set. Ela saiu. R. Silva falou."),
        ("pl", "O. Nowak śpi. Ma on dom."),
    ],
)
def test_a_word_that_looks_like_an_abbreviation_is_unchanged(language: str, text: str) -> None:
    assert canonical(spoken_form(text, language)) == canonical(text)


def test_regions_have_their_own_separators_and_words() -> None:
    assert spoken_form("1,200.5 kg", "es-MX") == "mil doscientos coma cinco kilogramos."
    assert spoken_form("1’200.50", "de-CH") == "eintausendzweihundert Komma fünf null."
    assert spoken_form("19 km", "pt-BR") == "dezenove quilômetros."
    assert spoken_form("o século XVI, às 17h19", "pt-BR").startswith(
        "o século dezesseis, às dezessete"
    )
    assert spoken_form("19 km", "pt") == "dezanove quilómetros."


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("de", ["Am 3. Oktober wurde gefeiert.", "Dr. Weber kam z. B. nicht.", "Das ist gut."]),
        (
            "de",
            ["Das gilt seit 1995.", "Der Rest der EU.", "Ludwig XIV. regierte im 17. Jh. allein."],
        ),
        ("de", ["Er kam auf Platz 3.", "Danach kamen Äpfel, Birnen usw.", "Die Sonne schien."]),
        (
            "fr",
            ["M. Durand et Mme Petit habitent av. Foch.", "Ils ont p. ex. un chat, etc.", "Voilà."],
        ),
        ("fr", ["Il est né en 50 av. J.-C. à Rome.", "Il vit aux U.S.A.", "Il y est bien."]),
        ("fr", ["Il a rejoint l'ONU.", "Jean Petit aussi.", "J. Dupont part."]),
        (
            "es",
            ["El Sr. García vive en EE. UU. desde 1995.", "La Dra. Sanz, p. ej., no.", "¿Por qué?"],
        ),
        ("es", ["Trabaja en la ONU.", "Ayer no vino.", "Véase la pág. 12 del libro."]),
        ("it", ["L'avv. Neri e il dott. Bianchi parlano.", "Mele, pere, ecc.", "Marco ride."]),
        ("it", ["Nel V sec. a.C. era così.", "Oggi non più.", "Il sig. Rossi paga."]),
        (
            "nl",
            ["Dhr. Jansen en mr. De Vries komen a.s. maandag.", "Appels, peren enz.", "Jan lacht."],
        ),
        ("nl", ["Dat is bijv. in de EU.", "Het is nr. 5 van de lijst.", "Prof. Bos zwijgt."]),
        (
            "pt",
            [
                "O Sr. Silva e a Dra. Costa falam.",
                "É p. ex. a pág. 12.",
                "A ONU.",
                "O resto é novo.",
            ],
        ),
        (
            "pl",
            ["Prof. Nowak mówi np. o ul. Długiej.", "Jest 3. Maja.", "W 2025 r. Polska wygrała."],
        ),
        ("pl", ["Chleb, masło itd.", "Adam śpi.", "To było w 1995 r.", "Potem nic."]),
        ("pl", ["Urodził się w 1867 r.", "Zmarł w 1935 r.", "W 1989 r. Warszawa rosła."]),
        ("pl", ["Tel. 12 345 67 89 jest wolny.", "Ma 1,85 m.", "Ona mniej."]),
        ("de", ["Es waren 500.", "2021 waren es 700.", "Am 9. 11. 1989 fiel sie."]),
        ("de", ["Er ist 1,85 m.", "Sie ist kleiner.", "Zw. 10 und 12 Uhr ist zu."]),
        ("de", ["Er fragte: „Kommst du?“", "Sie schwieg.", "Im 12. Jg. 2020 stand es."]),
        ("fr", ["« Tu viens ? »", "« Non ! »", "Il sortit.", "Voir p. 45 et suiv. ou non."]),
        ("it", ["Cass. pen., sez. V, decide.", "Vedi p. 45 e segg.", "Il resto segue."]),
        ("nl", ["Het regende.", "'t Was koud.", "Zie blz. 45 e.v. of niet."]),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0][:30],
)
def test_a_text_is_split_where_a_reader_of_the_language_would_pause(
    language: str, sentences: list[str]
) -> None:
    assert split_sentences(" ".join(sentences), language) == sentences
