"""A real `earshot serve` in its own process, and a client for it."""

from __future__ import annotations

import functools
import os
import secrets
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
from forked_process import AnyProcess, ForkServer, find_children, launch_fork_server

TIMEOUT_SECONDS = 60.0
PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.03, 0.2
"""Delays between two checks of a condition. They grow, because each check takes CPU time from the
server."""
NO_KEEP_ALIVE = httpx.Limits(max_keepalive_connections=0)
"""The server closes idle connections after 5 s. A client that stalls may send to one just then."""
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""The servers speak HTTP only, and to load the usual certificates takes 20 ms of CPU."""
OFFLINE_ENVIRONMENT = {
    "PYTHONPATH": str(Path(__file__).parent / "network"),
    "EARSHOT_TEST_SITE": "9",
    "EARSHOT_SYNTHESIS_WORKERS": "1",
}
"""Sends all connections of the server under test to port 9, which accepts none. One process speaks:
the second would be started for a few sentences."""
# Threads of PyTorch wait for each other in a loop. Other tests use the cores meanwhile.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# As `earshot narrate` does in the process of a test. A server with another environment than the
# first would not be forked.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# For the tests that import onnxruntime themselves. Its reports have a thread that takes numbers of
# the C library's generator, as Flite does: now and then a sentence had other samples.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
FIRST_ENVIRONMENT = OFFLINE_ENVIRONMENT | os.environ
"""That of a server, without what a test changes."""
FORK_SERVER_VARIABLE = "EARSHOT_TEST_FORK_SERVER"
SERVE_COMMAND = (sys.executable, "-m", "earshot", "serve")
SHORT_DELAYS_COMMAND = (sys.executable, str(Path(__file__).with_name("short_delays.py")), "serve")
"""The same server with short delays after faults."""
FORKED_PROGRAMS = {
    SERVE_COMMAND[:-1]: "earshot.cli:main",
    SHORT_DELAYS_COMMAND[:-1]: "short_delays:main",
}
"""The functions of these programs. All other programs start a Python of their own."""
STORY_TEMPLATE = """# {headline}

By Ann Lee

3 November 2025

{body}
"""
SENTENCES = (
    "The boat came back to the lake on Monday.",
    "Nobody had waited for it in the rain.",
    "It cost $4.20 to mend the bell, she said.",
    "The children ride for nothing until May.",
)


def story_fields(number: int) -> dict[str, str]:
    """The submission of a CMS: a story of twelve sentences."""
    body = "\n\n".join(f"Sentence {line} of story {number} is here." for line in range(12))
    return {"markdown": story_markdown(f"Story {number}", body), "source_id": f"cms-{number}"}


def story_markdown(headline: str = "Ferry returns", body: str = " ".join(SENTENCES)) -> str:
    return STORY_TEMPLATE.format(headline=headline, body=body)


def send_until_refused(send: Callable[[int], httpx.Response]) -> list[httpx.Response]:
    """The responses until one says 429, or 2,000. Several threads send: a bucket fills again while
    a slow machine sends one request after the other."""
    responses: list[httpx.Response] = []
    with ThreadPoolExecutor(8) as pool:
        while len(responses) < 2_000 and not is_refused(responses):
            responses += pool.map(send, range(len(responses), len(responses) + 16))
    return responses


def is_refused(responses: Sequence[httpx.Response]) -> bool:
    return any(response.status_code == 429 for response in responses)


@functools.cache
def shared_fork_server() -> ForkServer:
    """The one that all processes of `parallel` use, or one that is started for the first server."""
    if address := os.environ.get(FORK_SERVER_VARIABLE):
        return ForkServer(address, FIRST_ENVIRONMENT)
    return launch_fork_server(FIRST_ENVIRONMENT)


def start_process(
    command: Sequence[str], options: Sequence[str], environment: Mapping[str, str]
) -> AnyProcess:
    """Start a server or a worker with a pipe as its standard output."""
    if entry := FORKED_PROGRAMS.get(tuple(command[:-1])):
        arguments = ["earshot", command[-1], *options]
        if forked := shared_fork_server().start(entry, arguments, environment):
            return forked
    return subprocess.Popen(
        [*command, *options], env=environment, stdout=subprocess.PIPE, start_new_session=True
    )


def signal_processes(process: AnyProcess, number: signal.Signals) -> None:
    """Send a signal to a process and to all that it has started."""
    pending = [process.pid]
    while pending:
        pid = pending.pop()
        pending += find_children(pid)  # forked ones have sessions of their own
        with suppress(ProcessLookupError):
            os.killpg(pid, number)


def create_client(base_url: str, **headers: str) -> httpx.Client:
    """A client of a server under test."""
    return httpx.Client(
        base_url=base_url, headers=headers, verify=NO_CERTIFICATES, timeout=TIMEOUT_SECONDS,
        trust_env=False, limits=NO_KEEP_ALIVE,
    )  # fmt: skip


def free_port() -> int:
    """One below those that Linux gives to whoever asks for any port: it stays free until it is
    used."""
    while True:
        with socket.socket() as probe, suppress(OSError):
            # not of `random`, which Hypothesis seeds alike in all processes
            probe.bind(("127.0.0.1", 20_000 + secrets.randbelow(12_000)))
            return int(probe.getsockname()[1])


class ServerProcess:
    """The process, its data directory and a client."""

    def __init__(
        self, data_dir: Path, *, command: Sequence[str] = SERVE_COMMAND, **settings: str
    ) -> None:
        self.data_dir = data_dir
        self.command = command
        self.settings = {
            "voice": "silent:reader",
            "workers": "1",
            "rate_limit": "100000",
            **settings,
        }
        self.port = free_port()
        self.process: AnyProcess | None = None
        self.client = create_client(self.base_url)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = {f"EARSHOT_{name.upper()}": value for name, value in self.settings.items()}
        self.process = start_process(
            self.command,
            ["--data-dir", str(self.data_dir), "--port", str(self.port)],
            OFFLINE_ENVIRONMENT | os.environ | environment,
        )
        assert self.process.stdout
        assert self.process.stdout.readline().startswith(b"Earshot is at")
        self.wait_until(lambda: self._is_live())

    def _is_live(self) -> bool:
        try:
            return self.client.get("/health/live").status_code == 200
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        """Simulate a power cut: kill the whole process tree at once."""
        assert self.process
        signal_processes(self.process, signal.SIGKILL)
        self.process.communicate()

    def stop(self) -> int:
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=TIMEOUT_SECONDS)
        return self.process.wait()

    def create_story(self, **fields: Any) -> dict[str, Any]:
        """Its text is English unless the fields say otherwise: to guess the language, each process
        would load a model, which takes longer than the story."""
        if not {"url", "html"} & fields.keys():
            fields.setdefault("language", "en")
        response = self.client.post("/v1/stories", json=fields)
        assert response.status_code in (200, 201), response.text
        created: dict[str, Any] = response.json()
        return created

    def get_story(self, story_id: str) -> dict[str, Any]:
        response = self.client.get(f"/v1/stories/{story_id}")
        assert response.status_code == 200, response.text
        story: dict[str, Any] = response.json()
        return story

    def wait_until_finished(self, story_id: str) -> dict[str, Any]:
        """The story after its job is finished."""
        self.wait_until(lambda: self.get_story(story_id)["status"] in ("succeeded", "failed"))
        return self.get_story(story_id)

    def create_finished_story(self, **fields: Any) -> dict[str, Any]:
        created = self.wait_until_finished(self.create_story(**fields)["id"])
        assert created["status"] == "succeeded", created["error"]
        return created

    @staticmethod
    def wait_until(condition: Any, *, shortest_pause: float = PAUSE_SECONDS) -> None:
        start = time.monotonic()
        while not condition():
            waited = time.monotonic() - start
            assert waited < TIMEOUT_SECONDS, "it never came true"
            time.sleep(max(shortest_pause, min(waited / 10, LONGEST_PAUSE_SECONDS)))


@contextmanager
def running_server(
    data_dir: Path, *, command: Sequence[str] = SERVE_COMMAND, **settings: str
) -> Iterator[ServerProcess]:
    server = ServerProcess(data_dir, command=command, **settings)
    server.start()
    try:
        yield server
    finally:
        if server.process and server.process.poll() is None:
            server.stop()
        server.client.close()
