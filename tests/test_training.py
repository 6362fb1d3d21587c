"""Training: tiny models, a few steps, on synthetic speech."""

import json
import math
import multiprocessing
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import run_earshot
from sentences import make_utterance
from training_recordings import SENTENCES, synthesize, write_recordings

torch = pytest.importorskip(
    "torch", reason="left out: torch is not installed (pip install 'earshot-audio[train]')"
)

from earshot.audio.ffmpeg import resample
from earshot.errors import BrokenVoice, InvalidOption, NoCheckpoint, NoRecordings, TooLittleMaterial
from earshot.publish import audio_file
from earshot.training import discriminators, frame_classifier, trainer, vocoder_trainer
from earshot.training.acoustic_model import ModelConfig
from earshot.training.checkpoints import load_state
from earshot.training.dataset import is_complete, read_clip, select_held_out, write_index
from earshot.training.discriminators import FineDiscriminators
from earshot.training.export import export_voice
from earshot.training.features import (
    HOP,
    SAMPLE_RATE,
    denoise,
    estimate_noise_spectrum,
    measure_active_level,
    normalize_level,
)
from earshot.training.finetune import check_base_voice, start_finetuning
from earshot.training.losses import LOSS_WEIGHTS, detach_low_frequencies
from earshot.training.pipeline import (
    TrainingConfig,
    export_and_evaluate,
    train_voice,
)
from earshot.training.pitch import track_pitch
from earshot.training.plan import MAX_STEP_SECONDS, STAGES, TrainingPlan
from earshot.training.preprocess import check_recordings, prepare_corpus
from earshot.training.provenance import Consent, build_card
from earshot.training.recording_checks import measure_recording
from earshot.training.recordings import TrainingRecording
from earshot.training.recordings import load_audio as sound_of
from earshot.training.trainer import Trainer
from earshot.training.vocoder_trainer import VocoderTrainer
from earshot.voices.engines.house import PACKAGED_DIR, House
from earshot.voices.house_model.model import HouseModel
from earshot.voices.house_model.model_card import NO_CONSENT_NEEDED, read_card
from earshot.voices.house_model.symbols import ENGLISH, GERMAN, SLOTS
from earshot.voices.house_model.weights import read_weights

LEAVE = Consent(speaker="A Machine", licence="CC0-1.0", consent="it is no person", source="a test")
TAUGHT = replace(LEAVE, consent=NO_CONSENT_NEEDED, teacher="flite:slt")
TINY = ModelConfig(hidden=16, encoder=1, decoder=1, predictor=8, vocoder=16, vocoder_blocks=1)
DISCRIMINATOR_WIDTHS = (4, 4, 4, 4, 4)
LEAST = 0.2
FEW = 4
"""Recordings of a preparation that is killed. Each has an audio file and a text."""
KATHLEEN = PACKAGED_DIR / "kathleen.onnx"


def quiet(line: str) -> None:
    """Drops the log line."""


@pytest.fixture(autouse=True, scope="module")
def _small_networks() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trainer, "BATCH_SIZES", {"acoustic": 4, "vocoder": 2, "joint": 2})
        patch.setattr(discriminators, "WIDTHS", DISCRIMINATOR_WIDTHS)
        patch.setattr(discriminators, "SPECTRUM_WIDTH", 4)
        yield


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_recordings(tmp_path_factory.mktemp("good"))


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_recordings(tmp_path_factory.mktemp("bad"), bad=True)


@pytest.fixture(scope="module")
def prepared(bad: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset of the good recordings. The bad ones that lay beside them are dropped."""
    work = tmp_path_factory.mktemp("prepared")
    prepare_corpus(bad, work, LEAST, quiet)
    return work


@pytest.fixture(scope="module")
def base_voice(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a voice that has hardly learned anything."""
    work = Path(shutil.copytree(prepared, tmp_path_factory.mktemp("base") / "work"))
    run = trained(work, "acoustic", steps=1)
    export_voice(run.averaged_voice(), build_card(LEAVE, run.steps), work / "base.onnx")
    return work / "base.onnx"


@pytest.fixture
def work(prepared: Path, tmp_path: Path) -> Path:
    """A copy of the prepared dataset for one test."""
    return Path(shutil.copytree(prepared, tmp_path / "work"))


def trained(work: Path, stage: str, steps: int, minutes: float = 99.0) -> Trainer:
    plan = TrainingPlan(minutes=minutes, max_steps=steps, model_config=TINY, report_every=2)
    run = Trainer(work, stage, plan)
    run.train(quiet)
    return run


def test_every_kind_of_bad_recording_is_reported(bad: Path) -> None:
    faults = check_recordings(bad, LEAST, quiet)["faults"]
    assert {name: why[0].split(":")[0] for name, why in faults.items() if name != "broken"} == {
        "clipped": "clipped",
        "hum": "no pauses",
        "noisy": "noisy, or music behind it",
        "short": "shorter than 0.7 s",
        "silent": "silence",
        "untold": "it has no transcript",
    }
    assert "broken.wav" in faults["broken"][0]


def test_a_wrong_transcript_and_another_speaker_are_found_when_all_is_aligned(
    prepared: Path,
) -> None:
    report = json.loads((prepared / "report.json").read_text())
    assert report["faults"]["wrong"] == ["the audio does not match the transcript"]
    assert "another speaker, judging by the pitch" in report["faults"]["stranger"]
    assert not [name for name in report["faults"] if name.startswith("good")]


@pytest.mark.parametrize("ending", ["flac", "mp3", "opus", "m4a"])
def test_recordings_of_other_formats_and_rates_are_read_alike(tmp_path: Path, ending: str) -> None:
    sound = resample(synthesize(SENTENCES[0]), 22_050, 48_000)
    file = tmp_path / f"one.{ending}"
    audio_file.write_audio([sound], 48_000, file)
    wave = sound_of(TrainingRecording(name="one", file=file, text=SENTENCES[0]))
    assert len(wave) / SAMPLE_RATE == pytest.approx(len(sound) / 48_000, abs=0.1)
    assert measure_active_level(wave) == pytest.approx(
        measure_active_level(resample(sound, 48_000, SAMPLE_RATE)), rel=0.1
    )
    assert not measure_recording("one", wave, SENTENCES[0]).faults


def test_too_little_material_is_refused_and_says_how_much_more(good: Path) -> None:
    with pytest.raises(TooLittleMaterial, match=r"at least 9\.\d more"):
        check_recordings(good, 10.0, quiet)


def test_a_folder_without_recordings_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(NoRecordings, match="no audio file"):
        check_recordings(tmp_path, LEAST, quiet)
    with pytest.raises(NoRecordings, match="no such directory"):
        check_recordings(tmp_path / "nowhere", LEAST, quiet)


def test_a_list_of_texts_as_ljspeech_has_it_is_read(tmp_path: Path, good: Path) -> None:
    rows = []
    for file in sorted(good.glob("*.wav")):
        shutil.copy(file, tmp_path)
        rows.append(f"{file.stem}|{file.with_suffix('.txt').read_text()}")
    (tmp_path / "metadata.csv").write_text("\n".join(rows))
    assert check_recordings(tmp_path, LEAST, quiet)["usable"] == len(SENTENCES)


def test_durations_add_up_to_that_of_the_audio_and_pauses_are_at_commas(prepared: Path) -> None:
    take = read_clip(prepared, "good04")
    assert take.durations.sum() * HOP == len(take.wave)
    slots = [i for i, token in enumerate(take.ids) if token == ENGLISH.ids[","]]
    plain = [i for i, token in enumerate(take.ids) if token == ENGLISH.ids[SLOTS[0]]]
    assert take.durations[slots].max() > take.durations[plain].max()


def test_which_takes_are_held_out_depends_on_nothing_but_names() -> None:
    names = [f"take{number}" for number in range(100)]
    assert select_held_out(names) == select_held_out(names[::-1])
    assert len(select_held_out(names)) == 3


def test_a_killed_preparation_is_resumed(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        frame_classifier, "HIDDEN_SIZE", 16
    )  # how well it aligns is not tested here
    few, work = tmp_path / "few", tmp_path / "work"
    few.mkdir()
    for file in sorted(good.iterdir())[: 2 * FEW]:
        shutil.copy(file, few)

    def wait_at_third(line: str) -> None:
        if line.startswith("cleaning and aligning 3 "):
            time.sleep(600)

    with killed_process(lambda: prepare_corpus(few, work, LEAST / 2, wait_at_third)):
        wait_for(lambda: len(list((work / "cleaned").glob("good*.npz"))) >= 2)
    done = {file: file.stat().st_mtime_ns for file in (work / "cleaned").glob("good*.npz")}
    assert len(done) < FEW
    assert not is_complete(work)
    prepare_corpus(few, work, LEAST / 2, quiet)
    assert is_complete(work)
    assert all(file.stat().st_mtime_ns == when for file, when in done.items())


@contextmanager
def killed_process(run: Callable[[], object]) -> Iterator[None]:
    """Another process that runs this until it is killed. It is a fork, because PyTorch takes
    seconds to import."""
    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    try:
        yield
    finally:
        process.kill()
        process.join()
    assert process.exitcode == -signal.SIGKILL, "it was not yet finished"


def wait_for(true: Callable[[], bool]) -> None:
    for _ in range(6000):
        if true():
            return
        time.sleep(0.01)
    pytest.fail("it never came")


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_learns_and_is_resumed(work: Path, stage: str) -> None:
    first = trained(work, stage, steps=2)
    again = Trainer(work, stage, TrainingPlan(minutes=99.0, model_config=TINY))
    assert again.steps == {stage: 2}
    assert again.average_count == first.average_count
    pairs = zip(first.average, again.average, strict=True)
    assert all(np.array_equal(a.numpy(), b.numpy()) for a, b in pairs)
    assert trained(work, stage, steps=2).steps == {stage: 4}
    figures = [json.loads(line) for line in (work / "log.jsonl").read_text().splitlines()]
    assert [line["step"] for line in figures] == [2, 4]
    assert all(np.isfinite(line["held_mel"]) for line in figures)


def test_a_stage_that_has_had_its_minutes_is_not_trained_again(work: Path) -> None:
    trained(work, "vocoder", steps=2)
    before = load_state(work / "state.pt")
    assert trained(work, "vocoder", steps=9, minutes=1e-9).steps == before["steps"]


def test_a_training_killed_in_a_stage_is_resumed_from_its_last_save(work: Path) -> None:
    plan = TrainingPlan(minutes=99.0, save_seconds=0, model_config=TINY)
    with killed_process(lambda: Trainer(work, "vocoder", plan).train(quiet)):
        wait_for((work / "state.pt").exists)
    steps = Trainer(work, "vocoder", TrainingPlan(minutes=99.0)).steps["vocoder"]
    assert steps >= 1
    assert trained(work, "vocoder", steps=1).steps == {"vocoder": steps + 1}


def test_a_training_killed_between_two_saves_keeps_the_last(work: Path) -> None:
    trained(work, "acoustic", steps=2)
    (work / ".state.pt").write_bytes(b"half a stat")  # left by a kill during a save
    assert Trainer(work, "acoustic", TrainingPlan(minutes=99.0)).steps == {"acoustic": 2}


def test_a_voice_comes_out_that_the_engine_speaks_with(
    good: Path, work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EARSHOT_VOICES", str(tmp_path))
    monkeypatch.setattr(
        trainer, "measure_losses", lambda voice, held: {"held_wave": 0.0, **figures(0.0)}
    )
    file = tmp_path / "house/machine.onnx"
    found = train_voice(
        order(good, work, file), TrainingPlan(minutes=99.0, max_steps=1, model_config=TINY), quiet
    )
    card = read_card(file, "house:machine")
    assert (card.speaker, card.licence, card.consent) == ("A Machine", "CC0-1.0", "it is no person")
    assert card.finished == "no"
    assert card.steps == "acoustic 1, vocoder 1, joint 1"
    assert json.loads(card.figures) == found
    assert found["word_errors_of_recordings"] < found["word_errors"] + 1
    voice = House().open("machine", "en-US", 1.0)
    speech = voice.synthesize(make_utterance("Nobody had seen it, they said."))
    voice.close()
    assert np.isfinite(speech.samples).all()
    assert len(speech.timings) == 6


def test_the_exported_file_gives_the_output_of_the_models(work: Path, tmp_path: Path) -> None:
    run = trained(work, "vocoder", steps=2)
    voice = run.averaged_voice()
    export_voice(voice, build_card(LEAVE, run.steps), tmp_path / "tiny.onnx", limit=10**9)
    ids = run.held_out[0].tensors["ids"][None]
    with torch.no_grad():
        wave, durations = voice(ids, torch.tensor(1.0))
    network = HouseModel("tiny", tmp_path / "tiny.onnx")
    network.pitch_range = 1.0  # added when the voice speaks
    got, frames = network.synthesize(ids[0].tolist(), 1.0)
    assert frames.tolist() == durations.tolist()
    assert len(got) == HOP * frames.sum()
    assert float(np.abs(got - wave.numpy()).max()) < 0.02


def test_export_without_a_training_is_an_error(good: Path, tmp_path: Path) -> None:
    with pytest.raises(NoCheckpoint, match="train a voice first"):
        export_and_evaluate(order(good, tmp_path, tmp_path / "x.onnx"), quiet)


def test_the_pitch_of_a_tone_is_found_and_silence_is_unvoiced() -> None:
    time_ = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    tone = sum(np.sin(2 * np.pi * 180 * k * time_) / k for k in range(1, 8)) * 0.1
    found = track_pitch(np.concatenate([np.zeros(SAMPLE_RATE // 2), tone]).astype(np.float32))
    assert not found[:40].any()
    assert np.median(found[60:130]) == pytest.approx(180, rel=0.01)


def test_the_irregular_low_pitch_of_a_creaky_voice_is_voiced_and_noise_is_not() -> None:
    rng = np.random.default_rng(3)
    pulses = np.zeros(2 * SAMPLE_RATE)
    periods = SAMPLE_RATE / 56 * rng.uniform(0.985, 1.015, 150)
    starts = np.cumsum(periods).astype(int)
    pulses[starts[starts < len(pulses)]] = 1
    decay = np.exp(-np.arange(600) / 60) * np.sin(np.arange(600) * 2 * np.pi * 700 / SAMPLE_RATE)
    creak = np.convolve(pulses, decay)[: len(pulses)].astype(np.float32)
    found = track_pitch(creak)
    assert (found > 0).mean() > 0.9
    assert np.median(found[found > 0]) == pytest.approx(56, rel=0.03)
    noise = rng.normal(0, 0.1, SAMPLE_RATE).astype(np.float32)
    assert (track_pitch(noise) > 0).mean() < 0.1


def test_noise_is_turned_down_and_speech_stays() -> None:
    sound = resample(synthesize(SENTENCES[0]), 22_050, SAMPLE_RATE)
    noisy = (sound + np.random.default_rng(1).normal(0, 0.004, len(sound))).astype(np.float32)
    clean = denoise(noisy, estimate_noise_spectrum(noisy) * 1.6)
    edge = slice(0, SAMPLE_RATE // 8)
    assert np.std(clean[edge]) < np.std(noisy[edge]) / 4
    assert measure_active_level(clean) == pytest.approx(measure_active_level(sound), rel=0.15)
    assert measure_active_level(normalize_level(clean)) == pytest.approx(10 ** (-26 / 20), rel=0.02)


def test_the_command_wants_to_know_whose_voice_it_is(good: Path) -> None:
    checked = run_earshot("voices", "train", good, "--check", "--min-minutes", f"{LEAST}")
    assert f"{len(SENTENCES)} of {len(SENTENCES)} recordings are usable" in checked.stdout
    refused = run_earshot("voices", "train", good)
    assert refused.returncode == 1
    assert "--speaker is required" in refused.stderr


def order(good: Path, work: Path, file: Path, start: Path | None = None) -> TrainingConfig:
    return TrainingConfig(
        folder=good, file=file, work_dir=work, consent=LEAVE, min_minutes=LEAST, base_voice=start
    )


def test_a_training_starts_from_a_finished_file(good: Path, work: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.onnx", tmp_path / "second.onnx"
    run = trained(work, "joint", steps=2)
    export_voice(run.averaged_voice(), build_card(LEAVE, run.steps), first)
    (work / "state.pt").unlink()
    start_finetuning(work, first)
    begun = Trainer(work, "vocoder", TrainingPlan(minutes=99.0))
    ours = begun.voice.state_dict()
    for name, weight in run.averaged_voice().state_dict().items():
        assert torch.allclose(ours[name], weight, atol=0.02 * float(weight.abs().max()) + 1e-6)
    train_voice(order(good, work, second, first), TrainingPlan(minutes=99.0, max_steps=1), quiet)
    card = read_card(second, "house:second")
    assert (
        card.source == "a test; fine-tuned from the voice of A Machine (CC0-1.0; a test; joint 2)"
    )
    assert card.steps == "acoustic 1, vocoder 1, joint 1"


def test_the_vocoder_learns_the_speech_of_a_teacher_from_recorded_and_predicted_mels(
    good: Path, work: Path, base_voice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer, "DISCRIMINATOR_WARM_UP_STEPS", 1)
    config = replace(
        order(good, work, tmp_path / "x.onnx", base_voice), consent=TAUGHT, train_vocoder=True
    )
    plan = TrainingPlan(minutes=99.0, max_steps=2)
    train_voice(config, plan, quiet)
    before = load_state(work / "state.pt")
    assert before["steps"] == {"acoustic": 2, "vocoder": 2}
    monkeypatch.setattr(Trainer, "_progress", lambda self: 1.0 if self.stage == "acoustic" else 0.5)
    train_voice(config, plan, quiet)
    after = load_state(work / "state.pt")
    assert after["steps"] == {"acoustic": 2, "vocoder": 4}
    assert after["sizes"] == before["sizes"]
    changed = {
        name.partition(".")[0]
        for name, weight in after["voice"].items()
        if not torch.equal(weight, before["voice"][name])
    }
    assert changed == {"vocoder"}
    assert read_card(config.file, "house:x").steps == "acoustic 2, vocoder 4"
    weight = read_weights(config.file, "house:x")["acoustic.mel.weight"]
    assert weight.shape[2] == 3  # with the filter that restores the contrast


def test_a_vocoder_that_sounds_less_natural_after_its_training_is_not_kept(
    work: Path, base_voice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scores = iter([3.5, 3.7, 3.2])
    monkeypatch.setattr(vocoder_trainer, "MAX_VOCODER_STEPS", 4)
    monkeypatch.setattr(vocoder_trainer, "load_model", lambda file: file)
    monkeypatch.setattr(vocoder_trainer, "predict_naturalness", lambda *_: (next(scores), 0.1))
    torch.save({"weights": FineDiscriminators().state_dict()}, tmp_path / "d.pt")
    start_finetuning(work, base_voice)
    plan = TrainingPlan(minutes=99.0, report_every=2)
    run = VocoderTrainer(work, plan, discriminators=tmp_path / "d.pt", nisqa=tmp_path / "n.tar")
    run.train(quiet)
    state = load_state(work / "state.pt")
    assert state["steps"] == {"vocoder": 4}
    assert same(state["average"], state["best_vocoder"]["average"])
    assert not same(state["average"], run.average)
    assert state["best_vocoder"]["figure"] == -3.7


def test_the_gradient_of_a_wave_can_leave_out_low_frequencies() -> None:
    time = torch.arange(4_800) / SAMPLE_RATE
    low, high = (torch.sin(2 * math.pi * hz * time)[None] for hz in (100, 1_000))
    waves = (low + high).requires_grad_()
    detached = detach_low_frequencies(waves, 350.0)
    assert torch.allclose(detached, waves, atol=1e-5)
    (detached * (low + high)).sum().backward()
    middle = slice(600, -600)
    assert torch.allclose(waves.grad[:, middle], high[:, middle], atol=0.02)


def test_a_file_without_discriminators_is_refused(
    work: Path, base_voice: Path, tmp_path: Path
) -> None:
    start_finetuning(work, base_voice)
    with pytest.raises(InvalidOption, match="discriminators"):
        VocoderTrainer(work, TrainingPlan(minutes=99.0), discriminators=base_voice)


def test_new_critics_learn_before_a_finished_voice_hears_them(work: Path, base_voice: Path) -> None:
    start_finetuning(work, base_voice)
    begun = Trainer(work, "vocoder", TrainingPlan(minutes=99.0, max_steps=3))
    voices, critics = weights(begun.voice), weights(begun.discriminators)
    begun.train(quiet)
    assert same(voices, weights(begun.voice))
    assert not same(critics, weights(begun.discriminators))
    begun.warm_up_count = trainer.DISCRIMINATOR_WARM_UP_STEPS
    begun.train(quiet)
    assert not same(voices, weights(begun.voice))


def weights(module: Any) -> list[Any]:
    return [weight.detach().clone() for weight in module.parameters()]


def same(one: list[Any], other: list[Any]) -> bool:
    return all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


def test_a_training_that_began_otherwise_is_not_overwritten(
    good: Path, work: Path, tmp_path: Path
) -> None:
    trained(work, "vocoder", steps=1)
    before = (work / "state.pt").read_bytes()
    with pytest.raises(InvalidOption, match="choose another work directory"):
        train_voice(
            order(good, work, tmp_path / "y.onnx", KATHLEEN), TrainingPlan(minutes=99.0), quiet
        )
    assert (work / "state.pt").read_bytes() == before


def test_a_file_that_is_not_a_voice_is_rejected_before_the_training(
    good: Path, tmp_path: Path
) -> None:
    (tmp_path / "no.onnx").write_bytes(b"nothing")
    work = tmp_path / "work"
    with pytest.raises(BrokenVoice, match=r"no\.onnx"):
        train_voice(
            order(good, work, tmp_path / "y.onnx", tmp_path / "no.onnx"),
            TrainingPlan(minutes=9),
            quiet,
        )
    assert not work.exists()


def test_a_training_can_start_from_the_packaged_voice(tmp_path: Path) -> None:
    check_base_voice(KATHLEEN)
    write_index(tmp_path, [], "en-US")
    start_finetuning(tmp_path, KATHLEEN)
    state = load_state(tmp_path / "state.pt")
    assert state["sizes"] == asdict(ModelConfig(log_f0=math.log(165), mel_width=3))


def test_a_german_voice_starts_with_the_nearest_phones_of_an_english_one(tmp_path: Path) -> None:
    write_index(tmp_path, [], "de-DE")
    start_finetuning(tmp_path, KATHLEEN)
    phones = load_state(tmp_path / "state.pt")["voice"]["acoustic.phone.weight"]
    base = torch.tensor(read_weights(KATHLEEN, "kathleen")["acoustic.phone.weight"])
    assert len(phones) == len(GERMAN.phones)
    for phone, nearest in (("m", "m"), ("ʁ", "ɹ"), ("yː", "uː"), ("ç", "h")):
        assert torch.equal(phones[GERMAN.ids[phone]], base[ENGLISH.ids[nearest]])


def test_a_stage_that_is_over_leaves_a_later_one_as_it_is(work: Path) -> None:
    trained(work, "acoustic", steps=1)
    trained(work, "vocoder", steps=2)
    before = (work / "state.pt").read_bytes()
    Trainer(work, "acoustic", TrainingPlan(minutes=1e-9)).train(quiet)
    assert (work / "state.pt").read_bytes() == before


def test_the_acoustic_stage_ends_at_its_best_when_it_gets_no_better(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distances = iter([3.0, 2.0, *[2.5] * trainer.PATIENCE])
    monkeypatch.setattr(
        trainer,
        "measure_losses",
        lambda voice, held: {"held_wave": 0.0, **figures(next(distances))},
    )
    run = Trainer(work, "acoustic", TrainingPlan(minutes=99.0, model_config=TINY, report_every=1))
    run.train(quiet)
    assert run.steps == {"acoustic": 1 + trainer.PATIENCE}
    assert same(run.average, run.best.average)
    assert Trainer(work, "acoustic", TrainingPlan(minutes=99.0)).best.stale == trainer.PATIENCE


def figures(value: float) -> dict[str, float]:
    return {f"held_{name}": value for name in LOSS_WEIGHTS}


def test_the_time_that_a_machine_sleeps_does_not_count_as_training(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 10**9, 3_600))
    monkeypatch.setattr("earshot.training.trainer.time.monotonic", lambda: next(clock))
    run = trained(work, "vocoder", steps=2)
    assert run.minutes_done["vocoder"] == pytest.approx(2 * MAX_STEP_SECONDS / 60)
