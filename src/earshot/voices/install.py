"""Voices put into the folder of installed ones, and taken out of it.

Files are gathered under `.installing` there, looked at, and renamed into their place when all of
them are good: a voice is there whole or not at all.
"""

from __future__ import annotations

import hashlib
import mmap
import shutil
import tomllib
import zipfile
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from earshot.errors import BrokenVoice, InstallFailed, UnknownVoice
from earshot.voices.download import Progress, download, refusal
from earshot.voices.engines.kokoro import STYLES
from earshot.voices.engines.piper import config_of
from earshot.voices.onnx import graph
from earshot.voices.paths import sha256, voices_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A voice of the catalogue."""

    name: str
    language: str
    licence: str
    megabytes: int
    files: tuple[str, ...]
    """Addresses."""
    sha256: str = ""
    """Of the first file; empty where we have not seen it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """A file that was installed, and its SHA-256."""

    file: Path
    sha256: str


def catalogue() -> list[Known]:
    """What can be installed by name."""
    facts = tomllib.loads(files("earshot.voices").joinpath("voices.toml").read_text("utf-8"))
    piper = [_piper(name, each, facts["piper"]) for name, each in facts["piper"]["voices"].items()]
    kokoro = facts["kokoro"]
    known = Known(
        name="kokoro",
        language=kokoro["language"],
        licence=kokoro["licence"],
        megabytes=kokoro["size"],
        files=tuple(kokoro["files"]),
        sha256=kokoro.get("sha256", ""),
    )
    return [known, *piper]


def install(what: str, *, checksum: str = "", progress: Progress | None = None) -> list[Installed]:
    """Install a voice of the catalogue, a file or an address. `checksum` is the SHA-256 that the
    (first) file must have.

    Raises InstallFailed; then no voice has changed.
    """
    known = next((each for each in catalogue() if each.name == what), None)
    sources = known.files if known else (what,)
    staging = voices_folder() / ".installing" / hashlib.sha256(what.encode()).hexdigest()[:16]
    try:
        staging.mkdir(parents=True, exist_ok=True)
        staged = [_gathered(source, staging, progress) for source in sources]
        engines = _checked(what, staged, checksum or (known.sha256 if known else ""))
        placed = [
            _placed(part, engine)
            for file, engine in zip(staged, engines, strict=True)
            for part in _parts(file)
        ]
    except OSError as error:
        raise InstallFailed(source=what, reason=refusal(error, voices_folder())) from error
    shutil.rmtree(staging, ignore_errors=True)
    return placed


def remove(name: str) -> list[Path]:
    """Take out a voice, `piper:NAME`, or all of `kokoro`; the files that are gone.

    Raises UnknownVoice and InstallFailed.
    """
    engine, _, speaker = name.partition(":")
    folder = voices_folder() / engine
    if engine == "kokoro":
        gone = [each for kind in ("*.onnx", "*.bin") for each in folder.glob(kind)]
    else:
        file = folder / f"{speaker}.onnx"
        gone = [file, file.with_name(f"{file.name}.json")] if Path(speaker).name == speaker else []
    there = [each for each in gone if each.is_file()] if engine in ("piper", "kokoro") else []
    if not there:
        raise UnknownVoice(voice=name)
    for each in there:
        try:
            each.unlink()
        except OSError as error:
            raise InstallFailed(source=name, reason=refusal(error, folder)) from error
    return there


def _gathered(source: str, staging: Path, progress: Progress | None) -> Path:
    """The file, and what belongs beside it, in the staging folder."""
    name = source.split("?")[0].rpartition("/")[2]
    if not name.endswith((".onnx", ".bin")):
        reason = "there is no such voice in the catalogue, and it is no .onnx or .bin file"
        raise InstallFailed(source=source, reason=reason)
    target = staging / name
    if "://" in source:
        download(source, target, progress)
        if name.endswith(".onnx") and _kind(source, target) == "piper":
            beside, mark, query = source.partition("?")
            download(f"{beside}.json{mark}{query}", staging / f"{name}.json", progress)
    else:
        file = Path(source)
        if not file.is_file():
            raise InstallFailed(source=source, reason="there is no such file")
        for part in _parts(file):
            shutil.copyfile(part, staging / part.name)
    return target


def _checked(what: str, staged: list[Path], checksum: str) -> list[str]:
    """The engine of each file. What is not as it should be is thrown away."""
    try:
        if checksum and (found := sha256(staged[0])) != checksum.lower():
            raise InstallFailed(source=what, reason=f"its SHA-256 is {found}, not {checksum}")
        engines = [_kind(what, file) for file in staged]
        for file, engine in zip(staged, engines, strict=True):
            if engine == "piper":
                config_of(file)
    except BrokenVoice as error:
        shutil.rmtree(staged[0].parent, ignore_errors=True)
        raise InstallFailed(source=what, reason=str(error).rstrip(".")) from error
    except InstallFailed:
        shutil.rmtree(staged[0].parent, ignore_errors=True)
        raise
    return engines


def _kind(what: str, file: Path) -> str:
    """The engine that a file is for. Raises InstallFailed."""
    if file.suffix == ".bin":
        if file.stat().st_size == STYLES or zipfile.is_zipfile(file):
            return "kokoro"
        raise InstallFailed(source=what, reason=f"{file.name} holds no voices of Kokoro")
    try:
        with file.open("rb") as opened:
            model = memoryview(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))
            inputs = graph.read(model).inputs
    except ValueError as error:
        raise InstallFailed(source=what, reason=f"{file.name}: {error}") from error
    if "scales" in inputs:
        return "piper"
    if "style" in inputs:
        return "kokoro"
    raise InstallFailed(source=what, reason=f"{file.name} is no model of Piper or Kokoro")


def _parts(file: Path) -> list[Path]:
    """A file and its configuration, where it has one: the model last, since it is what counts."""
    beside = file.with_name(f"{file.name}.json")
    return [beside, file] if beside.is_file() else [file]


def _placed(part: Path, engine: str) -> Installed:
    found = sha256(part)
    target = voices_folder() / engine / part.name
    target.parent.mkdir(parents=True, exist_ok=True)
    part.replace(target)
    return Installed(file=target, sha256=found)


def _piper(name: str, facts: dict[str, Any], family: dict[str, Any]) -> Known:
    code, speaker, quality = name.split("-")
    place = {"family": code.split("_")[0], "code": code, "speaker": speaker, "quality": quality}
    return Known(
        name=name,
        language=code.replace("_", "-"),
        licence=facts["licence"],
        megabytes=facts["size"],
        files=(family["from"].format(**place, name=name),),
        sha256=facts.get("sha256", ""),
    )
