"""Firefox and WebKit for the tests, where they are, driven in their own tongues: nothing need be
downloaded. Firefox speaks Marionette (a length and JSON over a socket), WebKit W3C WebDriver."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest
from serving import free_port

PATIENCE = 40.0
PREFERENCES = {
    "media.autoplay.default": 0,
    "media.autoplay.blocking_policy": 0,
    "app.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
}
MINI = "/usr/lib/{}-linux-gnu/webkit2gtk-4.1/MiniBrowser"


class Driven(Protocol):
    """A browser with one window."""

    def goto(self, address: str) -> None: ...

    def run(self, expression: str) -> Any:
        """What a JavaScript expression is; a promise is waited for."""

    def press(self, keys: str) -> None:
        """Keys, one after the other, to whatever has the focus."""


class Firefox:
    """https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html"""

    def __init__(self, port: int) -> None:
        self._socket = _connected(port)
        self._count = 0
        self._read()  # its greeting
        self._ask("WebDriver:NewSession", capabilities={})
        self._ask("WebDriver:SetTimeouts", script=PATIENCE * 1000)

    def goto(self, address: str) -> None:
        self._ask("WebDriver:Navigate", url=address)

    def run(self, expression: str) -> Any:
        return self._ask("WebDriver:ExecuteAsyncScript", script=_awaited(expression), args=[])

    def press(self, keys: str) -> None:
        self._ask("WebDriver:PerformActions", actions=_typed(keys))

    def close(self) -> None:
        self._socket.close()

    def _ask(self, command: str, **facts: Any) -> Any:
        self._count += 1
        text = json.dumps([0, self._count, command, facts]).encode()
        self._socket.sendall(f"{len(text)}:".encode() + text)
        _, _, error, result = self._read()
        assert error is None, error
        return result.get("value") if isinstance(result, dict) else result

    def _read(self) -> Any:
        length = b""
        while (each := self._socket.recv(1)) != b":":
            length += each
        text = b""
        while len(text) < int(length):
            text += self._socket.recv(int(length) - len(text))
        return json.loads(text)


class WebKit:
    """https://www.w3.org/TR/webdriver2/"""

    def __init__(self, base: str, program: str) -> None:
        self._client = httpx.Client(base_url=base, timeout=PATIENCE + 20, trust_env=False)
        wanted = {"webkitgtk:browserOptions": {"binary": program, "args": ["--automation"]}}
        made = self._post("/session", capabilities={"alwaysMatch": wanted})
        self._at = f"/session/{made['sessionId']}"
        self._post(f"{self._at}/timeouts", script=PATIENCE * 1000)

    def goto(self, address: str) -> None:
        self._post(f"{self._at}/url", url=address)

    def run(self, expression: str) -> Any:
        return self._post(f"{self._at}/execute/async", script=_awaited(expression), args=[])

    def press(self, keys: str) -> None:
        self._post(f"{self._at}/actions", actions=_typed(keys))

    def close(self) -> None:
        self._client.delete(self._at)
        self._client.close()

    def _post(self, path: str, **facts: Any) -> Any:
        answer = self._client.post(path, json=facts).json()["value"]
        assert not (isinstance(answer, dict) and "error" in answer), answer
        return answer


def _awaited(expression: str) -> str:
    return (
        "const done = arguments[arguments.length - 1];"
        f"(async () => ({expression}))().then(done, error => done(`error: ${{error}}`));"
    )


def _typed(keys: str) -> list[dict[str, Any]]:
    moves = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
    return [{"type": "key", "id": "keyboard", "actions": moves}]


def _connected(port: int) -> socket.socket:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE + 20)
        except OSError:
            assert time.monotonic() < end, "the browser does not answer"
            time.sleep(0.1)


@contextmanager
def firefox(folder: Path) -> Iterator[Driven]:
    """Firefox without a window. The test is left out where there is none."""
    program = _program("firefox-esr", "firefox")
    port = free_port()
    facts = PREFERENCES | {"marionette.port": port}
    lines = [
        f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in facts.items()
    ]
    (folder / "user.js").write_text("\n".join(lines), "utf-8")
    command = [program, "--marionette", "--headless", "--no-remote", "--profile", str(folder)]
    with _running(command, {"HOME": str(folder)}):
        browser = Firefox(port)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def webkit(folder: Path) -> Iterator[Driven]:
    """WebKitGTK's small browser on a screen that nobody sees; left out where one of them lacks."""
    driver, screen = _program("WebKitWebDriver"), _program("Xvfb")
    mini = next((p for p in map(MINI.format, ("x86_64", "aarch64")) if Path(p).is_file()), "")
    if not mini:
        pytest.skip("left out: there is no MiniBrowser on this machine")
    port, number = free_port(), f":{os.getpid() % 30_000 + 100}"
    home = {"HOME": str(folder), "DISPLAY": number, "XDG_RUNTIME_DIR": str(folder)}
    with (
        _running([screen, number, "-nolisten", "tcp", "-screen", "0", "1200x900x24"], home),
        _running([driver, f"--port={port}", "--host=127.0.0.1"], home),
    ):
        _connected(port).close()
        browser = WebKit(f"http://127.0.0.1:{port}", mini)
        try:
            yield browser
        finally:
            browser.close()


def _program(*names: str) -> str:
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"left out: there is no {names[0]} on this machine")
    return found


@contextmanager
def _running(command: list[str], more: dict[str, str]) -> Iterator[None]:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=os.environ | more, **quiet) as process:  # type: ignore[call-overload]
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
