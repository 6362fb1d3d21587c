"""The joint stage with all discriminators, as on a GPU: tiny models on synthetic clips."""

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip(
    "torch", reason="left out: torch is not installed (pip install 'earshot-audio[train]')"
)

from earshot.cli import main
from earshot.training import joint_trainer
from earshot.training.acoustic_model import ModelConfig
from earshot.training.composed_sentences import compose_sentences
from earshot.training.cuda_graph import PreservedState, record_graph
from earshot.training.dataset import (
    CROP_FRAMES,
    Clip,
    load_examples,
    pad_batch,
    write_clip,
    write_index,
)
from earshot.training.device_dataset import Crops, DeviceDataset
from earshot.training.export import export_voice
from earshot.training.features import HOP, SAMPLE_RATE
from earshot.training.frame_classifier import silence_class, symbol_classes
from earshot.training.joint_step import BatchRows
from earshot.training.joint_trainer import JointTrainer
from earshot.training.pipeline import TrainingConfig, train_voice
from earshot.training.plan import TrainingPlan
from earshot.training.provenance import Consent, build_card
from earshot.training.trainer import Trainer
from earshot.training.vocoder import VoiceModel
from earshot.voices.house_model.model_card import read_card
from earshot.voices.house_model.symbols import ENGLISH, SLOTS

TINY = ModelConfig(hidden=16, encoder=1, decoder=1, predictor=8, vocoder=16, vocoder_blocks=1)
WORDS = "ð ə|h ˈɑː ɹ b ɚ|b ɹ ˈɪ dʒ|w ʌ z|ˈoʊ p ə n d|ɐ ɡ ˈɛ n".split("|")


def quiet(line: str) -> None:
    """Drops the log line."""


def make_clip(number: int) -> Clip:
    """A sentence of a buzzing tone with pauses in its slots."""
    rng = np.random.default_rng(number)
    words = rng.permutation(WORDS)
    symbols = ["^", *" ".join(f"{word} SPACE" for word in words).split()]
    symbols = [" " if symbol == "SPACE" else symbol for symbol in symbols]
    symbols[-1] = "."
    durations = np.where([s in SLOTS for s in symbols], 3, rng.integers(4, 8, len(symbols)))
    frames = int(durations.sum())
    time = np.arange(frames * HOP) / SAMPLE_RATE
    tone = sum(np.sin(2 * np.pi * 160 * k * time) / k for k in range(1, 6))
    loud = np.repeat(np.repeat([s not in SLOTS for s in symbols], durations), HOP)
    return Clip(
        name=f"clip{number:02}", text="The harbour bridge was opened again.", score=0.0,
        ids=np.array([ENGLISH.ids[symbol] for symbol in symbols]), durations=durations,
        wave=(0.1 * tone * loud).astype(np.float32), hz=np.full(frames, 160, np.float32),
    )  # fmt: skip


@pytest.fixture
def work(tmp_path: Path) -> Path:
    clips = [make_clip(number) for number in range(8)]
    for clip in clips:
        write_clip(tmp_path, clip)
    names = [(clip.name, number == 0) for number, clip in enumerate(clips)]
    write_index(tmp_path, names, "en-US")
    return tmp_path


@pytest.fixture(autouse=True)
def _small_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("earshot.training.discriminators.WIDTHS", (4, 4, 4, 4, 4))
    monkeypatch.setattr("earshot.training.discriminators.SPECTRUM_WIDTH", 4)
    monkeypatch.setattr("earshot.training.frame_classifier.HIDDEN_SIZE", 16)
    monkeypatch.setattr(joint_trainer, "BATCH_ROWS", BatchRows(real=1, predicted=1, composed=1))
    monkeypatch.setattr(joint_trainer, "DISCRIMINATOR_WARM_UP_STEPS", 1)


def create_trainer(work: Path, steps: int) -> JointTrainer:
    return JointTrainer(work, TrainingPlan(minutes=10**6, max_steps=steps, model_config=TINY))


def train(work: Path, steps: int) -> JointTrainer:
    trainer = create_trainer(work, steps)
    trainer.train(quiet)
    return trainer


def weights(trainer: JointTrainer) -> list[Any]:
    modules = (trainer.voice, trainer.step.discriminators)
    return [w.detach().clone() for module in modules for w in module.parameters()]


def same(one: list[Any], other: list[Any]) -> bool:
    return all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


def test_a_resumed_training_gives_the_same_voice_as_an_uninterrupted_one(
    work: Path,
) -> None:
    whole = weights(train(work, 4))
    (work / "state.pt").unlink()
    train(work, 2)
    resumed = train(work, 2)
    assert resumed.steps == {"joint": 4}
    assert same(whole, weights(resumed))


def test_the_calls_before_a_recording_do_not_change_the_training(work: Path) -> None:
    trainer = create_trainer(work, 1)
    trainer.step.set_rates(1e-3, 1e-3)
    trainer.step.train_discriminators()
    with PreservedState(trainer.step):
        before = [each.clone() for each in trainer.step.list_tensors()]
        trainer.step.train()
    trainer.step.train()
    once = [each.clone() for each in trainer.step.list_tensors()]
    other = create_trainer(work, 1)
    other.step.set_rates(1e-3, 1e-3)
    other.step.train_discriminators()
    assert same(before, [each.clone() for each in other.step.list_tensors()])
    other.step.train()
    assert same(once, [each.clone() for each in other.step.list_tensors()])


def test_without_a_gpu_a_step_is_called_as_it_is(work: Path) -> None:
    if torch.cuda.is_available():
        pytest.skip("left out: this machine has a GPU")
    step = create_trainer(work, 1).step
    assert record_graph(step, step.train, quiet) == step.train


def test_only_the_decoder_and_the_vocoder_are_trained(work: Path) -> None:
    trainer = create_trainer(work, 2)
    before = {name: w.detach().clone() for name, w in trainer.voice.named_parameters()}
    trainer.train(quiet)
    changed = {
        ".".join(name.split(".")[:2])
        for name, weight in trainer.voice.named_parameters()
        if not torch.equal(weight, before[name])
    }
    assert {"vocoder.blocks", "acoustic.decode", "acoustic.mel", "acoustic.place"} <= changed
    assert not changed & {"acoustic.attend", "acoustic.encode", "acoustic.duration"}


def test_composed_sentences_keep_their_words(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("earshot.training.frame_classifier.MIN_STEPS", 60)
    trainer = create_trainer(work, 1)
    step = trainer.step
    frames = torch.arange(CROP_FRAMES)[None]
    real = step.tables.read_waves(Crops(torch.tensor([0]), torch.tensor([0])))
    right = step._words_loss(real, step.tables.classes[frames])
    wrong = step._words_loss(real, step.tables.classes[frames].roll(CROP_FRAMES // 2, 1))
    assert right < wrong
    wave = real.clone().requires_grad_(True)
    step._words_loss(wave, step.tables.classes[frames]).backward()
    assert wave.grad is not None and float(wave.grad.abs().max()) > 0


def test_the_tables_expand_tokens_as_the_model_does(work: Path) -> None:
    examples, _, _ = load_examples(work, torch.device("cpu"), None)
    voice = VoiceModel(TINY).eval()
    acoustic = voice.acoustic
    tables = DeviceDataset(examples[:2], [], voice, torch.device("cpu"))
    example = examples[1]
    batch = pad_batch([example])
    with torch.no_grad():
        x, _ = acoustic.encoder(batch["ids"])
        x = acoustic.add_prosody(x, batch["pitch"], batch["energy"])
        expected, _ = acoustic.expand(x, batch["durations"], example.frames)
        crops = Crops(torch.tensor([1]), torch.tensor([0]))
        frames, is_inside = tables.locate_frames(crops, 8)
        x = acoustic.add_prosody(
            tables.encoded[1:2], tables.pitch[1:2, None], tables.energy[1:2, None]
        )
        found = tables.expand_tokens(x, frames) + acoustic.place(tables.position[frames]).transpose(
            1, 2
        )
    assert torch.equal(is_inside[0, :8], torch.zeros(8))
    inside = found[..., 8 : 8 + CROP_FRAMES]
    assert torch.allclose(inside, expected[..., :CROP_FRAMES], atol=1e-5)


def test_composed_sentences_are_made_of_whole_words_of_the_recorded_ones() -> None:
    sentences = [make_clip(number).ids.tolist() for number in range(5)]
    words = {tuple(word) for each in sentences for word in split_words(each)}
    composed = compose_sentences(sentences, 50, random.Random(0))
    assert len(composed) == 50
    for each in composed:
        assert (ENGLISH.symbols[each[0]], ENGLISH.symbols[each[-1]]) == ("^", ".")
        assert {tuple(word) for word in split_words(each)} <= words
    assert not [each for each in composed if each in sentences]


def split_words(ids: list[int]) -> list[list[int]]:
    words: list[list[int]] = [[]]
    for token in ids[1:]:
        if ENGLISH.symbols[token] in SLOTS:
            words.append([])
        else:
            words[-1].append(token)
    return [word for word in words if word]


def test_sentences_of_one_word_are_joined_but_not_cut() -> None:
    one_word = [ENGLISH.ids[symbol] for symbol in ("^", "n", "oʊ", ".")]
    composed = compose_sentences([one_word], 3, random.Random(0))
    assert composed == [[*one_word[:-1], ENGLISH.ids[","], *one_word[1:]]] * 3


def test_slots_are_silent_and_stress_does_not_change_the_class_of_a_vowel() -> None:
    classes = symbol_classes(ENGLISH)
    silent = {int(classes[ENGLISH.ids[slot]]) for slot in ("^", *SLOTS)}
    assert silent == {silence_class(ENGLISH)}
    assert classes[ENGLISH.ids["ˈʌ"]] == classes[ENGLISH.ids["ʌ"]]


def test_a_training_moves_between_a_gpu_and_a_cpu(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("earshot.training.trainer.BATCH_SIZES", {"acoustic": 2, "joint": 2})
    plan = TrainingPlan(minutes=10**6, max_steps=1, model_config=TINY)
    Trainer(work, "acoustic", plan).train(quiet)
    on_gpu = train(work, 1)
    on_cpu = Trainer(work, "joint", plan)
    assert on_cpu.steps == {"acoustic": 1, "joint": 1}
    assert on_cpu.warm_up_count == 0
    assert on_cpu.best.figure < 99
    averages = zip(on_cpu.voice.parameters(), on_gpu._averages(), strict=True)
    assert all(torch.equal(now, mean) for now, mean in averages)
    on_cpu.train(quiet)
    assert create_trainer(work, 1).steps == {"acoustic": 1, "joint": 2}


def test_a_voice_is_fine_tuned_without_a_stage_of_its_vocoder_alone(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("earshot.training.trainer.BATCH_SIZES", {"acoustic": 2})
    base, file = work / "base.onnx", work / "voice.onnx"
    consent = Consent(speaker="A Tone", licence="CC0-1.0", consent="it is no person", source="-")
    export_voice(VoiceModel(TINY), build_card(consent, {}), base)
    config = TrainingConfig(folder=work, file=file, work_dir=work, consent=consent, base_voice=base)
    plan = TrainingPlan(minutes=10**6, max_steps=1, all_discriminators=True)
    metrics = train_voice(config, plan, quiet)
    assert read_card(file, "house:voice").steps == "acoustic 1, joint 1"
    assert metrics["unlike_wave"]


def test_discriminators_that_only_guess_learn_faster(work: Path) -> None:
    trainer = create_trainer(work, 1)
    trainer.step.statistics[:2] = 0.5
    trainer._adjust_rate_scale()
    assert trainer.rate_scale > 1
    trainer.step.statistics[:2] = 0.1
    trainer._adjust_rate_scale()
    trainer._adjust_rate_scale()
    assert trainer.rate_scale < 1


def test_the_stage_ends_with_its_steps(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joint_trainer, "MAX_JOINT_STEPS", 2)
    assert train(work, 9).steps == {"joint": 2}
    assert train(work, 9).steps == {"joint": 2}


def test_the_loudness_of_a_new_voice_is_known_before_its_first_story(
    work: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EARSHOT_VOICES", str(work / "voices"))
    monkeypatch.setenv("EARSHOT_CACHE", str(work / "cache"))
    trainer = train(work, 1)
    with torch.no_grad():
        trainer.voice.acoustic.duration.out.weight.zero_()
        trainer.voice.acoustic.duration.out.bias.fill_(np.log(8))  # seven frames per token
    trainer.save()
    command = ["voices", "train", str(work), "--work-dir", str(work), "--export-only"]
    command += ["--speaker", "A Tone", "--licence", "CC0-1.0", "--consent", "it is no person"]
    assert main(command) == 0
    assert f"house:{work.name} needs " in capsys.readouterr().out
