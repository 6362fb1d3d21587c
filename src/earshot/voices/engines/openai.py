"""openai: any server with OpenAI's `POST /v1/audio/speech`: theirs or your own.

It is never chosen by default, because the text leaves the machine and may cost money.
"""

from __future__ import annotations

import http.client
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from earshot.alignment import align
from earshot.audio import ffmpeg
from earshot.environment import is_set, read_variable
from earshot.errors import BadOption, ServerRefused, SynthesisFailed, VoiceNotInstalled
from earshot.model import Samples, Speech, Utterance
from earshot.voices.protocol import Speaker

SPEAKERS = ("alloy", "ash", "ballad", "coral", "echo", "fable", "nova", "onyx", "sage", "shimmer")
OPENAI_URL = "https://api.openai.com/v1"
PRICES_PER_MILLION = {"tts-1": 15.0, "tts-1-hd": 30.0}
"""Dollars for a million characters, at `THEIRS`, when this was written."""
SETUP_HINT = "set EARSHOT_OPENAI_KEY, or EARSHOT_OPENAI_URL for your own server"
SAMPLE_RATE = 24_000
TIMEOUT_SECONDS, DEADLINE_SECONDS = 30.0, 120.0
"""Seconds without a byte, and for a whole answer."""
MAX_ATTEMPTS, RETRY_DELAY_SECONDS, MAX_RETRY_DELAY_SECONDS = 5, 1.0, 60.0
"""Of a request, seconds before the second one, doubled each time, and the most that a server's
`Retry-After` is followed."""
MAX_AUDIO_SECONDS = 600.0
"""Seconds of one answer."""
MAX_BYTES = 50_000_000
"""Bytes of one answer: a sentence as WAV has about 300,000."""


class OpenAi:
    name = "openai"
    mos = 0.0

    def speakers(self) -> Sequence[Speaker]:
        install_hint = "" if _is_configured() else SETUP_HINT
        return [
            Speaker(name=name, languages=("mul",), install_hint=install_hint) for name in SPEAKERS
        ]

    def speaker(self, name: str) -> Speaker:
        """Any: servers have voices of their own, and no common way to list them."""
        return Speaker(
            name=name, languages=("mul",), install_hint="" if _is_configured() else SETUP_HINT
        )

    def open(self, speaker: str, language: str, speed: float) -> OpenAiVoice:
        if not _is_configured():
            raise VoiceNotInstalled(voice=f"openai:{speaker}", install_hint=SETUP_HINT)
        return OpenAiVoice(speaker, configured_server(), language, speed)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechServer:
    url: str
    model: str
    key: str
    price: float | None
    """Dollars for a million characters, where it is known."""


def configured_server() -> SpeechServer:
    """As the environment names it. Raises BadOption."""
    url = read_variable("EARSHOT_OPENAI_URL").rstrip("/")
    if not url.startswith(("https://", "http://")):
        raise BadOption(
            option="EARSHOT_OPENAI_URL", value=url, expected="it must start with https://"
        )
    model = read_variable("EARSHOT_OPENAI_MODEL")
    key = read_variable("EARSHOT_OPENAI_KEY")
    price_setting = read_variable("EARSHOT_OPENAI_PRICE")
    if price_setting and not re.fullmatch(r"\d+(\.\d+)?", price_setting):
        expected = "it must be US dollars per million characters, such as 15"
        raise BadOption(option="EARSHOT_OPENAI_PRICE", value=price_setting, expected=expected)
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
    """Its word times are PocketSphinx's, or an estimate."""

    def __init__(self, speaker: str, server: SpeechServer, language: str, speed: float) -> None:
        self.name = f"openai:{speaker}"
        self.fingerprint = f"openai {server.url} {server.model} {speaker} {speed:g}"
        self.price = server.price
        self._server, self._language = server, language
        self._request_body = {"model": server.model, "voice": speaker, "speed": speed}

    def synthesize(self, utterance: Utterance) -> Speech:
        text = utterance.spoken
        request = self._build_request(text)
        for attempt in range(MAX_ATTEMPTS):
            try:
                samples = _decode_audio(_fetch(request))
                timings = align(samples, SAMPLE_RATE, utterance.words, self._language)
                return Speech(samples=samples, rate=SAMPLE_RATE, timings=tuple(timings))
            except urllib.error.HTTPError as error:
                reason, delay = f"the server answered {error.code}", _retry_after(error)
                if error.code < 500 and error.code != 429:
                    context = {"voice": self.name, "server": self._server.url}
                    raise ServerRefused(**context, reason=_error_message(error)) from error
            except (OSError, ValueError, http.client.HTTPException) as error:
                reason, delay = f"its response is not audio: {error}", 0.0
            if attempt < MAX_ATTEMPTS - 1:
                time.sleep(delay or RETRY_DELAY_SECONDS * 2**attempt)
        raise SynthesisFailed(voice=self.name, text=text, reason=reason)

    def close(self) -> None:
        pass

    def _build_request(self, text: str) -> urllib.request.Request:
        body = self._request_body | {"input": text, "response_format": "wav"}
        headers = {"Content-Type": "application/json", "User-Agent": "earshot"}
        if self._server.key:
            headers["Authorization"] = f"Bearer {self._server.key}"
        url = f"{self._server.url}/audio/speech"
        return urllib.request.Request(url, json.dumps(body).encode(), headers)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The key goes to the server that it is for, and to no other."""

    def redirect_request(self, *where: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def _fetch(request: urllib.request.Request) -> bytes:
    """The body of the answer. Raises OSError, HTTPException or ValueError."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    chunks, size = [], 0
    with _OPENER.open(request, timeout=TIMEOUT_SECONDS) as response:
        content_type = str(response.headers.get("Content-Type") or "")
        if "html" in content_type or "json" in content_type:
            raise ValueError(f"it is {content_type.split(';')[0]}")
        while chunk := response.read1(1 << 16):
            chunks.append(chunk)
            size += len(chunk)
            if size > MAX_BYTES:
                raise ValueError("it is far too large")
            if time.monotonic() > deadline:
                raise TimeoutError(f"it took longer than {DEADLINE_SECONDS:.0f} s")
        expected_size = response.headers.get("Content-Length")
    if expected_size and size < int(expected_size):
        raise ValueError(f"only {size} of {expected_size} bytes came")
    return b"".join(chunks)


def _decode_audio(data: bytes) -> Samples:
    samples = ffmpeg.decode_bytes(data, SAMPLE_RATE, MAX_AUDIO_SECONDS)
    if not len(samples) or not np.abs(samples).max() > 0:
        raise ValueError("there is nothing to hear in it")
    return samples


def _retry_after(error: urllib.error.HTTPError) -> float:
    """What the server wants us to wait, in seconds; 0 where it does not say."""
    header = str(error.headers.get("Retry-After") or "")
    return min(float(header), MAX_RETRY_DELAY_SECONDS) if header.isdigit() else 0.0


def _error_message(error: urllib.error.HTTPError) -> str:
    """The server's own words, where it has any: `{"error": {"message": …}}`."""
    try:
        detail = json.loads(error.read(10_000))["error"]
        message = detail["message"] if isinstance(detail, dict) else detail
        return f"{error.code}, {' '.join(str(message).split())[:200]}"
    except (ValueError, KeyError, TypeError, OSError):
        return str(error.code)


def _is_configured() -> bool:
    return is_set("EARSHOT_OPENAI_KEY") or is_set("EARSHOT_OPENAI_URL")
