import importlib.util
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from neural import install_kokoro, install_piper

from earshot.audio.dsp import find_clicks
from earshot.cli import main
from earshot.errors import AlignerMissing, InvalidOption, SynthesisFailed
from earshot.model import Speech, Utterance
from earshot.voice_evaluation import VoiceReport, evaluate_voice, sample_sentences
from earshot.voices.engines.flite import FliteVoice

pytestmark = pytest.mark.usefixtures("_any_speed")
TEXT = "Nobody left before midnight.\n\nPeople in the town said that they were tired of the rain."


@pytest.fixture
def text(tmp_path: Path) -> Path:
    file = tmp_path / "said.txt"
    file.write_text(TEXT)
    return file


def faults(report: VoiceReport) -> str:
    return "; ".join(report.faults)


@pytest.mark.parametrize("voice", ["flite:slt", "house:kathleen"])
def test_a_good_voice_is_measured_and_nothing_is_wrong_with_it(voice: str) -> None:
    report = evaluate_voice(voice, text=TEXT)
    assert report.faults == ()
    assert report.deterministic
    assert report.onsets and report.onsets.median_ms < 30
    assert report.word_errors is not None and report.word_errors < 0.4
    assert abs(report.mastered_loudness + 16) < 0.5
    assert report.true_peak <= -1


@pytest.mark.parametrize("engine", ["piper", "kokoro"])
def test_a_model_that_has_not_learned_to_speak_is_found_out(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EARSHOT_VOICES", str(tmp_path))
    install_piper(tmp_path) if engine == "piper" else install_kokoro(tmp_path)
    report = evaluate_voice(engine, text=TEXT)
    assert report.deterministic
    assert report.unspoken == 0
    assert "does not understand" in faults(report)
    assert "2 of 2 sentences the aligner did not find its words" in faults(report)


def test_another_language_is_measured_as_far_as_it_can_be() -> None:
    report = evaluate_voice("espeak:de")
    assert (report.language, report.onsets, report.word_errors) == ("de", None, None)
    assert report.sentences > 3
    assert report.faults == ()


def test_the_faults_of_a_voice_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    real, said = FliteVoice.synthesize, [0]

    def bad(self: FliteVoice, utterance: Utterance) -> Speech:
        said[0] += 1
        if "left" in utterance.spoken:
            raise SynthesisFailed(voice=self.name, text=utterance.spoken, reason="it stumbled")
        speech = real(self, utterance)
        samples = speech.samples.copy()
        samples[:: len(samples) // 9] += 0.5 + said[0] / 100
        late = tuple(
            replace(t, start=min(t.start + 6_000, t.end + 5_999), end=t.end + 6_000)
            for t in speech.timings
        )
        return replace(speech, samples=np.pad(samples, (0, 8_000)), timings=late)

    monkeypatch.setattr(FliteVoice, "synthesize", bad)
    found = faults(evaluate_voice("flite:slt", text=TEXT))
    for fault in (
        "silence replaces 1 words",
        "clicks",
        "same samples",
        "its word times are off by",
    ):
        assert fault in found


def test_word_times_that_are_forty_milliseconds_late_are_a_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = FliteVoice.synthesize

    def late(self: FliteVoice, utterance: Utterance) -> Speech:
        speech = real(self, utterance)
        shift = round(0.04 * speech.rate)
        timings = tuple(
            replace(t, start=t.start + shift, end=t.end + shift) for t in speech.timings
        )
        return replace(speech, samples=np.pad(speech.samples, (0, shift)), timings=timings)

    monkeypatch.setattr(FliteVoice, "synthesize", late)
    assert "its word times are off by" in faults(evaluate_voice("flite:slt", text=TEXT))


def test_a_step_is_a_click_but_a_word_is_not() -> None:
    time = np.arange(24_000) / 24_000
    hum = (0.3 * np.sin(2 * np.pi * 150 * time) * np.sin(np.pi * time)).astype(np.float32)
    assert find_clicks(hum, 24_000) == []
    stepped = hum.copy()
    stepped[12_000:] += 0.1
    [place] = find_clicks(stepped, 24_000)
    assert abs(place - 12_000) < 4
    assert find_clicks(hum[:3], 24_000) == []


def test_the_command_prints_a_report_with_the_faults(
    text: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["voices", "evaluate", "flite:slt", "--text", str(text)]
    assert main(command) == 0
    told = capsys.readouterr().out
    assert "real time" in told and "word errors" in told and "CLEARLY WRONG" not in told
    assert main([*command, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["onsets"]["words"] == 16
    assert main(["voices", "evaluate", "silent:reader", "--text", str(text)]) == 3
    assert "CLEARLY WRONG" in capsys.readouterr().out
    assert main(["voices", "evaluate", "flite:nobody"]) == 1
    assert main(["voices", "evaluate", "flite:slt", "--text", "gone.txt"]) == 1


def test_a_missing_aligner_is_reported_with_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(AlignerMissing, match=r"earshot-audio\[align\]"):
        evaluate_voice("flite:slt")


def test_a_language_without_sample_sentences_requires_a_text() -> None:
    with pytest.raises(InvalidOption, match="give a text"):
        sample_sentences("fi")
    assert sample_sentences("fi", "Kukaan ei lähtenyt.")
