"""Installs and removes voices in the directory of installed voices.

Files are downloaded to its `.installing` subdirectory, checked, and renamed when all of them are
valid, so a voice is installed completely or not at all.
"""

from __future__ import annotations

import hashlib
import mmap
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

from earshot.errors import BrokenVoice, InstallFailed, UnknownVoice
from earshot.voices.catalogue import InstallableVoice, find_installable, list_installable
from earshot.voices.download import DownloadProgress, disk_error_message, download
from earshot.voices.engines.kitten_config import config_file, load_model_files, styles_file
from earshot.voices.engines.piper_config import load_config
from earshot.voices.house_model.model_card import check_edition, read_card
from earshot.voices.name_suggestion import suggest_name
from earshot.voices.onnx import graph
from earshot.voices.paths import file_sha256, voices_dir
from earshot.voices.style_vectors import STYLE_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledFile:
    """An installed file and its SHA-256."""

    file: Path
    sha256: str

    @property
    def voice(self) -> str:
        """The voice that this file alone contains, as `engine:speaker`; empty for a part of a
        voice."""
        engine = self.file.parent.name
        if self.file.suffix == ".json" or engine == "kitten" or zipfile.is_zipfile(self.file):
            return ""
        is_whole = self.file.suffix == (".bin" if engine == "kokoro" else ".onnx")
        return f"{engine}:{self.file.stem}" if is_whole else ""


def install(
    spec: str, *, checksum: str = "", progress: DownloadProgress | None = None
) -> list[InstalledFile]:
    """Install a voice from the catalogue, a file or a URL. `checksum` is the expected SHA-256 of
    the (first) file.

    Raises InstallFailed; in this case no voice has changed.
    """
    voice = find_installable(spec)
    if voice and not voice.urls:
        reason = f"this copy of Earshot does not know its address; install it with {voice.command}"
        raise InstallFailed(source=spec, reason=reason)
    sources = voice.urls if voice else (spec,)
    staging = voices_dir() / ".installing" / hashlib.sha256(spec.encode()).hexdigest()[:16]
    try:
        staging.mkdir(parents=True, exist_ok=True)
        staged = [_stage(source, staging, progress) for source in sources]
        if voice and voice.md5:
            _check_md5(staged[0], voice)
        engines = _check_files(spec, staged, checksum or (voice.sha256 if voice else ""))
        installed = [
            _move_into_place(part, engine)
            for file, engine in zip(staged, engines, strict=True)
            for part in _with_companions(file)
        ]
    except OSError as error:
        raise InstallFailed(source=spec, reason=disk_error_message(error, voices_dir())) from error
    shutil.rmtree(staging, ignore_errors=True)
    return installed


def remove(name: str) -> list[Path]:
    """Remove a voice, `piper:NAME` or `house:NAME`, or all of `kokoro` or `kitten`. Returns the
    removed files.

    Raises UnknownVoice and InstallFailed.
    """
    engine, _, speaker = name.partition(":")
    folder = voices_dir() / engine
    if engine in ("kokoro", "kitten"):
        kinds = ("*.onnx", "*.bin", "*.npz", "*.json")
        candidates = [each for kind in kinds for each in folder.glob(kind)]
    else:
        file = folder / f"{speaker}.onnx"
        candidates = (
            [file, file.with_name(f"{file.name}.json")] if Path(speaker).name == speaker else []
        )
    existing = (
        [each for each in candidates if each.is_file()]
        if engine in ("piper", "kokoro", "kitten", "house")
        else []
    )
    if not existing:
        raise UnknownVoice(voice=name)
    for each in existing:
        try:
            each.unlink()
        except OSError as error:
            raise InstallFailed(source=name, reason=disk_error_message(error, folder)) from error
    return existing


def _stage(source: str, staging: Path, progress: DownloadProgress | None) -> Path:
    """Fetch the file and its companion files into the staging directory."""
    name = source.split("?")[0].rpartition("/")[2]
    if not name.endswith((".onnx", ".bin")):
        likely = suggest_name(source, [each.name for each in list_installable()])
        nearest = f" (the nearest name is {likely})" if likely else ""
        reason = f"it is neither a voice of the catalogue{nearest} nor an .onnx or .bin file"
        raise InstallFailed(source=source, reason=reason)
    target = staging / name
    if "://" in source:
        download(source, target, progress)
        base, separator, query = source.partition("?")
        for published, staged in _companions(_engine_for(source, target), target):
            address = f"{base.rpartition('/')[0]}/{published}{separator}{query}"
            download(address, staged, progress)
    else:
        file = Path(source)
        if not file.is_file():
            raise InstallFailed(source=source, reason="no such file")
        for published, staged in _companions(_engine_for(source, file), target):
            beside = (file.with_name(name) for name in (staged.name, published))
            if found := next((each for each in beside if each.is_file()), None):
                shutil.copyfile(found, staged)
        shutil.copyfile(file, target)
    return target


def _companions(engine: str, model: Path) -> list[tuple[str, Path]]:
    """The other files of a model: their published names, and their installed names."""
    if model.suffix != ".onnx":
        return []
    if engine == "kitten":
        return [("config.json", config_file(model)), ("voices.npz", styles_file(model))]
    return [(f"{model.name}.json", config_file(model))] if engine == "piper" else []


def _check_md5(file: Path, voice: InstallableVoice) -> None:
    """Compare a model with its publisher's index. Raises InstallFailed."""
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, lambda: hashlib.md5(usedforsecurity=False))
    if (actual := digest.hexdigest()) != voice.md5:
        shutil.rmtree(file.parent, ignore_errors=True)
        reason = f"its MD5 is {actual}, not {voice.md5}"
        raise InstallFailed(source=voice.name, reason=reason)


def _check_files(spec: str, staged: list[Path], checksum: str) -> list[str]:
    """Return the engine of each file; invalid files are deleted."""
    try:
        if checksum and (actual := file_sha256(staged[0])) != checksum.lower():
            raise InstallFailed(source=spec, reason=f"its SHA-256 is {actual}, not {checksum}")
        engines = [_engine_for(spec, file) for file in staged]
        for file, engine in zip(staged, engines, strict=True):
            if engine == "piper":
                load_config(file)
            elif engine == "kitten":
                load_model_files(file)
    except BrokenVoice as error:
        shutil.rmtree(staged[0].parent, ignore_errors=True)
        raise InstallFailed(source=spec, reason=str(error).rstrip(".")) from error
    except InstallFailed:
        shutil.rmtree(staged[0].parent, ignore_errors=True)
        raise
    return engines


def _engine_for(spec: str, file: Path) -> str:
    """The engine of a file. Raises InstallFailed."""
    if file.suffix == ".bin":
        if file.stat().st_size == STYLE_BYTES or zipfile.is_zipfile(file):
            return "kokoro"
        raise InstallFailed(source=spec, reason=f"{file.name} does not contain voices of Kokoro")
    try:
        with file.open("rb") as opened:
            model = memoryview(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))
            onnx_graph = graph.read_graph(model)
            inputs = onnx_graph.inputs
    except ValueError as error:
        raise InstallFailed(source=spec, reason=f"{file.name}: {error}") from error
    if "scales" in inputs:
        return "piper"
    if "style" in inputs:
        return "kitten" if "duration" in onnx_graph.outputs else "kokoro"
    if "ids" in inputs:
        try:
            check_edition(file.stem, file, read_card(file, file.stem))
        except BrokenVoice as error:
            raise InstallFailed(source=spec, reason=str(error).rstrip(".")) from error
        return "house"
    reason = f"{file.name} is not a model of Piper, Kokoro or KittenTTS, and not a house voice"
    raise InstallFailed(source=spec, reason=reason)


def _with_companions(file: Path) -> list[Path]:
    """A staged file with its companions. The model comes last, since it completes the voice."""
    companions = (config_file(file), styles_file(file)) if file.suffix == ".onnx" else ()
    return [*(each for each in companions if each.is_file()), file]


def _move_into_place(file: Path, engine: str) -> InstalledFile:
    checksum = file_sha256(file)
    target = voices_dir() / engine / file.name
    target.parent.mkdir(parents=True, exist_ok=True)
    file.replace(target)
    return InstalledFile(file=target, sha256=checksum)
