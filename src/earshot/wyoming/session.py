"""A connection: reads the events of a client and answers them in order."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from contextlib import aclosing, suppress
from typing import Any

from earshot.errors import EarshotError, NoArticle
from earshot.mastering import RATE
from earshot.wyoming.framing import Event, MalformedEvent, encode_event, read_body, read_header
from earshot.wyoming.info import build_info
from earshot.wyoming.requests import TextSpeaker, VoiceRequest, get_text
from earshot.wyoming.text_stream import TextStream

AUDIO_FORMAT = {"rate": RATE, "width": 2, "channels": 1}
IDLE_SECONDS = 300.0
"""A client that neither sends nor receives for so long is disconnected."""
MAX_WAITING_EVENTS = 16


class WyomingSession:
    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        speaker: TextSpeaker,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._reader, self._writer = reader, writer
        self._speaker, self._idle_seconds = speaker, idle_seconds
        self._events: asyncio.Queue[Event | None] = asyncio.Queue(MAX_WAITING_EVENTS)
        self._answers = {
            "describe": self._describe,
            "synthesize": self._synthesize,
            "synthesize-start": self._start_stream,
            "synthesize-chunk": self._continue_stream,
            "synthesize-stop": self._stop_stream,
        }
        self._is_busy = self._has_audio = self._is_streaming = False
        self.last_active = asyncio.get_running_loop().time()
        """When the client connected, or when an event was last read or answered."""
        self._stream: TextStream | None = None
        """The text that is streamed; None if there is none, or if it was rejected."""

    async def run(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._read_events())
                group.create_task(self._answer_events())
        except* MalformedEvent as errors:
            with suppress(OSError, TimeoutError):
                await self._send_error(str(errors.exceptions[0]), "malformed_event")
        except* (ConnectionError, TimeoutError):
            pass  # the client has disconnected, or was idle for too long
        finally:
            self._writer.close()

    @property
    def is_idle(self) -> bool:
        return not self._is_busy and self._events.empty()

    def close(self) -> None:
        """Disconnect the client; `run` returns soon after."""
        self._writer.close()

    async def _read_events(self) -> None:
        while line := await self._read_line():
            event = await read_body(self._reader, line)
            self.last_active = asyncio.get_running_loop().time()
            if event.type == "ping":
                await self._send(Event("pong", {"text": event.data.get("text")}))
            elif event.type in self._answers:
                # No answer needs the payload, and 16 of them would be 16 MB for each client.
                await self._events.put(Event(event.type, event.data))
        await self._events.put(None)

    async def _read_line(self) -> bytes:
        while True:
            try:
                async with asyncio.timeout(self._idle_seconds):
                    return await read_header(self._reader)
            except TimeoutError:
                if not self._is_busy:
                    raise

    async def _answer_events(self) -> None:
        while event := await self._events.get():
            self._is_busy = True
            try:
                await self._answers[event.type](event.data)
            except EarshotError as error:
                self._stream = None
                await self._report(error)
            self._is_busy = False
            self.last_active = asyncio.get_running_loop().time()

    async def _describe(self, _: Mapping[str, Any]) -> None:
        await self._send(Event("info", await asyncio.to_thread(build_info)))

    async def _synthesize(self, data: Mapping[str, Any]) -> None:
        if self._is_streaming:
            return  # the whole text again, for servers without streaming
        try:
            await self._speak(get_text(data), VoiceRequest.parse(data))
        finally:
            await self._stop_audio()

    async def _start_stream(self, data: Mapping[str, Any]) -> None:
        self._is_streaming, self._stream = True, None
        self._stream = TextStream(VoiceRequest.parse(data), self._speaker)

    async def _continue_stream(self, data: Mapping[str, Any]) -> None:
        if self._stream and (text := await self._stream.add(get_text(data))):
            await self._speak_part(text, self._stream.request)

    async def _stop_stream(self, _: Mapping[str, Any]) -> None:
        if not self._is_streaming:
            return
        try:
            if self._stream and (text := await self._stream.take_rest()):
                await self._speak_part(text, self._stream.request)
        except EarshotError as error:
            await self._report(error)
        self._is_streaming, self._stream = False, None
        await self._stop_audio()
        await self._send(Event("synthesize-stopped"))

    async def _speak_part(self, text: str, request: VoiceRequest) -> None:
        with suppress(NoArticle):  # only signs, such as a line of dashes
            await self._speak(text, request)

    async def _speak(self, text: str, request: VoiceRequest) -> None:
        async with aclosing(self._speaker.synthesize(text, request)) as audio:
            async for chunk in audio:
                if not self._has_audio:
                    await self._send(Event("audio-start", AUDIO_FORMAT))
                self._has_audio = True
                await self._send(Event("audio-chunk", AUDIO_FORMAT, chunk))

    async def _stop_audio(self) -> None:
        if self._has_audio:
            self._has_audio = False
            await self._send(Event("audio-stop"))

    async def _report(self, error: EarshotError) -> None:
        code = re.sub(r"(?<!^)(?=[A-Z])", "_", type(error).__name__).lower()
        await self._send_error(error.message(""), code)

    async def _send_error(self, text: str, code: str) -> None:
        await self._send(Event("error", {"text": text, "code": code}))

    async def _send(self, event: Event) -> None:
        self._writer.write(encode_event(event))
        async with asyncio.timeout(self._idle_seconds):
            await self._writer.drain()
