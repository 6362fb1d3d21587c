"""The voices that can be installed by name."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

NARRATORS_DISTRIBUTION = "earshot-voices"
"""The package with all narrators in the house format."""
WHOLE_FAMILIES = ("kokoro", "kitten")
"""Engines whose models contain all of their voices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallableVoice:
    """A voice of the catalogue."""

    name: str
    language: str
    """BCP 47; for Kokoro, whose voices speak several languages, that of the first voice."""
    licence: str
    """According to the model card; empty if it must be read there."""
    size_mb: int
    urls: tuple[str, ...]
    """Addresses; none for a narrator in a build that does not know its release."""
    other_languages: tuple[str, ...] = ()
    sha256: str = ""
    """SHA-256 of the first file; empty if unknown."""
    md5: str = ""
    """MD5 of the first file, as its publisher states it; empty if unknown."""
    naturalness: float = 0.0
    """Predicted opinion score of the voice; 0 if only that of its engine is known."""

    @property
    def languages(self) -> tuple[str, ...]:
        return (self.language, *self.other_languages)

    @property
    def engine(self) -> str:
        family = self.name.partition("-")[0]
        if family in WHOLE_FAMILIES:
            return family
        return self.name.partition(":")[0] if ":" in self.name else "piper"

    @property
    def full_name(self) -> str:
        return self.name if ":" in self.name else f"{self.engine}:{self.name}"

    @property
    def has_all_voices(self) -> bool:
        """Whether it contains every voice of its engine."""
        return self.engine in WHOLE_FAMILIES

    @property
    def card_url(self) -> str:
        """The model card of a Piper voice, beside its file."""
        return f"{self.urls[0].rpartition('/')[0]}/MODEL_CARD"

    @property
    def command(self) -> str:
        """The command that installs it."""
        if not self.urls:
            return f"pip install {NARRATORS_DISTRIBUTION}"
        return f"earshot voices install {self.name}"


@cache
def list_installable() -> tuple[InstallableVoice, ...]:
    """The voices that can be installed by name."""
    data = tomllib.loads(files("earshot.voices").joinpath("voices.toml").read_text("utf-8"))
    piper = [
        _piper_voice(name, each, data["piper"]) for name, each in data["piper"]["voices"].items()
    ]
    kokoro = [
        _kokoro_voice(name, each, data["kokoro"]) for name, each in data["kokoro"]["models"].items()
    ]
    house = [_narrator(name, each, data["house"]) for name, each in data["house"]["voices"].items()]
    kitten = [
        _kitten_voice(n, each, data["kitten"]) for n, each in data["kitten"]["models"].items()
    ]
    return (*kokoro, *kitten, *house, *piper)


def find_installable(name: str) -> InstallableVoice | None:
    """The voice that can be installed by this name, with or without its engine."""
    return next((each for each in list_installable() if name in (each.name, each.full_name)), None)


def _narrator(name: str, entry: dict[str, Any], family: dict[str, Any]) -> InstallableVoice:
    folder = family["from"]
    return InstallableVoice(
        name=f"house:{name}",
        language=entry["language"],
        licence=entry.get("licence", family["licence"]),
        size_mb=entry["size"],
        urls=(f"{folder}/{name}.onnx",) if folder else (),
        sha256=entry["sha256"],
        naturalness=entry["naturalness"],
    )


def _piper_voice(name: str, entry: dict[str, Any], family: dict[str, Any]) -> InstallableVoice:
    code, speaker, quality = name.split("-")
    parts = {"family": code.split("_")[0], "code": code, "speaker": speaker, "quality": quality}
    return InstallableVoice(
        name=name,
        language=code.replace("_", "-"),
        licence=entry.get("licence", ""),
        size_mb=entry["size"],
        urls=(family["from"].format(**parts, name=name),),
        sha256=entry.get("sha256", ""),
        md5=entry.get("md5", ""),
    )


def _kokoro_voice(name: str, entry: dict[str, Any], family: dict[str, Any]) -> InstallableVoice:
    return InstallableVoice(
        name=name,
        language=family["language"],
        other_languages=tuple(family["other_languages"]),
        licence=family["licence"],
        size_mb=entry["size"],
        urls=tuple(family["from"].format(file=each) for each in (entry["file"], family["styles"])),
        sha256=entry.get("sha256", ""),
    )


def _kitten_voice(name: str, entry: dict[str, Any], family: dict[str, Any]) -> InstallableVoice:
    return InstallableVoice(
        name=name,
        language=family["language"],
        licence=family["licence"],
        size_mb=entry["size"],
        urls=(family["from"].format(**entry),),
        sha256=entry["sha256"],
    )
