"""Voice engines that are installed for the processes that a test starts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from serving import OFFLINE_ENVIRONMENT

SLOW = """
import time
from pathlib import Path
from earshot.voices.engines.silent import Silent, SilentVoice

class Slow(Silent):
    name = "slow"

    def open(self, speaker, language, speed):
        return SlowVoice(speed)

class SlowVoice(SilentVoice):
    name = "slow:reader"

    def synthesize(self, utterance):
        with Path(__file__).with_name("sentences").open("a") as file:
            file.write("a sentence\\n")
        time.sleep(0.2)
        return super().synthesize(utterance)
"""
"""A sentence takes time, but no time of the processor: a story stays unfinished for long."""

GATED = """
import time
from pathlib import Path
from earshot.voices.engines.silent import Silent, SilentVoice

class Gated(Silent):
    name = "gated"

    def open(self, speaker, language, speed):
        return GatedVoice(speed)

class GatedVoice(SilentVoice):
    name = "gated:reader"
    count = 0

    def synthesize(self, utterance):
        GatedVoice.count += 1
        while GatedVoice.count > 9 and Path(__file__).with_name("closed").exists():
            time.sleep(0.05)
        return super().synthesize(utterance)
"""
"""Nine sentences are recorded; the others as soon as a file is removed."""


def install_engine(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    source: str,
    group: str = "earshot.voices",
) -> None:
    """Install an engine, or another plug-in. Its class has the name of the module."""
    about = folder / f"{name}-1.dist-info"
    about.mkdir(parents=True)
    (folder / f"{name}.py").write_text(source)
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
    entry_point = f"[{group}]\n{name} = {name}:{name.title()}\n"
    (about / "entry_points.txt").write_text(entry_point)
    rest = os.environ.get("PYTHONPATH") or OFFLINE_ENVIRONMENT["PYTHONPATH"]
    monkeypatch.setenv("PYTHONPATH", f"{folder}:{rest}")


def install_slow_engine(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install the voice slow:reader. Returns the file with a line for each sentence."""
    install_engine(folder, monkeypatch, "slow", SLOW)
    return folder / "sentences"


def install_gated_engine(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install the voice gated:reader. Returns the file that holds its sentences back."""
    install_engine(folder, monkeypatch, "gated", GATED)
    return folder / "closed"
