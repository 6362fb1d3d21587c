"""Distillation: prompts, recordings of a teacher, and labelled sets."""

import json
import shutil
import subprocess
import sys
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import run_earshot
from neural import install_kokoro

torch = pytest.importorskip(
    "torch", reason="left out: torch is not installed (pip install 'earshot-audio[train]')"
)

from earshot.errors import InvalidOption, SourceNotFound, UnusableRecording
from earshot.model import Speech, Utterance
from earshot.training import frame_classifier
from earshot.training import teacher as teacher_module
from earshot.training.dataset import list_clips
from earshot.training.labelled_set import export_labelled_set, import_labelled_set
from earshot.training.preprocess import prepare_corpus, transcript_words
from earshot.training.prompts import generate_prompts, read_prompts
from earshot.training.provenance import Consent, build_card, read_teacher
from earshot.training.recording_checks import measure_recording
from earshot.training.recordings import find_recordings, load_wave
from earshot.training.teacher import record_teacher
from earshot.voices.engines.espeak import Espeak
from earshot.voices.house_model.symbols import ENGLISH
from earshot.voices.protocol import Voice
from earshot.voices.registry import open_voice

PROMPTS = generate_prompts(9)
TEACHER = "flite:slt"


def quiet(line: str) -> None:
    """Drops the log line."""


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("teacher")
    record_teacher(TEACHER, PROMPTS, folder, quiet)
    return folder


@pytest.fixture(scope="module")
def prepared(recordings: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("prepared")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(frame_classifier, "HIDDEN_SIZE", 16)  # how well it aligns is not tested here
        prepare_corpus(recordings, work, 0.1, quiet)
    return work


def test_prompts_are_always_the_same_and_different_from_each_other() -> None:
    prompts = generate_prompts(600)
    assert len(set(prompts)) == 600
    assert prompts[:9] == PROMPTS


def test_prompts_have_the_range_of_news() -> None:
    prompts = generate_prompts(600)
    lengths = [len(prompt.split()) for prompt in prompts]
    assert min(lengths) <= 4 and max(lengths) >= 25 and 10 <= np.mean(lengths) <= 16
    assert sum(prompt.endswith("?") for prompt in prompts) >= 60
    assert sum('"' in prompt for prompt in prompts) >= 60
    assert not [prompt for prompt in prompts if "{" in prompt or prompt[-1] not in '.?!"']


def test_prompts_contain_every_sound_of_english_many_times() -> None:
    counts: Counter[str] = Counter()
    with closing(Espeak().open("en-us", "en-US", 1.0)) as espeak:
        for prompt in generate_prompts(300):
            words = transcript_words(prompt)
            counts.update(
                symbol.lstrip("ˈˌ")
                for ipa in espeak.phonemize(words)
                for symbol in ENGLISH.parse_ipa(ipa)
            )
    rare = {"ʔ", "oː", "iː", "ɐ", "ɔ"}  # variants that this dictionary hardly uses
    counted = {*ENGLISH.consonants, *ENGLISH.vowels} - rare
    assert not {phone: counts[phone] for phone in counted if counts[phone] < 10}


def test_prompts_are_read_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("One sentence.\n\n  Another one.  \n")
    assert read_prompts(tmp_path / "text.txt") == ["One sentence.", "Another one."]
    with pytest.raises(SourceNotFound):
        read_prompts(tmp_path / "nothing.txt")


def test_the_recordings_of_a_teacher_are_training_material(recordings: Path) -> None:
    found = find_recordings(recordings)
    assert [each.text for each in found] == PROMPTS
    seconds = [len(load_wave(each.file)) / 24_000 for each in found]
    assert min(seconds) > 0.7 and sum(seconds) > 20


def test_a_card_names_the_teacher_and_its_licence(recordings: Path) -> None:
    teacher = read_teacher(recordings)
    assert teacher
    card = build_card(Consent.of_teacher(teacher), {})
    assert card.speaker == "slt"
    assert card.teacher.startswith(f"{TEACHER} ({teacher.licence}; flite")
    assert card.licence == teacher.licence
    assert read_teacher(recordings / "nowhere") is None


def test_an_interrupted_recording_resumes(recordings: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(recordings, tmp_path / "copy"))
    (folder / "s00003.opus").unlink()
    kept = {file: file.stat().st_mtime_ns for file in folder.glob("*.opus")}
    record_teacher(TEACHER, PROMPTS, folder, quiet)
    assert (folder / "s00003.opus").is_file()
    assert all(file.stat().st_mtime_ns == when for file, when in kept.items())


class LoudVoice:
    """A voice whose samples exceed full scale, as those of some voices of Kokoro do."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice

    def __getattr__(self, name: str) -> Any:
        return getattr(self._voice, name)

    def synthesize(self, utterance: Utterance) -> Speech:
        speech = self._voice.synthesize(utterance)
        return replace(speech, samples=speech.samples * (1.5 / np.abs(speech.samples).max()))


def test_the_recordings_of_a_loud_teacher_are_not_clipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(teacher_module, "open_voice", lambda *name: LoudVoice(open_voice(*name)))
    record_teacher(TEACHER, PROMPTS[:1], tmp_path, quiet)
    (recording,) = find_recordings(tmp_path)
    wave = load_wave(recording.file)
    assert 0.8 < np.abs(wave).max() < 1
    assert measure_recording(recording.name, wave, recording.text).faults == ()


def test_recordings_of_two_teachers_are_not_mixed(recordings: Path) -> None:
    with pytest.raises(InvalidOption, match="choose another directory"):
        record_teacher("flite:rms", PROMPTS, recordings, quiet)


def test_a_voice_of_unknown_licence_is_not_accepted_as_a_teacher(tmp_path: Path) -> None:
    with pytest.raises(InvalidOption, match="licence is unknown"):
        record_teacher("silent:reader", PROMPTS, tmp_path, quiet)


def test_a_blend_of_voices_is_a_teacher(folder: Path, tmp_path: Path) -> None:
    install_kokoro(folder)
    blend = "kokoro:af_heart+af_bella"
    teacher = record_teacher(blend, PROMPTS[:1], tmp_path / "recordings", quiet)
    assert (teacher.voice, teacher.licence, teacher.language) == (blend, "Apache-2.0", "en-US")


def test_a_voice_of_another_language_is_not_accepted_as_a_teacher(tmp_path: Path) -> None:
    with pytest.raises(InvalidOption, match="en-US, en-GB"):
        record_teacher("espeak:de", PROMPTS, tmp_path, quiet)


def test_a_labelled_set_is_the_dataset_that_was_written(prepared: Path, tmp_path: Path) -> None:
    count = export_labelled_set(prepared, tmp_path / "set")
    assert import_labelled_set(tmp_path / "set", tmp_path / "work", load_wave) == count
    pairs = zip(list_clips(prepared), list_clips(tmp_path / "work"), strict=True)
    for (before, held), (after, still_held) in pairs:
        assert (before.name, before.text, held) == (after.name, after.text, still_held)
        assert np.array_equal(before.ids, after.ids)
        assert np.array_equal(before.durations, after.durations)
        assert np.abs(before.hz - after.hz).max() <= 0.051
        assert len(before.wave) == len(after.wave)
        assert np.corrcoef(before.wave, after.wave)[0, 1] > 0.95


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"symbols": ["^", "ü", "."]}, "symbols"),
        ({"f0": [0]}, "same length"),
        ({"start": 10**9}, "shorter than the labels"),
    ],
)
def test_labels_that_do_not_fit_are_refused(
    prepared: Path, tmp_path: Path, changes: dict[str, Any], reason: str
) -> None:
    export_labelled_set(prepared, tmp_path)
    labels = tmp_path / "labels.jsonl"
    rows = [json.loads(line) for line in labels.read_text().splitlines()]
    labels.write_text("\n".join(json.dumps(row | changes) for row in rows))
    with pytest.raises(UnusableRecording, match=reason):
        import_labelled_set(tmp_path, tmp_path / "work", load_wave)


def test_the_commands_record_a_teacher_and_write_a_labelled_set(
    recordings: Path, prepared: Path, tmp_path: Path
) -> None:
    distill = ["distill", TEACHER, str(recordings), "--sentences", "9", "--record-only"]
    assert "9 sentences by flite:slt (" in run_voices(distill)
    train = ["train", str(recordings), "--work-dir", str(prepared)]
    assert "recordings" in run_voices([*train, "--export-set", str(tmp_path / "set")])
    assert (tmp_path / "set/labels.jsonl").is_file()
    assert read_teacher(tmp_path / "set") == read_teacher(recordings)


def test_a_part_of_a_labelled_set_keeps_what_is_held_out(prepared: Path, tmp_path: Path) -> None:
    export_labelled_set(prepared, tmp_path / "set")
    lines = (tmp_path / "set/labels.jsonl").read_text().splitlines()
    total = sum(file.stat().st_size for file in (tmp_path / "set").iterdir())
    script = Path(__file__).parents[1] / "scripts/select_labelled_set.py"
    command = [sys.executable, str(script), str(tmp_path / "set"), str(tmp_path / "part")]
    subprocess.run([*command, "--megabytes", str(total / 2e6)], check=True, capture_output=True)
    part = (tmp_path / "part/labels.jsonl").read_text().splitlines()
    assert 1 < len(part) < len(lines)
    assert {line for line in lines if '"held"' in line} <= set(part) <= set(lines)
    assert import_labelled_set(tmp_path / "part", tmp_path / "work", load_wave) == len(part)
    assert sum(file.stat().st_size for file in (tmp_path / "part").iterdir()) <= total * 0.6


def run_voices(arguments: list[str]) -> str:
    run = run_earshot("voices", *arguments)
    assert run.returncode == 0, run.stderr
    return run.stdout
