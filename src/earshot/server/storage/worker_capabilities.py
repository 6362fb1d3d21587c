"""The jobs that a process can do, by their voice, language and format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from earshot.server.storage.reader_pool import Reader

JOB_FORMAT = 1
"""Raise it when a job, a setting or a file of a revision has something that the release before
would ignore or cannot read. Processes of that release leave such jobs to those of this one."""
_VOICE = "CASE status WHEN 'doing' THEN needed_voice ELSE voice END"
_LANGUAGE = "CASE status WHEN 'doing' THEN spoken_language ELSE language END"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Each is a list of beginnings, such as `kokoro` and `en`; empty for all."""

    voices: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    elsewhere: frozenset[str] = field(default=frozenset(), kw_only=True)
    """The names of the voices that only other processes have."""

    @property
    def condition(self) -> tuple[str, list[str]]:
        """The SQL condition of the jobs, and its values. A story without a requested voice or
        language can be prepared by any process."""
        parts, values = [f"job_format <= {JOB_FORMAT}"], list[str]()
        for expression, names, mark in (
            (_VOICE, self.voices, ":"),
            (_LANGUAGE, self.languages, "-"),
        ):
            if names:
                either = " OR ".join(f"{expression} LIKE ?" for _ in names)
                exactly = ", ".join("?" * len(names))
                parts.append(f"({expression} IN ('', {exactly}) OR {either})")
                values += [*names, *(f"{name}{mark}%" for name in names)]
        if self.elsewhere:
            parts.append(f"{_VOICE} NOT IN ({', '.join('?' * len(self.elsewhere))})")
            values += sorted(self.elsewhere)
        return " AND ".join(parts), values

    def has_voice(self, voice: str) -> bool:
        return voice not in self.elsewhere and self.takes_voice(voice)

    def takes_voice(self, voice: str) -> bool:
        """Whether it takes stories with this voice, if the voice is installed."""
        return not self.voices or _begins(voice, self.voices)

    def takes_language(self, languages: Sequence[str]) -> bool:
        """Whether it takes stories in one of the languages."""
        own = {name.partition("-")[0] for name in self.languages}
        return not own or any(each.partition("-")[0] in {*own, "mul"} for each in languages)


def list_needed_voices(reader: Reader) -> set[str]:
    """The voices of the pending stories."""
    sql = f"SELECT DISTINCT {_VOICE} FROM stories WHERE status IN ('todo', 'doing')"
    return {row[0] for row in reader.rows(sql)}


def _begins(voice: str, names: Sequence[str]) -> bool:
    return voice in names or voice.startswith(tuple(f"{name}:" for name in names))


EVERYTHING = Capabilities()
