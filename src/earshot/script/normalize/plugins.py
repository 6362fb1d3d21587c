"""Spoken forms from plug-ins. They take precedence over the semiotic classes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import EntryPoint

from earshot.plugins import list_entry_points, plugin_failed, run_plugin
from earshot.script.normalize.matching import Verbalization

NORMALIZER_PLUGINS = "earshot.normalizers"
"""Entry points: functions of a sentence and its language that yield (start, end, spoken form)."""


def find_plugin_verbalizations(
    sentence: str, language: str, protected_spans: Sequence[tuple[int, int]]
) -> list[Verbalization]:
    """Without those that overlap with a protected span or an earlier one. Raises PluginFailed."""
    taken = list(protected_spans)
    found = []
    for entry in list_entry_points(NORMALIZER_PLUGINS):
        for each in _ask(entry, sentence, language):
            if all(each.end <= start or end <= each.start for start, end in taken):
                taken.append((each.start, each.end))
                found.append(each)
    return found


def _ask(entry: EntryPoint, sentence: str, language: str) -> Iterator[Verbalization]:
    answers = run_plugin(entry, lambda normalize: list(normalize(sentence, language)))
    for start, end, spoken in answers:
        if not 0 <= start < end <= len(sentence) or not spoken.strip():
            reason = f"it returned ({start}, {end}, {spoken!r}) for {len(sentence)} characters"
            raise plugin_failed(entry, reason)
        yield Verbalization(start, end, spoken, entry.name)
