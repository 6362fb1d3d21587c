"""Synthesizes the text of a request."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from earshot import pipeline
from earshot.async_segments import stream_segments
from earshot.errors import InvalidOption, NoArticle
from earshot.model import Article, Block, Narration
from earshot.script.pauses import PAUSES_MS
from earshot.script.text_options import TextOptions
from earshot.voices.registry import speaks_language, voice_language
from earshot.wyoming.requests import VoiceRequest

CHUNK_BYTES = 8_192
OPTIONS = TextOptions(pauses={"end": PAUSES_MS["sentence"]})
"""The next sentence of a stream, or the answer of a listener, may follow."""

_preparation = threading.Lock()
"""Not every library that builds scripts and opens voices is safe in several threads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechDefaults:
    """The values for a request that does not name a voice or a language."""

    voice: str = ""
    language: str = "en-US"
    speed: float = 1.0


class TextSpeaker:
    """Speaks texts in threads, so other clients are served meanwhile."""

    def __init__(self, defaults: SpeechDefaults) -> None:
        self._defaults = defaults

    def choose_voice(self, text: str, request: VoiceRequest) -> VoiceRequest:
        """The voice and language that read the text. The language is guessed only if none is named.

        Raises VoiceError and InvalidOption.
        """
        voice, language = request.voice or self._defaults.voice, request.language
        if not language:
            default = self._defaults.language
            language = pipeline.choose_language(text, voice=voice, language=default)
        elif not pipeline.LANGUAGE_TAG.fullmatch(language):
            raise InvalidOption(option="language", value=language, expected="use a tag like en-US")
        elif request.voice:
            language = voice_language(voice, language)
        else:
            voice = voice if voice and speaks_language(voice, language) else ""
        return VoiceRequest(voice=voice, language=language)

    async def synthesize(self, text: str, request: VoiceRequest) -> AsyncGenerator[bytes, None]:
        """The audio in chunks, sentence by sentence. Raises EarshotError."""
        narration = await asyncio.to_thread(self._start_narration, text, request)
        async with aclosing(stream_segments(narration)) as segments:
            async for segment in segments:
                audio = (segment.samples * 32_767).astype("<i2").tobytes()
                for start in range(0, len(audio), CHUNK_BYTES):
                    yield audio[start : start + CHUNK_BYTES]

    def _start_narration(self, text: str, request: VoiceRequest) -> Narration:
        paragraphs = filter(None, map(str.strip, text.split("\n")))
        blocks = tuple(Block(kind="paragraph", text=each) for each in paragraphs)
        with _preparation:
            chosen = self.choose_voice(text, request)
            article = Article(headline="", blocks=blocks, language=chosen.language)
            script = pipeline.build_script(article, options=OPTIONS)
            if not script.utterances:
                raise NoArticle(source="the text", reason="it has no words to speak")
            speed = self._defaults.speed
            return pipeline.narrate(script, voice=chosen.voice, speed=speed)
