"""The request of a client: a text, a voice, a language."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from earshot.errors import InvalidOption

MAX_TEXT_CHARS = 100_000
_NAME = re.compile(r"[^\x00-\x1f\ud800-\udfff]{0,200}")


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRequest:
    """The voice and the language that a client names; empty if it names none."""

    voice: str = ""
    language: str = ""

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> VoiceRequest:
        """Raises InvalidOption."""
        if data.get("text_format") not in (None, "text"):
            raise _invalid("text_format", data["text_format"], "use text")
        given = data.get("voice") or {}
        if not isinstance(given, Mapping):
            raise _invalid("voice", given, "use an object with name or language")
        name, speaker = _get_name(given, "name"), _get_name(given, "speaker")
        language = _get_name(given, "language").replace("_", "-")
        voice = f"{name}:{speaker}" if name and speaker and ":" not in name else name
        return cls(voice=voice, language=language)


class TextSpeaker(Protocol):
    """Speaks texts; see `speech.TextSpeaker`."""

    def choose_voice(self, text: str, request: VoiceRequest) -> VoiceRequest: ...
    def synthesize(self, text: str, request: VoiceRequest) -> AsyncGenerator[bytes, None]: ...


def get_text(data: Mapping[str, Any]) -> str:
    """The text of an event, without characters that no text has. Raises InvalidOption."""
    text = data.get("text")
    if not isinstance(text, str):
        raise _invalid("text", text, "use a string")
    check_length(len(text))
    return text.replace("\0", " ").encode(errors="replace").decode()


def check_length(characters: int) -> None:
    """Raises InvalidOption."""
    if characters > MAX_TEXT_CHARS:
        expected = f"the limit is {MAX_TEXT_CHARS:,} characters"
        raise _invalid("text", f"{characters:,} characters long", expected)


def _get_name(given: Mapping[str, Any], key: str) -> str:
    value = given.get(key) or ""
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        expected = "use a string of at most 200 printable characters"
        raise _invalid(f"voice.{key}", value, expected)
    return value


def _invalid(option: str, value: object, expected: str) -> InvalidOption:
    return InvalidOption(option=option, value=str(value)[:80], expected=expected)
