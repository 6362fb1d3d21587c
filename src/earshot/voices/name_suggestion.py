"""Suggestions for misspelled names."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

MIN_LIKENESS = 0.75
"""Minimum ratio of `difflib`: one wrong letter in four."""


def suggest_name(name: str, known: Iterable[str]) -> str:
    """The most similar known name; empty if none is similar."""
    by_key = {each.lower(): each for each in known}
    matches = get_close_matches(name.lower(), by_key, n=1, cutoff=MIN_LIKENESS)
    return by_key[matches[0]] if matches else ""


def suggest_voice(name: str, voices: Iterable[str]) -> str:
    """The most similar voice `engine:speaker`: by both parts of the name, or by the speaker if
    only one part is given."""
    known = list(voices)
    engine, separator, speaker = name.partition(":")
    if not separator:
        by_speaker = {each.partition(":")[2]: each for each in reversed(known)}
        engines = [each.partition(":")[0] for each in known]
        return by_speaker.get(suggest_name(name, by_speaker), "") or suggest_name(name, engines)
    likely_engine = suggest_name(engine, [each.partition(":")[0] for each in known])
    speakers = [each.partition(":")[2] for each in known if each.startswith(f"{likely_engine}:")]
    likely_speaker = suggest_name(speaker, speakers)
    return f"{likely_engine}:{likely_speaker}" if likely_speaker else ""
