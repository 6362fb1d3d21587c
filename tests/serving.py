"""A real `earshot serve` in a process of its own, and what a client needs to talk to it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

PATIENCE = 60.0
NETWORK = {"PYTHONPATH": str(Path(__file__).parent / "network"), "EARSHOT_TEST_SITE": "9"}
"""Which no server under test can leave; port 9 takes no calls."""
EARSHOT = (sys.executable, "-m", "earshot", "serve")
STORY = """# {headline}

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


def markdown(headline: str = "Ferry returns", body: str = " ".join(SENTENCES)) -> str:
    return STORY.format(headline=headline, body=body)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """The process, its folder and a client of it."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.home = home
        self.settings = {"voice": "silent:reader", "makers": "1", "rate": "100000", **settings}
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.client = httpx.Client(base_url=self.base, timeout=PATIENCE, trust_env=False)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = {f"EARSHOT_{name.upper()}": value for name, value in self.settings.items()}
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "earshot",
                "serve",
                "--home",
                self.home,
                "--port",
                str(self.port),
            ],
            env=NETWORK | os.environ | environment,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self.process.stdout
        assert self.process.stdout.readline().startswith(b"Earshot is at")
        self.until(lambda: self._answers())

    def _answers(self) -> bool:
        try:
            return self.client.get("/health/live").status_code == 200
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        """As a power cut would: the whole process tree at once."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()

    def stop(self) -> int:
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=PATIENCE)
        return self.process.returncode

    def send(self, **story: Any) -> dict[str, Any]:
        answer = self.client.post("/v1/stories", json=story)
        assert answer.status_code in (200, 201), answer.text
        told: dict[str, Any] = answer.json()
        return told

    def story(self, story: str) -> dict[str, Any]:
        answer = self.client.get(f"/v1/stories/{story}")
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def finished(self, story: str) -> dict[str, Any]:
        """The story once nothing more is being made of it."""
        self.until(lambda: self.story(story)["status"] in ("succeeded", "failed"))
        return self.story(story)

    def made(self, **story: Any) -> dict[str, Any]:
        told = self.finished(self.send(**story)["id"])
        assert told["status"] == "succeeded", told["error"]
        return told

    @staticmethod
    def until(condition: Any) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, "it never came true"
            time.sleep(0.03)


@contextmanager
def serving(home: Path, **settings: str) -> Iterator[Server]:
    server = Server(home, **settings)
    server.start()
    try:
        yield server
    finally:
        if server.process and server.process.poll() is None:
            server.stop()
        server.client.close()
