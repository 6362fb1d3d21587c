"""Which jobs a process takes: those with its voices and languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_VOICE = "CASE status WHEN 'doing' THEN needed_voice ELSE voice END"
_LANGUAGE = "CASE status WHEN 'doing' THEN spoken_language ELSE language END"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Each is a list of beginnings, such as `kokoro` and `en`; empty for all."""

    voices: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def condition(self) -> tuple[str, list[str]]:
        """The SQL condition of the jobs, and its values. A story without a requested voice or
        language can be prepared by any process."""
        parts, values = ["1 = 1"], list[str]()
        for expression, names, mark in (
            (_VOICE, self.voices, ":"),
            (_LANGUAGE, self.languages, "-"),
        ):
            if names:
                either = " OR ".join(f"{expression} LIKE ?" for _ in names)
                exactly = ", ".join("?" * len(names))
                parts.append(f"({expression} IN ('', {exactly}) OR {either})")
                values += [*names, *(f"{name}{mark}%" for name in names)]
        return " AND ".join(parts), values

    def has_voice(self, voice: str) -> bool:
        return not self.voices or _begins(voice, self.voices)


def _begins(voice: str, names: Sequence[str]) -> bool:
    return voice in names or voice.startswith(tuple(f"{name}:" for name in names))


EVERYTHING = Capabilities()
