"""The worker process for eSpeak NG: arguments DESCRIPTOR LIBRARY DATA.

espeak-ng keeps one state for the whole process and crashes with two threads in it. So each voice
has a process to itself, and a hang or a crash costs a sentence and not the article.

Imports little, and no dataclasses, so that it starts in a few hundredths of a second.
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
"""Text between [[ and ]] is phoneme mnemonics."""
CHARACTER_POSITION = 1
LIST_TERMINATED, WORD, PHONEME = 0, 1, 7
SPEED = 1
"""espeak_PARAMETER `espeakRATE`: words a minute."""


MAX_SECONDS = 30
"""Seconds after which a request that hangs ends by itself, if nobody is left to end it."""


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
    """The path of a language file below the data."""
    words_per_minute: int
    text: str
    with_audio: bool


class EspeakResult(NamedTuple):
    """With 16-bit samples as the message's one part, none without audio."""

    words: list[tuple[int, int]]
    """Character and sample where each starts."""
    phonemes: list[tuple[str, int, int]]
    """IPA, the sample where each starts, and the character of its word."""


class EspeakLibrary:
    """The library in this process, and what it said last."""

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
        """Its error code, 0 for none."""
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
        # What was said before would change the samples (its noise and its pitch run on), so every
        # request is answered by a copy of the process as it was at the start.
        child = os.fork()
        if child == 0:
            signal.alarm(MAX_SECONDS)
            channel.send(espeak.answer(message))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            reason = f"espeak-ng crashed with status {status}"
            channel.send(Message("error", message.task, {"reason": reason}))
