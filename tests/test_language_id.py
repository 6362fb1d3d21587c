"""The language of short and mixed texts."""

from __future__ import annotations

import pytest

from earshot.ingest import identify_language
from earshot.ingest.metadata import language_id
from earshot.pipeline import choose_language

FRENCH = "“Je ne regrette rien, vraiment rien de tout ce que j’ai fait”"
GERMAN = "Die Regierung hat am Montag beschlossen, die Steuern zu senken."


@pytest.mark.parametrize(
    ("text", "default"),
    [
        ("Bonjour", "en"),
        ("Merkel trifft Macron", "en"),
        ("Angela Merkel, Emmanuel Macron, Giorgia Meloni", "en"),
        ("Real Madrid 3, Bayern Munich 1", "en"),
        ("New York Times Best Seller", "de"),
        ("Deutsche Bank AG, Frankfurt am Main", "en"),
        ("COVID-19: 1.200 casos", "es"),
        ("12.03.2024", "de"),
        (f"He said {FRENCH} and left the room.", "en"),
        ("Der Minister sagte: „We will never surrender, whatever it takes.“ Dann ging er.", "de"),
        ("Слава Україні", "uk"),
        ("Добър ден", "bg"),
        ("Mixed Русский and English words in one line.", "en"),
    ],
)
def test_a_short_or_mixed_text_keeps_the_language_of_its_surroundings(
    text: str, default: str
) -> None:
    assert identify_language(text, default=default) == default


def test_a_text_that_is_only_a_quotation_has_its_own_language() -> None:
    assert identify_language(FRENCH, default="en") == "fr"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Привет, мир", "ru"),
        ("Слава Україні", "uk"),
        ("Какво се случи днес в София?", "bg"),
        ("नमस्ते", "hi"),
        ("مرحبا بالعالم", "ar"),
        ("今日は天気がいいです。", "ja"),
        ("안녕하세요", "ko"),
    ],
)
def test_a_few_words_in_another_script_have_its_most_likely_language(
    text: str, language: str
) -> None:
    spoken = frozenset("en ru uk bg sr ar fa ur hi mr ne ja zh ko".split())
    assert identify_language(text, default="en", candidates=spoken) == language


STORIES = {
    "en": "The bridge over the Tarn was closed for two days this week. Engineers from the county "
    "had found a crack in one of its pillars, and the repair will take months. Buses have been "
    "sent.",
    "de": "Die Brücke über den Tarn ist seit zwei Tagen gesperrt. Fachleute haben in einem Pfeiler "
    "einen Riss gefunden, und die Reparatur wird Monate dauern. Busse fahren nicht mehr, mit dem "
    "Rad kommt man auch nicht hinüber.",
    "fr": "Le pont sur le Tarn est fermé depuis deux jours. Des ingénieurs ont trouvé une fissure "
    "dans un des piliers, et la réparation durera des mois. Les bus qui partent pour la ville sont "
    "détournés avec une heure de retard.",
    "es": "El puente sobre el río está cerrado desde hace dos días. Los ingenieros encontraron una "
    "grieta en uno de los pilares y la reparación durará meses, según el ayuntamiento, pero hay "
    "autobuses y también un barco.",
    "it": "Il ponte è chiuso da due giorni. I tecnici della provincia hanno trovato una crepa in "
    "uno dei pilastri, e i lavori, che sono più lunghi del previsto, dureranno mesi. Anche gli "
    "autobus sono fermi nel centro e alla stazione.",
    "nl": "De brug is al twee dagen dicht. Ingenieurs van de provincie vonden deze week een scheur "
    "in een van de pijlers, en het herstel gaat maanden duren. Bussen rijden niet, ook fietsers "
    "zijn niet welkom bij het water.",
    "pt": "A ponte está fechada há dois dias. Os engenheiros acharam uma rachadura em um dos "
    "pilares, e a obra não vai ser curta: são meses. O prefeito também foi ao local, com uma "
    "equipe, e ainda há um barco pela manhã.",
    "pl": "Most jest zamknięty od dwóch dni. Inżynierowie znaleźli pęknięcie w jednym z filarów, "
    "który nie był badany przez lata, i naprawa potrwa miesiące. Autobusy nie jeżdżą, ale są "
    "promy oraz pociąg, że tak powiem, dla wytrwałych.",
}  # fmt: skip


@pytest.mark.parametrize(("language", "text"), STORIES.items())
def test_a_story_in_a_common_language_is_identified_without_the_model(
    language: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = f"{text} {text}"  # long enough to be certain
    assert identify_language(story) == language, "by the model or not"
    monkeypatch.setattr(language_id, "_rank_languages", lambda _: [])
    assert identify_language(story) == language
    assert not identify_language("“Non!” " + text[:80]), "a short one is left to the model"


@pytest.mark.parametrize(
    "text",
    [
        f"{STORIES['en']} {STORIES['fr']}",
        "A ponte está pechada desde hai dous días. Os enxeñeiros atoparon unha fenda nun dos "
        "piares, e a obra non vai ser curta: serán meses. O alcalde tamén foi ao lugar, e aínda "
        "hai un barco pola mañá para quen queira cruzar o río cara á vila vella.",
        "El pont del riu és tancat des de fa dos dies. Els enginyers han trobat una esquerda en un "
        "dels pilars, i l'obra durarà mesos, segons l'alcalde. Hi ha autobusos i també una barca, "
        "que surt del moll cada mitja hora.",
        "Die brug oor die rivier is al twee dae lank gesluit. Ingenieurs van die provinsie het 'n "
        "kraak in een van die pilare gevind, en die herstelwerk sal maande duur. Daar is ook 'n "
        "boot van die hawe na die ander kant.",
    ],
)
def test_a_mixed_text_and_one_in_a_related_language_are_left_to_the_model(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = f"{text} {text}"
    assert identify_language(story)
    assert not identify_language(story, candidates={"xx"})
    monkeypatch.setattr(language_id, "_rank_languages", lambda _: [])
    assert not identify_language(story)


@pytest.mark.parametrize("text", [GERMAN, "Hola", "OK"])
def test_a_named_voice_keeps_its_language(text: str) -> None:
    assert choose_language(text, voice="flite:slt") == "en-US"
