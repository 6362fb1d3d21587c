"""openai: any server with OpenAI's `POST /v1/audio/speech` API, OpenAI's own or another one.

It is never the default, because the text leaves the machine and may cost money.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from earshot.alignment import align
from earshot.audio import ffmpeg
from earshot.environment import is_set, read_variable
from earshot.errors import (
    FetchFailed,
    InvalidOption,
    ServerRefused,
    SynthesisFailed,
    VoiceNotInstalled,
)
from earshot.imports import LazyModule
from earshot.model import Samples, Speech, Utterance
from earshot.voices.engine_scores import MOS
from earshot.voices.protocol import Speaker

if TYPE_CHECKING:
    import numpy as np
else:  # a command starts sooner without it
    np = LazyModule("numpy")

SPEAKERS = ("alloy", "ash", "ballad", "coral", "echo", "fable", "nova", "onyx", "sage", "shimmer")
OPENAI_URL = "https://api.openai.com/v1"
PRICES_PER_MILLION = {"tts-1": 15.0, "tts-1-hd": 30.0}
"""US dollars per million characters on OpenAI's server, at the time of writing."""
SETUP_HINT = "set EARSHOT_OPENAI_KEY, or EARSHOT_OPENAI_URL for your own server"
SAMPLE_RATE = 24_000
TIMEOUT_SECONDS, DEADLINE_SECONDS = 30.0, 120.0
"""Timeout for each read, and for the whole response."""
MAX_ATTEMPTS, RETRY_DELAY_SECONDS, MAX_RETRY_DELAY_SECONDS = 5, 1.0, 60.0
"""Attempts of a request; the delay before the second one, doubled each time; and the limit for a
server's `Retry-After`."""
MAX_AUDIO_SECONDS = 600.0
"""Limit for the audio of one response."""
MAX_BYTES = 50_000_000
"""Limit for one response: a sentence as WAV has about 300,000 bytes."""


class OpenAi:
    name = "openai"
    mos = MOS["openai"]

    def speakers(self) -> Sequence[Speaker]:
        install_hint = "" if _is_configured() else SETUP_HINT
        return [
            Speaker(name=name, languages=("mul",), install_hint=install_hint) for name in SPEAKERS
        ]

    def speaker(self, name: str) -> Speaker:
        """Accepts any name: servers have voices of their own, and there is no standard way to list
        them."""
        return Speaker(
            name=name, languages=("mul",), install_hint="" if _is_configured() else SETUP_HINT
        )

    def open(self, speaker: str, language: str, speed: float) -> OpenAiVoice:
        if not _is_configured():
            raise VoiceNotInstalled(voice=f"openai:{speaker}", install_hint=SETUP_HINT)
        return OpenAiVoice(speaker, get_configured_server(), language, speed)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechServer:
    url: str
    model: str
    key: str
    price: float | None
    """US dollars per million characters, if known."""


def get_configured_server() -> SpeechServer:
    """The server according to the environment variables. Raises InvalidOption."""
    url = read_variable("EARSHOT_OPENAI_URL").rstrip("/")
    if not url.startswith(("https://", "http://")):
        raise InvalidOption(
            option="EARSHOT_OPENAI_URL", value=url, expected="it must start with https://"
        )
    model = read_variable("EARSHOT_OPENAI_MODEL")
    key = read_variable("EARSHOT_OPENAI_KEY")
    price_setting = read_variable("EARSHOT_OPENAI_PRICE")
    if price_setting and not re.fullmatch(r"\d+(\.\d+)?", price_setting):
        expected = "it must be US dollars per million characters, such as 15"
        raise InvalidOption(option="EARSHOT_OPENAI_PRICE", value=price_setting, expected=expected)
    price = (
        float(price_setting)
        if price_setting
        else PRICES_PER_MILLION.get(model)
        if url == OPENAI_URL
        else None
    )
    return SpeechServer(url=url, model=model, key=key, price=price)


class OpenAiVoice:
    rate = SAMPLE_RATE
    max_chars = 1_000
    silent = False
    aligned = True
    """Its word times come from PocketSphinx or are an estimate."""

    def __init__(self, speaker: str, server: SpeechServer, language: str, speed: float) -> None:
        self.name = f"openai:{speaker}"
        self.fingerprint = f"openai {server.url} {server.model} {speaker} {speed:g}"
        self.price = server.price
        self._server, self._language = server, language
        self._request_body = {"model": server.model, "voice": speaker, "speed": speed}

    def synthesize(self, utterance: Utterance) -> Speech:
        text = utterance.spoken
        for attempt in range(MAX_ATTEMPTS):
            delay = 0.0
            try:
                samples = _decode_audio(self._request(text))
                timings = align(samples, SAMPLE_RATE, utterance.words, self._language)
                return Speech(samples=samples, rate=SAMPLE_RATE, timings=tuple(timings))
            except _BadStatus as error:
                reason, delay = f"the server answered {error.status}", error.retry_after
                if error.status < 500 and error.status != 429:
                    context = {"voice": self.name, "server": self._server.url}
                    raise ServerRefused(**context, reason=str(error)) from error
            except FetchFailed as error:
                reason = str(error.facts["reason"])
            except (OSError, ValueError) as error:
                reason = f"its response is not audio: {error}"
            if attempt < MAX_ATTEMPTS - 1:
                time.sleep(delay or RETRY_DELAY_SECONDS * 2**attempt)
        raise SynthesisFailed(voice=self.name, text=text, reason=reason)

    def close(self) -> None:
        pass

    def _request(self, text: str) -> bytes:
        """The body of the response. Raises _BadStatus, FetchFailed, OSError and ValueError."""
        from earshot.httpclient.stream import open_stream  # noqa: PLC0415 - httpx takes 0.1 s

        body = self._request_body | {"input": text, "response_format": "wav"}
        headers = {"Content-Type": "application/json"}
        if self._server.key:
            headers["Authorization"] = f"Bearer {self._server.key}"
        url = f"{self._server.url}/audio/speech"
        # Redirects are not followed: the key is for this server only.
        with open_stream(
            url, headers=headers, body=json.dumps(body).encode(), idle_seconds=TIMEOUT_SECONDS
        ) as response:
            if response.status != 200:
                raise _BadStatus(response.status, response.headers, response.chunks)
            content_type = response.headers.get("content-type", "")
            if "html" in content_type or "json" in content_type:
                raise ValueError(f"it is {content_type.split(';')[0]}")
            return _read_limited(response.chunks)


class _BadStatus(Exception):
    """An HTTP status other than 200, with the server's error message."""

    def __init__(self, status: int, headers: Mapping[str, str], chunks: Iterator[bytes]) -> None:
        super().__init__(_error_message(status, chunks))
        self.status = status
        retry_after = headers.get("retry-after", "")
        self.retry_after = (
            min(float(retry_after), MAX_RETRY_DELAY_SECONDS) if retry_after.isdigit() else 0.0
        )


def _read_limited(chunks: Iterator[bytes]) -> bytes:
    deadline = time.monotonic() + DEADLINE_SECONDS
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > MAX_BYTES:
            raise ValueError("it is too large")
        if time.monotonic() > deadline:
            raise TimeoutError(f"it took longer than {DEADLINE_SECONDS:.0f} s")
    return bytes(data)


def _decode_audio(data: bytes) -> Samples:
    samples = ffmpeg.decode_bytes(data, SAMPLE_RATE, MAX_AUDIO_SECONDS)
    if not len(samples) or not np.abs(samples).max() > 0:
        raise ValueError("it contains no audio")
    return samples


def _error_message(status: int, chunks: Iterator[bytes]) -> str:
    """The server's error message, if any: `{"error": {"message": …}}`."""
    try:
        detail = json.loads(next(chunks, b"")[:10_000])["error"]
        message = detail["message"] if isinstance(detail, dict) else detail
        return f"{status}, {' '.join(str(message).split())[:200]}"
    except (ValueError, KeyError, TypeError, RecursionError, FetchFailed):
        return str(status)


def _is_configured() -> bool:
    return is_set("EARSHOT_OPENAI_KEY") or is_set("EARSHOT_OPENAI_URL")
