"""The language of short and mixed texts."""

from __future__ import annotations

import pytest

from earshot.ingest import identify_language
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


@pytest.mark.parametrize("text", [GERMAN, "Hola", "OK"])
def test_a_named_voice_keeps_its_language(text: str) -> None:
    assert choose_language(text, voice="flite:slt") == "en-US"
