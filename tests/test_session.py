from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest

from benchmarks.graphs import HOP_KOKORO, HOP_PIPER, kokoro, piper
from earshot.errors import BrokenVoice, GpuUnavailable, InvalidOption, SynthesisFailed
from earshot.voices.onnx import runtime
from earshot.voices.onnx import session as session_of
from earshot.voices.onnx.session import Session

IDS = np.array([[1, 0, 20, 0, 30, 0, 40, 0, 2]])


def saved(model: onnx.ModelProto, path: Path) -> Path:
    path.write_bytes(model.SerializeToString())
    return path


def feeds(ids: np.ndarray = IDS, noise: float = 0.667) -> dict[str, np.ndarray]:
    scales = np.array([noise, 1.0, 0.8])
    return {"input": ids, "input_lengths": np.array([ids.shape[1]]), "scales": scales}


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    return Session("test:piper", saved(piper(), tmp_path_factory.mktemp("m") / "a.onnx"))


def test_the_durations_add_up_to_that_of_the_audio(session: Session) -> None:
    sound, frames = session.run(feeds(), "text")
    assert sound.size == frames.sum() * HOP_PIPER
    assert frames.shape == (1, 1, IDS.shape[1])


def test_every_frame_is_that_of_its_token(session: Session) -> None:
    sound, frames = session.run(feeds(noise=0.0), "text")
    frame_tokens = np.round(sound.ravel()[::HOP_PIPER] * 2 * 256).astype(int)
    assert frame_tokens.tolist() == np.repeat(IDS[0], frames.ravel().astype(int)).tolist()


def test_the_same_tokens_give_the_same_samples_after_any_other_run(session: Session) -> None:
    first = session.run(feeds(), "text")[0]
    session.run(feeds(IDS[:, :5]), "other")
    assert np.array_equal(first, session.run(feeds(), "text")[0])


def test_the_noise_is_there(session: Session) -> None:
    noisy, _ = session.run(feeds(), "text")
    frames = noisy.ravel().reshape(-1, HOP_PIPER)
    assert frames[:, 0].std() > 0.1
    assert len(np.unique(frames[:, 0])) > len(frames) // 2


def test_the_memory_on_a_gpu_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    assert runtime.cuda_options()["gpu_mem_limit"] == "6000000000"
    monkeypatch.setenv("EARSHOT_GPU_MEMORY", "0")
    assert "gpu_mem_limit" not in runtime.cuda_options()
    monkeypatch.setenv("EARSHOT_GPU_MEMORY", "much")
    with pytest.raises(InvalidOption, match="a number of MB"):
        runtime.cuda_options()


def test_an_unusable_cuda_runtime_is_reported_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (runtime, session_of):
        monkeypatch.setattr(module, "CUDA_PROVIDER", "AzureExecutionProvider")
    monkeypatch.setattr(runtime, "CUDA_OPTIONS", {})
    monkeypatch.setenv("EARSHOT_GPU_MEMORY", "0")
    file = saved(piper(), tmp_path / "a.onnx")
    assert Session("test:piper", file, device="cuda").is_on_gpu
    made = onnxruntime.InferenceSession

    def out_of_memory(model: bytes, options: object, providers: list[object]) -> object:
        if len(providers) > 1:
            raise RuntimeError("CUDA failure 2: out of memory")
        return made(model, options, providers=providers)

    monkeypatch.setattr(onnxruntime, "InferenceSession", out_of_memory)
    with pytest.warns(GpuUnavailable, match="instead of the GPU: CUDA failure 2: out of memory"):
        session = Session("test:piper", file, device="cuda")
    assert not session.is_on_gpu
    assert session.run(feeds(), "text")[0].size


def test_other_tokens_have_other_noise(session: Session) -> None:
    one, _ = session.run(feeds(np.array([[1, 0, 20, 0, 2]])), "one")
    two, _ = session.run(feeds(np.array([[1, 0, 21, 0, 2]])), "two")
    assert one.size != two.size or not np.array_equal(one, two)


def test_noise_that_is_longer_than_its_buffer_continues(tmp_path: Path) -> None:
    session = Session("test:kokoro", saved(kokoro(), tmp_path / "a.onnx"))
    ids = np.full((1, 510), 30)
    style, pace = np.ones((1, 256)), np.array([0.5])
    sound, frames = session.run({"tokens": ids, "style": style, "speed": pace}, "long")
    assert sound.size == frames.sum() * HOP_KOKORO > 1 << 20


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><title>Not found</title>", "not an ONNX model"),
        (b"\x00" * 100, "damaged|no graph|truncated"),
        (piper().SerializeToString()[:2000], "truncated"),
    ],
)
def test_a_file_that_is_not_a_model_is_reported_in_one_line(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    (tmp_path / "a.onnx").write_bytes(content)
    with pytest.raises(BrokenVoice, match=reason):
        Session("test:x", tmp_path / "a.onnx")


def test_a_file_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(BrokenVoice, match="No such file"):
        Session("test:x", tmp_path / "gone.onnx")


def test_a_graph_that_no_runtime_takes_is_one_clear_line(tmp_path: Path) -> None:
    model = piper()
    model.graph.node[0].op_type = "RunProgram"
    with pytest.raises(BrokenVoice, match="RunProgram"):
        Session("test:x", saved(model, tmp_path / "a.onnx"))


def test_a_token_that_the_model_does_not_have_fails_that_sentence_only(session: Session) -> None:
    with pytest.raises(SynthesisFailed, match="its model failed"):
        session.run(feeds(np.array([[99_999]])), "text")
    assert session.run(feeds(), "text")[0].size


def test_a_bomb_of_a_model_costs_its_sentence_and_not_the_process(tmp_path: Path) -> None:
    model = piper()
    for node in model.graph.node:
        if node.op_type == "Exp":
            node.op_type = "Identity"
    session = Session("test:x", saved(model, tmp_path / "a.onnx"))
    scales = np.array([0.0, 1e12, 0.0])
    with pytest.raises(SynthesisFailed, match="its model failed"):
        session.run({**feeds(), "scales": scales}, "text")
