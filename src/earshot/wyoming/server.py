"""Listens for Wyoming clients on a TCP port or a Unix socket."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable

from earshot.errors import PortTaken
from earshot.synthesis.pool import shared_pool
from earshot.synthesis.spawn import warm_up
from earshot.voices.registry import require_voice
from earshot.wyoming.framing import MAX_HEADER_BYTES, Event, encode_event
from earshot.wyoming.session import IDLE_SECONDS, WyomingSession
from earshot.wyoming.speech import SpeechDefaults, TextSpeaker

DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 10_200
UNIX_PREFIX = "unix:"
MAX_CLIENTS = 64
FULL = Event(
    "error",
    {
        "text": f"{MAX_CLIENTS} clients are being served; try again later",
        "code": "too_many_clients",
    },
)


class WyomingServer:
    def __init__(self, defaults: SpeechDefaults, idle_seconds: float = IDLE_SECONDS) -> None:
        self._speaker, self._idle_seconds = TextSpeaker(defaults), idle_seconds
        self._sessions: set[WyomingSession] = set()

    async def listen(self, host: str, port: int) -> asyncio.Server:
        """`host` is an address, or unix: and a path. Raises PortTaken."""
        try:
            if host.startswith(UNIX_PREFIX):
                path = host.removeprefix(UNIX_PREFIX).removeprefix("//")
                return await asyncio.start_unix_server(self._serve, path, limit=MAX_HEADER_BYTES)
            return await asyncio.start_server(self._serve, host, port, limit=MAX_HEADER_BYTES)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise PortTaken(port=port, host=host, reason=reason) from error

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = WyomingSession(reader, writer, self._speaker, self._idle_seconds)
        if len(self._sessions) >= MAX_CLIENTS and not self._close_idle_session():
            writer.write(encode_event(FULL))
            writer.close()
            return
        self._sessions.add(session)
        try:
            await session.run()
        finally:
            self._sessions.discard(session)

    def _close_idle_session(self) -> bool:
        """Disconnect the client that has been idle for longest; return whether there is one."""
        idle = [each for each in self._sessions if each.is_idle]
        if not idle:
            return False
        oldest = min(idle, key=lambda each: each.last_active)
        self._sessions.discard(oldest)
        oldest.close()
        return True


def serve(host: str, port: int, defaults: SpeechDefaults, report: Callable[[str], None]) -> None:
    """Serve until the process is interrupted. `report` is given the address.

    Raises PortTaken and VoiceError.
    """
    if defaults.voice:
        require_voice(defaults.voice)
    warm_up(defaults.voice, defaults.language, defaults.speed)
    shared_pool()
    asyncio.run(_serve_until_stopped(host, port, WyomingServer(defaults), report))


async def _serve_until_stopped(
    host: str, port: int, server: WyomingServer, report: Callable[[str], None]
) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    listening = await server.listen(host, port)
    name = listening.sockets[0].getsockname()
    report(f"tcp://{name[0]}:{name[1]}" if isinstance(name, tuple) else f"unix://{name}")
    await stop.wait()
    listening.close()
