"""Preloading of a voice."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from forked_process import list_started
from sentences import make_utterance

from earshot import cli, warm_up
from earshot.synthesis import spawn
from earshot.synthesis.messages import VoiceSpec
from earshot.synthesis.worker import SynthesisWorker
from earshot.voices.registry import open_voice

FINGERPRINT = open_voice("espeak:en-us", "en-US", 1.0).fingerprint
ESPEAK = VoiceSpec(name="espeak:en-us", language="en-GB", speed=1.0, fingerprint=FINGERPRINT)
SENTENCE = make_utterance("Nobody left before midnight.")


@pytest.fixture(autouse=True)
def nothing_waits() -> Iterator[None]:
    spawn._close_warm_process()
    spawn._drop_inherited()
    yield
    spawn._close_warm_process()
    spawn._drop_inherited()


@pytest.fixture
def booth() -> Iterator[SynthesisWorker]:
    opened = SynthesisWorker()
    yield opened
    opened.close()


def begun() -> int:
    [only] = spawn._warm
    assert only is not None
    return only.pid


def pid(booth: SynthesisWorker) -> int:
    assert booth.pid is not None
    return booth.pid


def until(so: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not so():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_the_preloaded_process_speaks_the_first_sentence(booth: SynthesisWorker) -> None:
    warm_up("espeak:en-us")
    process = begun()
    until(lambda: bool(list_started(process)))  # its voice is opened before the first request
    [voice] = list_started(process)
    assert booth.synthesize(ESPEAK, SENTENCE).samples.any()
    assert pid(booth) == process
    assert list_started(process) == [voice], "the voice that was loaded is the one that spoke"


def test_it_is_taken_once(booth: SynthesisWorker) -> None:
    warm_up("espeak:en-us")
    booth.synthesize(ESPEAK, SENTENCE)
    warm_up("espeak:en-us")
    assert spawn.take_warm_process() is None


@pytest.mark.parametrize("name", ["no:voice", "flite:nobody", "", "espeak"])
def test_another_voice_may_be_asked_for_than_was_preloaded(
    booth: SynthesisWorker, name: str
) -> None:
    warm_up(name)
    process = begun()
    assert booth.synthesize(ESPEAK, SENTENCE).samples.any()
    assert pid(booth) == process


def test_one_that_was_killed_meanwhile_is_replaced(booth: SynthesisWorker) -> None:
    warm_up("espeak:en-us")
    [only] = spawn._warm
    assert only
    only.kill()
    assert booth.synthesize(ESPEAK, SENTENCE).samples.any()


def test_one_that_began_under_other_settings_is_replaced(
    booth: SynthesisWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm_up("espeak:en-us")
    process = begun()
    monkeypatch.setenv("EARSHOT_DEVICE", "cpu")
    assert booth.synthesize(ESPEAK, SENTENCE).samples.any()
    assert pid(booth) != process
    assert not Path(f"/proc/{process}").exists()


def test_a_program_that_preloads_and_says_nothing_leaves_no_process() -> None:
    program = (
        "import earshot; earshot.warm_up('espeak:en-us')\n"
        "from earshot.synthesis import spawn; print(spawn._warm[0].pid)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")
    with pytest.raises(ProcessLookupError):
        os.kill(int(run.stdout), 0)


def test_preloading_imports_nothing_heavy() -> None:
    program = (
        "import sys, earshot; earshot.warm_up('espeak:en-us')\n"
        "print({'numpy', 'av', 'onnxruntime', 'lxml'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.stdout == "set()\n"


@pytest.mark.parametrize(
    ("arguments", "voices"),
    [
        (["narrate", "none.html"], [("", 1.0)]),
        (["narrate", "a", "--voice", "espeak:en-us", "--speed", "2"], [("espeak:en-us", 2.0)]),
        (["play", "none.html", "--voice", "espeak:en-us"], [("espeak:en-us", 1.0)]),
        (["narrate", "none.html", "--dry-run"], []),
        (["narrate", "none.html", "--voice"], []),
        (["article", "none.html"], []),
        (["narrate", "none.html", "--voise", "espeak:en-us"], []),
        (["narrate", "--help"], []),
    ],
)
def test_commands_that_speak_load_the_voice_before_their_modules(
    arguments: list[str], voices: list[tuple[str, float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[tuple[str, float]] = []
    for command in (cli.load_command("narrate"), cli.load_command("play")):
        record = lambda voice, language, rate: loaded.append((voice, rate))  # noqa: E731
        monkeypatch.setattr(command, "warm_up", record)
    monkeypatch.setattr(sys, "argv", ["earshot", *arguments])
    with suppress(SystemExit):
        cli.main()
    assert loaded == voices
