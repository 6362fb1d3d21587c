import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from loopback import serve_in_thread
from sentences import make_utterance

from earshot import narrate
from earshot.audio import ffmpeg
from earshot.cli import main
from earshot.errors import InvalidOption, ServerRefused, SynthesisFailed, VoiceNotInstalled
from earshot.publish.audio_formats import get_coding
from earshot.voices.engines import openai
from earshot.voices.engines.espeak import Espeak
from earshot.voices.engines.openai import OpenAi
from earshot.voices.registry import default_voice, open_voice

SENTENCE = make_utterance("Nobody left before midnight, and the people spoke for hours.")


class Server(ThreadingHTTPServer):
    """Imitates OpenAI's server with eSpeak NG's voice, and broken servers."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.ways: list[str] = []
        self.lock = threading.Lock()
        self.voice = Espeak().open("en-us", "en-US", 1.0)

    def wav(self, text: str) -> bytes:
        with self.lock:
            speech = self.voice.synthesize(make_utterance(text))
        file = Path(self.folder, f"{threading.get_ident()}.wav")
        ffmpeg.encode([speech.samples], speech.rate, file, get_coding("wav"))
        return file.read_bytes()

    folder = ""
    retry_after = "0"


class Door(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *args: object) -> None:
        pass

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(body)
        self.server.keys.append(self.headers.get("Authorization", ""))
        way = self.server.ways.pop(0) if self.server.ways else ""
        if way.isdigit():
            said = json.dumps({"error": {"message": "no such voice"}}).encode()
            return self._answer(int(way), "application/json", said)
        if way == "html":
            return self._answer(200, "text/html", b"<html>Please log in</html>")
        sound = self.server.wav(body["input"])
        if way == "half":
            return self._answer(200, "audio/wav", sound[: len(sound) // 2], len(sound))
        if way == "noise":
            return self._answer(200, "audio/wav", b"\x01" * 3000)
        if way == "silence":
            return self._answer(200, "audio/wav", sound[:44] + bytes(len(sound) - 44))
        return self._answer(200, "audio/wav", sound)

    def _answer(self, code: int, kind: str, body: bytes, size: int = 0) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(size or len(body)))
        self.send_header("Retry-After", self.server.retry_after)
        if code in (301, 302, 307):
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(openai, "RETRY_DELAY_SECONDS", 0.01)
    served = Server()
    served.folder = str(tmp_path)
    monkeypatch.setenv("EARSHOT_OPENAI_URL", f"http://127.0.0.1:{served.server_address[1]}/v1")
    monkeypatch.setenv("EARSHOT_OPENAI_KEY", "sk-test")
    monkeypatch.setenv("EARSHOT_CACHE", str(tmp_path / "cache"))
    with serve_in_thread(served):
        yield served
    served.voice.close()


def test_it_asks_as_openai_is_asked_and_hears_each_word(server: Server) -> None:
    voice = open_voice("openai:nova", "en-US", 1.25)
    speech = voice.synthesize(SENTENCE)
    asked = {"model": "tts-1", "voice": "nova", "speed": 1.25, "response_format": "wav"}
    assert server.asked == [asked | {"input": SENTENCE.spoken}]
    assert server.keys == ["Bearer sk-test"]
    exact = server.voice.synthesize(SENTENCE)
    errors = [
        abs(heard.start / speech.rate - real.start / exact.rate)
        for heard, real in zip(speech.timings, exact.timings, strict=True)
    ]
    assert np.median(errors) < 0.03


@pytest.mark.parametrize("way", ["429", "500", "503", "html", "half", "noise", "silence"])
def test_temporary_errors_are_retried(server: Server, way: str) -> None:
    server.ways = [way]
    assert open_voice("openai:nova", "en-US", 1.0).synthesize(SENTENCE).samples.any()
    assert len(server.asked) == 2


@pytest.mark.parametrize("way", ["html", "half", "503"])
def test_a_permanent_error_fails_the_sentence(server: Server, way: str) -> None:
    server.ways = [way] * openai.MAX_ATTEMPTS
    with pytest.raises(
        SynthesisFailed, match=r"the server answered|not audio|without sending complete"
    ):
        open_voice("openai:nova", "en-US", 1.0).synthesize(SENTENCE)
    assert len(server.asked) == openai.MAX_ATTEMPTS


@pytest.mark.parametrize(
    ("said", "pauses"),
    [("7", [7.0]), ("86400", [60.0]), ("Wed, 21 Oct 2026 07:28:00 GMT", [0.01]), ("-5", [0.01])],
)
def test_retry_after_of_a_busy_server_is_respected(
    server: Server, monkeypatch: pytest.MonkeyPatch, said: str, pauses: list[float]
) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    server.retry_after, server.ways = said, ["429"]
    assert open_voice("openai:nova", "en-US", 1.0).synthesize(SENTENCE).samples.any()
    assert [pause for pause in slept if pause in (7.0, 60.0, 0.01)] == pauses


def test_a_response_of_hours_is_not_a_sentence(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openai, "MAX_AUDIO_SECONDS", 0.5)
    with pytest.raises(SynthesisFailed, match="lasts longer"):
        open_voice("openai:nova", "en-US", 1.0).synthesize(SENTENCE)


@pytest.mark.parametrize("way", ["400", "401", "403", "404", "302"])
def test_a_rejection_is_reported_at_once_with_the_message_of_the_server(
    server: Server, way: str
) -> None:
    server.ways = [way]
    with pytest.raises(ServerRefused, match=f"{way}, no such voice"):
        open_voice("openai:nova", "en-US", 1.0).synthesize(SENTENCE)
    assert len(server.asked) == 1


def test_a_server_that_trickles_is_left_after_a_while(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openai, "DEADLINE_SECONDS", -1.0)
    with pytest.raises(SynthesisFailed, match="took longer"):
        open_voice("openai:nova", "en-US", 1.0).synthesize(SENTENCE)


def test_an_unreachable_server_fails_the_sentence(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EARSHOT_OPENAI_URL", "http://127.0.0.1:9/v1")
    with pytest.raises(SynthesisFailed, match="refused"):
        open_voice("openai:nova", "en-US", 1.0).synthesize(SENTENCE)


def test_words_of_other_languages_are_spread_over_the_audio(server: Server) -> None:
    speech = open_voice("openai:nova", "de", 1.0).synthesize(SENTENCE)
    edges = [edge for timing in speech.timings for edge in (timing.start, timing.end)]
    assert edges == sorted(edges)
    assert edges[-1] <= len(speech.samples)


def test_the_cost_is_shown_once_before_it_is_spent(
    server: Server,
    bridge: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("EARSHOT_OPENAI_PRICE", "15")
    command = ["narrate", str(bridge), "--voice", "openai:nova", "-o", str(tmp_path / "a.wav")]
    assert main([*command, "--dry-run"]) == 0
    told = capsys.readouterr().err
    assert "characters to be sent, about $0.0" in told
    assert not server.asked
    assert main(command) == 0
    asked = len(server.asked)
    assert asked > 5
    assert "characters to be sent" in capsys.readouterr().err
    assert main(command) == 0
    assert len(server.asked) == asked
    assert main([*command, "--dry-run"]) == 0
    assert capsys.readouterr().err.strip() == "openai:nova: no cost"


def test_evaluation_shows_the_cost_and_what_a_server_cannot_report(
    server: Server, _any_speed: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("Nobody left before midnight.")
    command = ["voices", "evaluate", "openai:nova", "--text", str(tmp_path / "a.txt"), "--json"]
    assert main(command) == 0
    out, err = capsys.readouterr()
    assert err == "openai:nova: 28 characters to be sent, at a price unknown here\n"
    report = json.loads(out)
    assert (report["faults"], report["deterministic"], report["onsets"]) == ([], None, None)
    assert len(server.asked) == 1


def test_a_refused_key_ends_the_narration(server: Server, bridge: Path) -> None:
    server.ways = ["401"] * 100
    with pytest.raises(ServerRefused, match="check the key"):
        list(narrate(bridge, voice="openai:nova").segments)


def test_it_is_never_taken_unasked(server: Server) -> None:
    assert not default_voice("en-US").name.startswith("openai")


def test_a_missing_key_is_reported_with_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(VoiceNotInstalled, match="EARSHOT_OPENAI_KEY"):
        open_voice("openai:nova", "en-US", 1.0)
    with pytest.raises(VoiceNotInstalled):
        OpenAi().open("nova", "en-US", 1.0)


@pytest.mark.parametrize(
    ("name", "value"), [("EARSHOT_OPENAI_URL", "ftp://x"), ("EARSHOT_OPENAI_PRICE", "cheap")]
)
def test_an_invalid_setting_is_rejected(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EARSHOT_OPENAI_KEY", "sk-test")
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidOption, match=name):
        open_voice("openai:nova", "en-US", 1.0)
