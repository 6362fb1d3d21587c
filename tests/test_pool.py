import os
import signal
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sentences import make_utterance

from earshot import build_script, narrate
from earshot.errors import InvalidOption, SynthesisFailed, UnknownVoice
from earshot.model import Article, Block
from earshot.synthesis import pool, spawn, worker
from earshot.synthesis.messages import VoiceSpec
from earshot.synthesis.pool import SynthesisPool
from earshot.synthesis.worker import SynthesisWorker, WorkerVoice
from earshot.voices.fallback import synthesize_with_fallback
from earshot.voices.registry import open_voice
from earshot.workers.spawn import WorkerProcess

ESPEAK = VoiceSpec(name="espeak:en-us", language="en-US", speed=1.0)
SENTENCE = make_utterance("Nobody left before midnight.")


@pytest.fixture
def booth() -> Iterator[SynthesisWorker]:
    opened = SynthesisWorker()
    yield opened
    opened.close()


def pid(booth: SynthesisWorker) -> int:
    assert booth.pid is not None
    return booth.pid


def test_a_worker_gives_the_samples_of_the_voice(booth: SynthesisWorker) -> None:
    voice = open_voice("espeak:en-us", "en-US", 1.0)
    here, there = voice.synthesize(SENTENCE), booth.synthesize(ESPEAK, SENTENCE)
    voice.close()
    assert there == here
    assert there.samples.tobytes() == here.samples.tobytes()


def test_urgent_work_starts_before_work_that_waits() -> None:
    workers = SynthesisPool(1)
    is_running, is_queue_full = threading.Event(), threading.Event()
    started: list[str] = []

    def occupy(_: SynthesisWorker) -> None:
        is_running.set()
        is_queue_full.wait()

    works = [workers.submit(occupy)]
    is_running.wait()
    for name in ("a", "b", "urgent a", "urgent b"):
        work = partial(lambda name, _: started.append(name), name)
        works.append(workers.submit(work, is_urgent="urgent" in name))
    is_queue_full.set()
    for each in works:
        each.result()
    workers.close()
    assert started == ["urgent a", "urgent b", "a", "b"]


def test_only_the_first_sentence_of_an_article_is_urgent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    requests: list[bool] = []
    submit = SynthesisPool.submit

    def record(self: SynthesisPool, work: Any, *, is_urgent: bool = False) -> Any:
        requests.append(is_urgent)
        return submit(self, work, is_urgent=is_urgent)

    monkeypatch.setattr(SynthesisPool, "submit", record)
    monkeypatch.setenv("EARSHOT_CACHE_SIZE", "0")
    text = "Nobody left. Nobody came. Nobody slept."
    article = Article(headline="", blocks=(Block(kind="paragraph", text=text),))
    assert len(list(narrate(article, voice="espeak:en-us").segments)) == 3
    assert requests[-2:] == [True, False]  # the others are a batch
    assert not any(requests[:-2])  # of the calibration


def test_a_killed_process_is_restarted_and_the_sentence_synthesized(booth: SynthesisWorker) -> None:
    first = booth.synthesize(ESPEAK, SENTENCE)
    os.kill(pid(booth), signal.SIGKILL)
    assert booth.synthesize(ESPEAK, SENTENCE) == first


def test_a_process_killed_in_the_middle_of_a_sentence_is_begun_again(
    booth: SynthesisWorker,
) -> None:
    booth.synthesize(ESPEAK, SENTENCE)
    victim = pid(booth)
    os.kill(victim, signal.SIGSTOP)  # so that it cannot answer before it is killed
    killer = threading.Timer(0.2, os.kill, (victim, signal.SIGKILL))
    killer.start()
    speech = booth.synthesize(ESPEAK, SENTENCE)
    killer.join()
    assert speech.samples.any()
    assert pid(booth) != victim


def test_a_process_that_hangs_is_ended_and_costs_one_sentence(
    booth: SynthesisWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    booth.synthesize(ESPEAK, SENTENCE)
    victim = pid(booth)
    os.kill(victim, signal.SIGSTOP)
    monkeypatch.setattr(worker, "TIMEOUT_SECONDS", 0.2)
    with pytest.raises(SynthesisFailed, match="longer than"):
        booth.synthesize(ESPEAK, SENTENCE)
    monkeypatch.undo()
    with pytest.raises(ProcessLookupError):
        os.kill(victim, 0)
    assert booth.synthesize(ESPEAK, SENTENCE).samples.any()


def test_a_process_that_ends_each_time_is_a_failed_sentence_with_its_signal(
    booth: SynthesisWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = spawn.start_process

    def start_and_kill() -> WorkerProcess:
        process = start()
        process.kill()
        return process

    monkeypatch.setattr(booth._worker, "_start", start_and_kill)
    with pytest.raises(SynthesisFailed, match="signal 9"):
        booth.synthesize(ESPEAK, SENTENCE)


def test_an_error_in_the_worker_is_raised_in_the_caller(booth: SynthesisWorker) -> None:
    with pytest.raises(UnknownVoice, match="espeak:nobody"):
        booth.synthesize(VoiceSpec(name="espeak:nobody", language="en-US", speed=1.0), SENTENCE)
    assert booth.synthesize(ESPEAK, SENTENCE).samples.any()


FAULTY_ENGINE = """
from earshot.voices.engines.silent import Silent, SilentVoice

class Faulty(Silent):
    def open(self, speaker, language, speed):
        return FaultyVoice(speed)

class FaultyVoice(SilentVoice):
    def synthesize(self, utterance):
        raise KeyError("ferry")
"""


@pytest.fixture
def faulty_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[VoiceSpec]:
    """An installed engine that raises an error of its own."""
    (tmp_path / "faulty_engine.py").write_text(FAULTY_ENGINE, "utf-8")
    package = tmp_path / "faulty_engine-1.dist-info"
    package.mkdir()
    (package / "entry_points.txt").write_text("[earshot.voices]\nfaulty = faulty_engine:Faulty\n")
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: faulty-engine\nVersion: 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield VoiceSpec(name="faulty:reader", language="en-US", speed=1.0)


def test_an_engine_that_fails_costs_a_sentence_and_prints_no_traceback(
    booth: SynthesisWorker, faulty_engine: VoiceSpec, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SynthesisFailed, match=r"faulty:reader produced .*: KeyError: 'ferry'"):
        booth.synthesize(faulty_engine, SENTENCE)
    process = pid(booth)
    assert booth.synthesize(ESPEAK, SENTENCE).samples.any()
    assert pid(booth) == process
    assert capfd.readouterr().err == ""


def test_a_voice_in_a_booth_is_a_voice(booth: SynthesisWorker) -> None:
    local = open_voice("espeak:en-us", "en-US", 1.0)
    voice = WorkerVoice(local, ESPEAK, booth)
    assert synthesize_with_fallback(voice, SENTENCE) == synthesize_with_fallback(local, SENTENCE)
    assert (voice.name, voice.fingerprint) == (local.name, local.fingerprint)
    local.close()


def test_nothing_is_left_running_when_workers_close() -> None:
    crew = SynthesisPool(2)
    ran = [
        crew.submit(lambda booth: (booth.synthesize(ESPEAK, SENTENCE), pid(booth)))
        for _ in range(4)
    ]
    processes = {future.result()[1] for future in ran}
    crew.close()
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


@pytest.mark.parametrize("wrong", ["0", "two", "-1"])
def test_an_invalid_number_of_workers_is_rejected(
    wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EARSHOT_SYNTHESIS_WORKERS", wrong)
    with pytest.raises(InvalidOption, match="EARSHOT_SYNTHESIS_WORKERS"):
        pool.worker_count()


def test_an_article_is_finished_though_its_workers_are_killed(
    bridge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EARSHOT_CACHE_SIZE", "0")
    narration = narrate(build_script(bridge), voice="espeak:en-us")
    undisturbed = [passage.samples.tobytes() for passage in narration.segments]
    heard = []
    for number, passage in enumerate(narration.segments):
        heard.append(passage.samples.tobytes())
        for booth in pool.shared_pool()._workers:
            if number in (0, 5) and booth.is_running:
                os.kill(pid(booth), signal.SIGKILL)
    assert heard == undisturbed


def test_idle_work_goes_to_a_process_that_is_running() -> None:
    crew = SynthesisPool(3)
    crew.warm_up(ESPEAK)
    processes = {
        crew.submit(lambda booth: (booth.synthesize(ESPEAK, SENTENCE), pid(booth))).result()[1]
        for _ in range(4)
    }
    crew.warm_up(ESPEAK)  # one is running
    assert processes == {each.pid for each in crew._workers if each.is_running}
    assert len(processes) == 1
    crew.close()
