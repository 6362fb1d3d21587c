"""A text that arrives in pieces and is spoken sentence by sentence."""

from __future__ import annotations

import asyncio
import re

from earshot.script.segmentation import sentence_spans
from earshot.wyoming.requests import TextSpeaker, VoiceRequest, check_length

MAX_PENDING_CHARS = 4_000
"""A longer text without the end of a sentence is cut between two words."""
_POSSIBLE_END = re.compile(r"[.!?…؟।][\"'”’»)\]]*\s|[。！？｡\n]")


class TextStream:
    def __init__(self, request: VoiceRequest, speaker: TextSpeaker) -> None:
        self.request = request
        """Voice and language. After the first sentences they no longer change."""
        self._speaker = speaker
        self._pending = ""
        self._characters = 0
        self._is_chosen = False

    async def add(self, text: str) -> str:
        """Add a piece and take the complete sentences out; empty if there are none.

        A sentence is complete when the next one has begun: "3." may become "3.5". Raises
        EarshotError.
        """
        self._characters += len(text)
        check_length(self._characters)
        self._pending += text
        if not _POSSIBLE_END.search(self._pending) and len(self._pending) <= MAX_PENDING_CHARS:
            return ""
        return await asyncio.to_thread(self._take_complete)

    async def take_rest(self) -> str:
        return await asyncio.to_thread(self._take, len(self._pending))

    def _take_complete(self) -> str:
        chosen = self._choose()
        spans = sentence_spans(self._pending, chosen.language)
        end = spans[-1][0] if spans else 0
        if not end and len(self._pending) > MAX_PENDING_CHARS:
            end = self._pending.rfind(" ") + 1 or len(self._pending)
        return self._take(end) if end else ""

    def _take(self, end: int) -> str:
        self.request, self._is_chosen = self._choose(), True
        taken, self._pending = self._pending[:end], self._pending[end:]
        return taken

    def _choose(self) -> VoiceRequest:
        if self._is_chosen:
            return self.request
        return self._speaker.choose_voice(self._pending, self.request)
