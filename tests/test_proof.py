"""The proof of a recording: it passes clean ones, and finds faults that are planted."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from earshot import narrate
from earshot.audio.ffmpeg import decode
from earshot.cli import main
from earshot.errors import SourceNotFound, SourceUnreadable
from earshot.mastering import RATE
from earshot.model import Samples
from earshot.pipeline import build_script
from earshot.proof.examination import examine_recording
from earshot.proof.report import Proof
from earshot.publish import audio_file, output
from earshot.script.editor import apply_edits
from earshot.script.edits import Edits, SentenceEdit
from earshot.script.written_text import written_text

TEXT = "\n\n".join(
    (
        "# The ferry returns",
        "The boat came back to the lake on Monday. Nobody had waited for it in the rain.",
        "It cost four dollars to mend the bell, she said. The children ride for nothing until May.",
        "The council voted on Tuesday to keep the ferry running. Opponents want to mend the road.",
        "Two men were seen near the pier at night. The police have asked for help in finding them.",
        "Tickets are sold at the bakery on the square. A season ticket costs thirty dollars.",
    )
)
Change = Callable[[Samples, dict[str, Any]], None]
PLANTED = 4
"""The sentence with the fault."""


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same text, read by three voices."""
    folder = tmp_path_factory.mktemp("recordings")
    (folder / "ferry.md").write_text(TEXT)
    for name, voice in (("house", "house:kathleen"), ("espeak", "espeak:en-us")):
        output.save(narrate(str(folder / "ferry.md"), voice=voice), folder / f"{name}.mp3")
    return folder


def load(folder: Path, name: str) -> tuple[Samples, dict[str, Any]]:
    samples = np.concatenate(list(decode(folder / f"{name}.mp3", RATE)[0]))
    timings: dict[str, Any] = json.loads((folder / f"{name}.json").read_text())
    return samples, timings


def span(timings: dict[str, Any], sentence: int) -> slice:
    each = timings["sentences"][sentence]
    return slice(each["start"] * RATE // 1000, each["end"] * RATE // 1000)


def examine_changed(folder: Path, target: Path, name: str, change: Change) -> Proof:
    """Examine a copy of the recording after a change of its samples."""
    samples, timings = load(folder, name)
    change(samples, timings)
    audio_file.write_audio([samples], RATE, target / "changed.wav")
    shutil.copy(folder / f"{name}.json", target / "changed.json")
    return examine_recording(target / "changed.wav", target / "changed.json")


def kinds(proof: Proof) -> set[tuple[str, int]]:
    """The faults other than the notice, which the changed copies lack."""
    return {(each.kind, each.sentence) for each in proof.faults if each.kind != "notice"}


@pytest.mark.parametrize("name", ["house", "espeak"])
def test_a_clean_recording_passes(recordings: Path, name: str) -> None:
    proof = examine_recording(recordings / f"{name}.mp3", recordings / f"{name}.json")
    assert proof.faults == ()
    assert proof.has_synthetic_notice
    assert proof.voice.fingerprint
    assert len(proof.sentences) == 11
    assert [word["text"] for word in proof.words[:3]] == ["The", "ferry", "returns"]
    assert all(each.alignment is not None for each in proof.sentences)


def test_a_swallowed_sentence_is_found(recordings: Path, tmp_path: Path) -> None:
    def swallow(samples: Samples, timings: dict[str, Any]) -> None:
        samples[span(timings, PLANTED)] = 0

    found = kinds(examine_changed(recordings, tmp_path, "house", swallow))
    assert ("silence", PLANTED) in found
    assert {sentence for kind, sentence in found if kind != "words"} == {PLANTED}


def test_a_swallowed_word_is_found(recordings: Path, tmp_path: Path) -> None:
    def swallow(samples: Samples, timings: dict[str, Any]) -> None:
        word = next(each for each in timings["words"] if each["text"] == "Tuesday")
        samples[word["start"] * RATE // 1000 : word["end"] * RATE // 1000] = 0

    proof = examine_changed(recordings, tmp_path, "espeak", swallow)
    assert "the word “Tuesday” is silent" in [each.message for each in proof.faults]


def test_a_click_at_a_seam_is_found_at_its_time(recordings: Path, tmp_path: Path) -> None:
    place = 0

    def click(samples: Samples, timings: dict[str, Any]) -> None:
        nonlocal place
        place = span(timings, PLANTED).stop + 2000
        samples[place] += 0.3

    proof = examine_changed(recordings, tmp_path, "house", click)
    [fault] = [each for each in proof.faults if each.kind != "notice"]
    assert fault.kind == "click"
    assert abs(fault.at - place * 1000 / RATE) < 2


@pytest.mark.parametrize(("name", "other"), [("house", "espeak"), ("espeak", "house")])
def test_a_sentence_by_another_voice_is_found(
    recordings: Path, tmp_path: Path, name: str, other: str
) -> None:
    foreign, foreign_timings = load(recordings, other)

    def replace_voice(samples: Samples, timings: dict[str, Any]) -> None:
        wanted, sound = span(timings, PLANTED), foreign[span(foreign_timings, PLANTED)]
        fitting = np.resize(np.pad(sound, (0, len(samples))), wanted.stop - wanted.start)
        samples[wanted] = fitting

    found = kinds(examine_changed(recordings, tmp_path, name, replace_voice))
    assert {"pitch", "alignment"} & {kind for kind, sentence in found if sentence == PLANTED}
    assert {sentence for _, sentence in found if sentence >= 0} == {PLANTED}


def test_a_voice_that_was_chosen_for_a_sentence_is_described_and_not_a_fault(
    recordings: Path, tmp_path: Path
) -> None:
    script = build_script(recordings / "ferry.md")
    sentence = written_text(script.article, script.utterances[PLANTED])
    edit = SentenceEdit(text=sentence, voice="espeak:en-us")
    edited = apply_edits(script, Edits(sentences=(edit,)), ())
    output.save(narrate(edited, voice="house:kathleen"), tmp_path / "two.mp3")
    proof = examine_recording(tmp_path / "two.mp3", tmp_path / "two.json")
    assert proof.faults == ()
    assert proof.voice.consent.startswith("The speaker gave her recordings to everybody")
    [other] = proof.other_voices
    assert (other.name, other.consent) == ("espeak:en-us", "")
    assert other.fingerprint


def test_a_recording_that_is_too_short_is_found(recordings: Path, tmp_path: Path) -> None:
    samples, _ = load(recordings, "espeak")
    audio_file.write_audio([samples[: -2 * RATE]], RATE, tmp_path / "short.wav")
    shutil.copy(recordings / "espeak.json", tmp_path / "short.json")
    proof = examine_recording(tmp_path / "short.wav", tmp_path / "short.json")
    assert "duration" in {each.kind for each in proof.faults}


def test_a_silent_recording_is_measured_in_numbers(recordings: Path, tmp_path: Path) -> None:
    def swallow_all(samples: Samples, timings: dict[str, Any]) -> None:
        samples[:] = 0

    proof = examine_changed(recordings, tmp_path, "espeak", swallow_all)
    json.dumps(asdict(proof), allow_nan=False)
    assert "silence" in {each.kind for each in proof.faults}


def test_the_command_prints_the_faults_and_says_so_by_its_exit_code(
    recordings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["proof", str(recordings / "espeak.mp3")]) == 0
    assert "faults     0" in capsys.readouterr().out
    shutil.copy(recordings / "espeak.mp3", tmp_path / "other.mp3")
    timings = json.loads((recordings / "espeak.json").read_text())
    timings["audio"]["duration"] += 1000
    (tmp_path / "other.json").write_text(json.dumps(timings))
    assert main(["proof", "--json", str(tmp_path / "other.mp3")]) == 3
    [fault] = json.loads(capsys.readouterr().out)["faults"]
    assert fault["kind"] == "duration"


def test_a_recording_without_word_timings_is_rejected(recordings: Path, tmp_path: Path) -> None:
    shutil.copy(recordings / "espeak.mp3", tmp_path / "alone.mp3")
    with pytest.raises(SourceNotFound):
        examine_recording(tmp_path / "alone.mp3", tmp_path / "alone.json")
    (tmp_path / "alone.json").write_text("{}")
    with pytest.raises(SourceUnreadable, match="word timings"):
        examine_recording(tmp_path / "alone.mp3", tmp_path / "alone.json")
