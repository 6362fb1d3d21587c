"""OpenAI's speech API, as OpenAI's own client and those of others use it, against a real server."""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import openai
import pytest
from serving import ServerProcess, running_server

from earshot.audio.ffmpeg import decode_bytes
from earshot.mastering import RATE
from earshot.model import Samples
from earshot.pipeline import choose_language
from earshot.voices.registry import default_voice, list_voices, voice_for_alias

GUIDE = Path(__file__).parents[1] / "docs/how-to/use-as-a-speech-server.md"
TEXT = "Good morning. It is nine o'clock."
MAGIC = {
    "mp3": b"\xff\xf3",
    "opus": b"OggS",
    "aac": b"\xff\xf1",
    "flac": b"fLaC",
    "wav": b"RIFF",
}
MEDIA_TYPES = {
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "pcm": "audio/pcm",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with running_server(tmp_path_factory.mktemp("library"), voice="espeak:en-us") as running:
        yield running


@pytest.fixture(scope="module")
def client(server: ServerProcess) -> Iterator[openai.OpenAI]:
    """With a key, which the client cannot leave out, and which this server does not know."""
    base_url = f"{server.base_url}/v1"
    with openai.OpenAI(base_url=base_url, api_key="not-needed", max_retries=0) as opened:
        yield opened


def speak(client: openai.OpenAI, **fields: Any) -> openai.HttpxBinaryResponseContent:
    request = {"model": "tts-1", "voice": "alloy", "input": TEXT, **fields}
    return client.audio.speech.create(**request)


def seconds(client: openai.OpenAI, **fields: Any) -> float:
    return len(speak(client, **fields, response_format="pcm").content) / 2 / RATE


@pytest.mark.parametrize("kind", MEDIA_TYPES)
def test_each_format_has_the_whole_text(client: openai.OpenAI, kind: Any) -> None:
    answer = speak(client, response_format=kind)
    assert answer.response.headers["content-type"] == MEDIA_TYPES[kind]
    if kind == "pcm":
        pcm = np.frombuffer(answer.content, "<i2")
        samples: Samples = pcm.astype(np.float32) / np.float32(32_768)
    else:
        assert answer.content.startswith(MAGIC[kind])
        samples = decode_bytes(answer.content, RATE)
    assert len(samples) / RATE == pytest.approx(seconds(client), abs=0.15)
    assert np.sqrt(np.mean(samples**2)) > 0.02, "it is audible"


def test_the_speed_changes_the_length_over_the_whole_range(client: openai.OpenAI) -> None:
    slowest, slow, normal, fast, fastest = (
        seconds(client, speed=speed) for speed in (0.25, 0.5, 1, 2, 4)
    )
    assert slow > 1.5 * normal > 2 * fast
    assert slowest == pytest.approx(2 * slow, rel=0.05)
    assert fastest == pytest.approx(fast / 2, rel=0.05)
    with pytest.raises(openai.UnprocessableEntityError):
        speak(client, speed=9)


def test_fields_that_other_servers_know_are_ignored(client: openai.OpenAI) -> None:
    extra = {"stream": True, "lang_code": "a", "normalization_options": {"normalize": False}}
    normal = seconds(client)
    fields: dict[str, Any] = {"instructions": "Speak calmly.", "stream_format": "audio"}
    assert seconds(client, **fields, extra_body=extra) == pytest.approx(normal, abs=0.01)
    assert seconds(client, voice={"id": "voice_1"}) == pytest.approx(normal, abs=0.01)


def test_events_carry_the_same_audio(server: ServerProcess, client: openai.OpenAI) -> None:
    events = [
        json.loads(line.removeprefix("data: "))
        for line in speak(client, stream_format="sse").text.splitlines()
        if line
    ]
    deltas, done = events[:-1], events[-1]
    assert {each["type"] for each in deltas} == {"speech.audio.delta"}
    assert done["type"] == "speech.audio.done"
    assert set(done["usage"]) == {"input_tokens", "output_tokens", "total_tokens"}
    audio = b"".join(base64.b64decode(each["audio"]) for each in deltas)
    assert audio == speak(client).content


def test_audio_streams_to_the_client(server: ServerProcess) -> None:
    async def stream() -> list[bytes]:
        base_url = f"{server.base_url}/v1"
        async with openai.AsyncOpenAI(base_url=base_url, api_key="x", max_retries=0) as client:
            speech = client.audio.speech.with_streaming_response
            async with speech.create(model="tts-1", voice="nova", input=f"{TEXT} " * 5) as answer:
                return [chunk async for chunk in answer.iter_bytes()]

    assert len(asyncio.run(stream())) > 3


def request_captions(server: ServerProcess, **fields: Any) -> httpx.Response:
    request = {"model": "kokoro", "voice": "af_heart", "input": TEXT, "stream": False, **fields}
    return server.client.post("/dev/captioned_speech", json=request)


def test_words_have_times_in_the_format_of_kokoro_fastapi(server: ServerProcess) -> None:
    captioned = request_captions(server, response_format="wav").json()
    assert captioned["audio_format"] == "audio/wav"
    samples = decode_bytes(base64.b64decode(captioned["audio"]), RATE)
    words = captioned["timestamps"]
    assert [each["word"] for each in words] == "Good morning It is nine o'clock".split()
    times = [time for each in words for time in (each["start_time"], each["end_time"])]
    assert times == sorted(times)
    assert times[-1] <= len(samples) / RATE
    for each in words:
        heard = samples[int(each["start_time"] * RATE) : int(each["end_time"] * RATE)]
        assert np.sqrt(np.mean(heard**2)) > 0.02, each


def test_times_of_words_fit_the_speed(server: ServerProcess) -> None:
    normal, slow = (
        request_captions(server, speed=speed, response_format="pcm").json() for speed in (0.5, 0.25)
    )
    ends = [each["timestamps"][-1]["end_time"] for each in (normal, slow)]
    assert ends[1] == pytest.approx(2 * ends[0], rel=0.05)
    assert len(base64.b64decode(slow["audio"])) / 2 / RATE >= ends[1]


def test_captioned_speech_is_streamed_as_lines(server: ServerProcess) -> None:
    whole = request_captions(server).json()
    lines = [json.loads(line) for line in request_captions(server, stream=None).iter_lines()]
    assert len(lines) == 2, "one for each sentence"
    assert [each for line in lines for each in line["timestamps"]] == whole["timestamps"]
    audio = b"".join(base64.b64decode(line["audio"]) for line in lines)
    assert audio == base64.b64decode(whole["audio"])


def test_captioned_speech_without_times_has_none(server: ServerProcess) -> None:
    assert request_captions(server, return_timestamps=False).json()["timestamps"] is None
    refused = request_captions(server, input="…")
    assert refused.status_code == 422
    assert refused.json()["error"]["message"]


def test_short_texts_are_in_the_language_of_the_voice(client: openai.OpenAI) -> None:
    for text in ("Hello!", "Yes.", "0", "12:30", "Timer set for 5 minutes.", "Mail arrived"):
        assert speak(client, input=text).content, text
        assert speak(client, input=text, voice="espeak:de").content, text


def test_short_texts_are_not_guessed_where_no_voice_is_named() -> None:
    for text in ("Hello!", "Yes.", "0", "12:30", "Timer set for 5 minutes.", "Mail arrived"):
        assert choose_language(text) == "en-US", text
        assert choose_language(text, language="de") == "de", text
    long = "Der Fluss ist über die Ufer getreten, und die Brücke bleibt bis Montag gesperrt."
    assert choose_language(long) == "de"
    assert choose_language(long, voice="flite:slt") == "en-US"


def test_the_names_of_openai_are_shared_out_over_the_voices_here() -> None:
    default = voice_for_alias("alloy", "de")
    assert default == default_voice("de").name
    assert voice_for_alias("nova", "de") in {each.name for each in list_voices()}
    assert voice_for_alias("somebody", "de") == ""
    assert voice_for_alias("en-us", "de") == "espeak:en-us"


def test_a_language_can_be_requested(client: openai.OpenAI) -> None:
    german = {"input": "Hallo!", "voice": "espeak:de", "extra_body": {"language": "de"}}
    assert seconds(client, **german) > 0.3
    with pytest.raises(openai.UnprocessableEntityError, match="espeak:en-us does not support de"):
        speak(client, voice="espeak:en-us", extra_body={"language": "de"})


@pytest.mark.parametrize(
    "wrong", [{"input": ""}, {"input": "…"}, {"voice": "nobody:here"}, {"response_format": "wma"}]
)
def test_what_cannot_be_spoken_is_rejected(client: openai.OpenAI, wrong: dict[str, str]) -> None:
    with pytest.raises(openai.UnprocessableEntityError) as raised:
        speak(client, **wrong)
    assert raised.value.code


def test_models_are_listed_for_clients_that_ask(
    server: ServerProcess, client: openai.OpenAI
) -> None:
    names = [each.id for each in client.models.list()]
    assert "tts-1" in names
    assert client.models.retrieve("tts-1").id == "tts-1"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("davinci")
    listed = httpx.get(f"{server.base_url}/v1/audio/models", timeout=60).json()["models"]
    assert [each["id"] for each in listed] == names


def test_voices_are_listed_as_open_webui_and_kokoro_fastapi_do(server: ServerProcess) -> None:
    listed = server.client.get("/v1/audio/voices").json()["voices"]
    names = [each["id"] for each in listed]
    assert "espeak:en-us" in names
    assert all(each["name"] for each in listed)
    assert server.client.get("/v1/audio/voices?legacy=true").json()["voices"] == names


def test_the_code_of_the_guide_runs(
    server: ServerProcess,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for code in re.findall(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.S):
        exec(code.replace("http://127.0.0.1:8008", server.base_url), {})
    assert Path("ferry.mp3").read_bytes().startswith(MAGIC["mp3"])
    assert [line.split()[-1] for line in capsys.readouterr().out.splitlines()] == [
        *("The", "ferry", "is", "back")
    ]
