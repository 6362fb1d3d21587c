"""Language tags and detection."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earshot.ingest.metadata.language_id import identify_language
from earshot.ingest.metadata.language_tags import first_tag, normalize_tag


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("EN_gb.UTF-8", "en-GB"),
        ("de", "de"),
        ("zh-hans-cn", "zh-Hans-CN"),
        ("es-419", "es-419"),
        ("english", ""),
        ("und", ""),
        ("", ""),
        ("{{lang}}", ""),
    ],
)
def test_tags_are_set_right(written: str, right: str) -> None:
    assert normalize_tag(written) == right


@given(st.text(max_size=20))
def test_a_tag_set_right_stays_as_it_is(written: str) -> None:
    assert normalize_tag(normalize_tag(written)) == normalize_tag(written)


def test_a_later_tag_adds_the_region_but_not_another_language() -> None:
    assert first_tag("en", "", "en_GB") == "en-GB"
    assert first_tag("de", "en_GB") == "de"
    assert first_tag("", "") == ""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The harbour opened on Friday, and the whole island came to see it.", "en"),
        ("Der Hafen wurde am Freitag eröffnet, und die ganze Insel kam.", "de"),
        ("Le port a rouvert vendredi et toute l'île est venue le voir.", "fr"),
        ("123 456", ""),
    ],
)
def test_a_language_is_detected_by_its_words(text: str, language: str) -> None:
    assert identify_language(text) == language


@pytest.mark.parametrize("text", ["Yes.", "Done", "Mail arrived", "Timer set for 5 minutes.", "0"])
def test_a_short_text_is_in_the_language_that_is_set(text: str) -> None:
    assert identify_language(text, default="en-US") == "en-US"
    assert identify_language(text, default="de") == "de"


def test_only_languages_that_can_be_spoken_are_guessed() -> None:
    text = "Havnen åpnet på fredag, og hele øya kom for å se på skipene som lå ved kaia."
    assert identify_language(text) in ("no", "nb", "da")
    assert identify_language(text, default="en", candidates={"en", "sv"}) == "sv"


def test_a_quotation_in_another_language_does_not_turn_the_text() -> None:
    quoted = "“Wir haben lange auf diesen Tag gewartet, und nun sind die Schiffe endlich da.” "
    text = quoted * 3 + "The mayor opened the harbour on Friday in front of the whole island."
    assert identify_language(text, default="en") == "en"


def test_the_script_of_a_short_text_decides_its_language() -> None:
    assert identify_language("今天天气很好。", default="en") == "zh"
