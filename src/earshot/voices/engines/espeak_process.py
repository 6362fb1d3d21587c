"""The worker process for eSpeak NG: arguments DESCRIPTOR LIBRARY DATA.

espeak-ng has one global state per process and crashes if two threads use it. So each voice has its
own process, and a hang or a crash costs a sentence instead of the article.

Imports little, and no dataclasses, to start in a few hundredths of a second.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from ctypes import (
    CFUNCTYPE,
    POINTER,
    Structure,
    Union,
    c_char,
    c_char_p,
    c_int,
    c_short,
    c_uint,
    c_void_p,
)
from typing import Any, NamedTuple

from earshot.workers.channel import Channel
from earshot.workers.framing import Message

SYNCHRONOUS = 2
PHONEMES_AS_IPA = 0x0001 | 0x0002
DONT_EXIT = 0x8000
UTF8 = 1
PHONEMES = 0x100
"""Flag: text between [[ and ]] is phoneme mnemonics."""
CHARACTER_POSITION = 1
LIST_TERMINATED, WORD, PHONEME = 0, 1, 7
SPEED = 1
"""espeak_PARAMETER `espeakRATE`: words per minute."""


MAX_SECONDS = 30
"""A request that takes longer ends its process, in case the parent no longer runs."""


class _Id(Union):
    _fields_ = (("number", c_int), ("name", c_char_p), ("string", c_char * 8))


class _Event(Structure):
    _fields_ = (
        ("type", c_int),
        ("unique_identifier", c_uint),
        ("text_position", c_int),
        ("length", c_int),
        ("audio_position", c_int),
        ("sample", c_int),
        ("user_data", c_void_p),
        ("id", _Id),
    )


_Callback = CFUNCTYPE(c_int, POINTER(c_short), c_int, POINTER(_Event))


class EspeakRequest(NamedTuple):
    voice: str
    """The path of a language file, relative to the data directory."""
    words_per_minute: int
    text: str
    with_audio: bool


class EspeakResult(NamedTuple):
    """The 16-bit samples are the message's only part; it has none without audio."""

    words: list[tuple[int, int]]
    """Character offset and start sample of each word."""
    phonemes: list[tuple[str, int, int]]
    """IPA and start sample of each phoneme, and the character offset of its word."""


class EspeakLibrary:
    """The library, loaded into this process, and the result of the last request."""

    def __init__(self, library: str, data: str) -> None:
        self._library = ctypes.CDLL(library)
        self._callback = _Callback(self._on_synth)
        self._library.espeak_Initialize(SYNCHRONOUS, 0, data.encode(), PHONEMES_AS_IPA | DONT_EXIT)
        self._library.espeak_SetSynthCallback(self._callback)

    def answer(self, message: Message) -> Message:
        request = EspeakRequest(**message.body)
        if error_code := self._speak(request):
            reason = f"espeak-ng refused it with code {error_code}"
            return Message("error", message.task, {"reason": reason})
        result = EspeakResult(self._words, self._phonemes)
        return Message("result", message.task, result._asdict(), [bytes(self._pcm)])

    def _speak(self, request: EspeakRequest) -> int:
        """Returns the error code, 0 for success."""
        self._pcm = bytearray()
        self._with_audio = request.with_audio
        self._words: list[tuple[int, int]] = []
        self._phonemes: list[tuple[str, int, int]] = []
        error_code: int = self._library.espeak_SetVoiceByName(request.voice.encode())
        self._library.espeak_SetParameter(SPEED, request.words_per_minute, 0)
        encoded = request.text.encode() + b"\0"
        return error_code or int(
            self._library.espeak_Synth(
                encoded, len(encoded), 0, CHARACTER_POSITION, 0, UTF8 | PHONEMES, None, None
            )
        )

    def _on_synth(self, pcm: Any, count: int, events: Any) -> int:
        if self._with_audio and pcm and count > 0:
            self._pcm += ctypes.string_at(pcm, count * 2)
        index = 0
        while (event := events[index]).type != LIST_TERMINATED:
            if event.type == WORD:
                self._words.append((event.text_position - 1, event.sample))
            elif event.type == PHONEME:
                symbol = event.id.string.decode("utf-8", "ignore")
                self._phonemes.append((symbol, event.sample, event.text_position - 1))
            index += 1
        return 0


def main() -> None:
    channel = Channel(int(sys.argv[1]))
    espeak = EspeakLibrary(sys.argv[2], sys.argv[3])
    for message in channel.requests():
        # Earlier requests change the samples (the library's noise and pitch have state), so each
        # request is handled by a fork of the initial process.
        child = os.fork()
        if child == 0:
            signal.alarm(MAX_SECONDS)
            channel.send(espeak.answer(message))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            reason = f"espeak-ng crashed with status {status}"
            channel.send(Message("error", message.task, {"reason": reason}))
