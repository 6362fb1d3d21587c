"""A model that was optimized once is loaded from the cache, with the same output."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.graphs import PiperSizes, piper
from earshot.voices.onnx import optimized_models, session
from earshot.voices.onnx.session import Session

SMALL = PiperSizes(hidden=16, filter=32, layers=1, upsample=32)
FEEDS = {
    "input": np.array([[1, 0, 20, 0, 30, 0, 40, 0, 2]]),
    "input_lengths": np.array([9]),
    "scales": np.array([0.667, 1.0, 0.8]),
}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EARSHOT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache/models"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_model(tmp_path / "a.onnx")


def write_model(file: Path, symbols: int = 256) -> Path:
    file.write_bytes(piper(symbols, sizes=SMALL).SerializeToString())
    return file


def speak(model: Path) -> bytes:
    samples, durations = Session("test:piper", model, device="cpu").run(FEEDS, "text")
    return samples.tobytes() + durations.tobytes()


def test_the_second_load_needs_no_rewriting_and_gives_the_same_samples(
    cache: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = speak(model)
    monkeypatch.delattr(session, "_rewrite_file")
    assert speak(model) == first
    [stored] = cache.iterdir()
    assert len(list(stored.glob("*.onnx"))) > 1, "it has a tail"


@pytest.mark.parametrize("name", ["0.onnx", "0.onnx.weights", "1.onnx", "model.json"])
@pytest.mark.parametrize("content", [None, b"", b"{}", b"\x00" * 5_000])
def test_a_damaged_model_is_optimized_again(
    cache: Path, model: Path, name: str, content: bytes | None
) -> None:
    first = speak(model)
    [stored] = cache.iterdir()
    if content is None:
        (stored / name).unlink()
    else:
        (stored / name).write_bytes(content)
    assert speak(model) == first
    [stored] = cache.iterdir()
    assert optimized_models.find_stored(stored.name)


def test_a_changed_file_is_another_model(cache: Path, model: Path) -> None:
    first = speak(model)
    assert speak(write_model(model, symbols=100)) != first
    assert len(list(cache.iterdir())) == 2


def test_only_the_models_that_were_loaded_last_stay(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(optimized_models, "MAX_STORED", 1)
    for symbols in (100, 101):
        speak(write_model(tmp_path / "a.onnx", symbols))
    assert len(list(cache.iterdir())) == 1


def test_a_cache_that_cannot_be_written_only_costs_time(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("EARSHOT_CACHE", str(tmp_path / "file"))
    assert speak(model)


def test_a_full_disk_is_not_filled_further(
    cache: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(optimized_models, "MIN_FREE_BYTES", 1 << 60)
    assert speak(model)
    assert not list(cache.iterdir())
