"""openai: any server that speaks OpenAI's `POST /v1/audio/speech`: theirs, or one of your own.

It is never taken unasked: the story's text leaves the machine, and may cost money.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from earshot.alignment import aligned
from earshot.audio import ffmpeg as libav
from earshot.errors import BadOption, ServerRefused, SynthesisFailed, VoiceNotInstalled
from earshot.model import Samples, Speech, Utterance
from earshot.voices.protocol import Speaker

SPEAKERS = ("alloy", "ash", "ballad", "coral", "echo", "fable", "nova", "onyx", "sage", "shimmer")
THEIRS = "https://api.openai.com/v1"
PRICES = {"tts-1": 15.0, "tts-1-hd": 30.0}
"""Dollars for a million characters, at `THEIRS`, when this was written."""
CURE = "set EARSHOT_OPENAI_KEY, or EARSHOT_OPENAI_URL for a server of your own"
RATE = 24_000
PATIENCE, DEADLINE = 30.0, 120.0
"""Seconds without a byte, and for a whole answer."""
TRIES, PAUSE, LONGEST_PAUSE = 5, 1.0, 60.0
"""Of a request, seconds before the second one, doubled each time, and the most that a server's
`Retry-After` is followed."""
LONGEST_SOUND = 600.0
"""Seconds of one answer."""
LARGEST = 50_000_000
"""Bytes of one answer: a sentence as WAV has about 300,000."""


class OpenAi:
    name = "openai"
    quality = 0.0

    def speakers(self) -> Sequence[Speaker]:
        missing = "" if _configured() else CURE
        return [Speaker(name=name, languages=("mul",), missing=missing) for name in SPEAKERS]

    def speaker(self, name: str) -> Speaker:
        """Any: servers have voices of their own, and no common way to list them."""
        return Speaker(name=name, languages=("mul",), missing="" if _configured() else CURE)

    def open(self, speaker: str, language: str, pace: float) -> OpenAiVoice:
        if not _configured():
            raise VoiceNotInstalled(voice=f"openai:{speaker}", cure=CURE)
        return OpenAiVoice(speaker, server(), language, pace)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    url: str
    model: str
    key: str
    price: float | None
    """Dollars for a million characters, where it is known."""


def server() -> Server:
    """As the environment names it. Raises BadOption."""
    url = (os.environ.get("EARSHOT_OPENAI_URL") or THEIRS).rstrip("/")
    if not url.startswith(("https://", "http://")):
        raise BadOption(option="EARSHOT_OPENAI_URL", value=url, expected="it starts with https://")
    model = os.environ.get("EARSHOT_OPENAI_MODEL") or "tts-1"
    key, said = os.environ.get("EARSHOT_OPENAI_KEY", ""), os.environ.get("EARSHOT_OPENAI_PRICE", "")
    if said and not re.fullmatch(r"\d+(\.\d+)?", said):
        expected = "dollars for a million characters, as 15"
        raise BadOption(option="EARSHOT_OPENAI_PRICE", value=said, expected=expected)
    price = float(said) if said else PRICES.get(model) if url == THEIRS else None
    return Server(url=url, model=model, key=key, price=price)


class OpenAiVoice:
    rate = RATE
    longest = 1_000
    soundless = False
    aligned = True
    """Its word times are PocketSphinx's, or an estimate."""

    def __init__(self, speaker: str, server: Server, language: str, pace: float) -> None:
        self.name = f"openai:{speaker}"
        self.fingerprint = f"openai {server.url} {server.model} {speaker} {pace:g}"
        self.price = server.price
        self._server, self._language = server, language
        self._asked = {"model": server.model, "voice": speaker, "speed": pace}

    def synthesize(self, utterance: Utterance) -> Speech:
        text = utterance.spoken
        request = self._request(text)
        for attempt in range(TRIES):
            try:
                samples = _sound(_fetched(request))
                timings = aligned(samples, RATE, utterance.words, self._language)
                return Speech(samples=samples, rate=RATE, timings=tuple(timings))
            except urllib.error.HTTPError as error:
                reason, pause = f"the server said {error.code}", _asked_pause(error)
                if error.code < 500 and error.code != 429:
                    facts = {"voice": self.name, "server": self._server.url}
                    raise ServerRefused(**facts, reason=_told(error)) from error
            except (OSError, ValueError, http.client.HTTPException) as error:
                reason, pause = f"its answer is no sound: {error}", 0.0
            if attempt < TRIES - 1:
                time.sleep(pause or PAUSE * 2**attempt)
        raise SynthesisFailed(voice=self.name, text=text, reason=reason)

    def close(self) -> None:
        pass

    def _request(self, text: str) -> urllib.request.Request:
        body = self._asked | {"input": text, "response_format": "wav"}
        headers = {"Content-Type": "application/json", "User-Agent": "earshot"}
        if self._server.key:
            headers["Authorization"] = f"Bearer {self._server.key}"
        place = f"{self._server.url}/audio/speech"
        return urllib.request.Request(place, json.dumps(body).encode(), headers)


class _NoDetour(urllib.request.HTTPRedirectHandler):
    """The key goes to the server that it is for, and to no other."""

    def redirect_request(self, *where: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoDetour)


def _fetched(request: urllib.request.Request) -> bytes:
    """The body of the answer. Raises OSError, HTTPException or ValueError."""
    deadline = time.monotonic() + DEADLINE
    parts, size = [], 0
    with _OPENER.open(request, timeout=PATIENCE) as answer:
        kind = str(answer.headers.get("Content-Type") or "")
        if "html" in kind or "json" in kind:
            raise ValueError(f"it is {kind.split(';')[0]}")
        while part := answer.read1(1 << 16):
            parts.append(part)
            size += len(part)
            if size > LARGEST:
                raise ValueError("it is far too large")
            if time.monotonic() > deadline:
                raise TimeoutError(f"it took longer than {DEADLINE:.0f} s")
        wanted = answer.headers.get("Content-Length")
    if wanted and size < int(wanted):
        raise ValueError(f"only {size} of {wanted} bytes came")
    return b"".join(parts)


def _sound(coded: bytes) -> Samples:
    samples = libav.decoded(coded, RATE, LONGEST_SOUND)
    if not len(samples) or not np.abs(samples).max() > 0:
        raise ValueError("there is nothing to hear in it")
    return samples


def _asked_pause(error: urllib.error.HTTPError) -> float:
    """What the server wants us to wait, in seconds; 0 where it does not say."""
    said = str(error.headers.get("Retry-After") or "")
    return min(float(said), LONGEST_PAUSE) if said.isdigit() else 0.0


def _told(error: urllib.error.HTTPError) -> str:
    """The server's own words, where it has any: `{"error": {"message": …}}`."""
    try:
        said = json.loads(error.read(10_000))["error"]
        message = said["message"] if isinstance(said, dict) else said
        return f"{error.code}, {' '.join(str(message).split())[:200]}"
    except (ValueError, KeyError, TypeError, OSError):
        return str(error.code)


def _configured() -> bool:
    return bool(os.environ.get("EARSHOT_OPENAI_KEY") or os.environ.get("EARSHOT_OPENAI_URL"))
