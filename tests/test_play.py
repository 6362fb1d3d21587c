"""`earshot play`, with a program in the place of the desktop's player."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from earshot.model import Samples
from earshot.pipeline import narrate

STORY = "# Ferry returns\n\nThe boat is back. Nobody waited."


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.md"
    path.write_text(STORY, "utf-8")
    return path


def play(story: Path, *options: str) -> tuple[subprocess.CompletedProcess[str], Samples]:
    """The command, and the input of the audio player."""
    player, sound = story.parent / "paplay", story.parent / "sound"
    player.write_text(f"#!/bin/sh\nexec cat > {sound}\n")
    player.chmod(0o755)
    path = {"PATH": f"{story.parent}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "earshot", "play", str(story), *options]
    done = subprocess.run(command, env=os.environ | path, capture_output=True, text=True)
    samples = sound.read_bytes() if sound.exists() else b""
    return done, np.frombuffer(samples, "<i2")


def test_an_article_is_played_and_its_sentences_are_printed(story: Path) -> None:
    done, sound = play(story, "--voice", "espeak:en-us")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == ["Ferry returns", "The boat is back.", "Nobody waited."]
    segments = list(narrate(story, voice="espeak:en-us").segments)
    assert len(sound) == segments[-1].end


@pytest.mark.parametrize(
    "options, message",
    [
        (["--speed", "9"], "speed"),
        (["--voice", "nobody:here"], "nobody"),
    ],
)
def test_a_source_that_cannot_be_played_is_an_error_of_one_line(
    story: Path, options: list[str], message: str
) -> None:
    done, sound = play(story, *options)
    assert done.returncode == 1
    assert len(sound) == 0
    [line] = done.stderr.splitlines()
    assert message in line
