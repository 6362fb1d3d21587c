"""The voices that can be installed by name."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


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
    """Addresses."""
    other_languages: tuple[str, ...] = ()
    sha256: str = ""
    """SHA-256 of the first file; empty if unknown."""
    md5: str = ""
    """MD5 of the first file, as its publisher states it; empty if unknown."""

    @property
    def languages(self) -> tuple[str, ...]:
        return (self.language, *self.other_languages)

    @property
    def engine(self) -> str:
        return "kokoro" if self.name.startswith("kokoro") else "piper"

    @property
    def has_all_voices(self) -> bool:
        """Whether it contains every voice of its engine."""
        return self.engine == "kokoro"

    @property
    def card_url(self) -> str:
        """The model card of a Piper voice, beside its file."""
        return f"{self.urls[0].rpartition('/')[0]}/MODEL_CARD"

    @property
    def command(self) -> str:
        """The command that installs it."""
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
    return (*kokoro, *piper)


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
