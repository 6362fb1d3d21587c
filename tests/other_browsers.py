"""Firefox and WebKit, if installed, without further downloads. Firefox is controlled by Marionette
(length and JSON over a socket), WebKit by W3C WebDriver."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest
from serving import ServerProcess, free_port

TIMEOUT_SECONDS = 90.0
BROWSER_WAIT_MS = 60_000
FIREFOX_PREFERENCES = {
    "media.autoplay.default": 0,
    "media.autoplay.blocking_policy": 0,
    "app.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    # A fifth of the CPU time of its start: its own pages, and a process for the next page.
    "browser.aboutwelcome.enabled": False,
    "browser.newtab.preload": False,
    "browser.startup.homepage": "about:blank",
    "browser.startup.page": 0,
    "dom.ipc.processPrelaunch.enabled": False,
}
WEBKIT_ENVIRONMENT = {
    "WEBKIT_DISABLE_COMPOSITING_MODE": "1",  # without a graphics card Mesa would draw each layer
    "JSC_useFTLJIT": "0",  # no page lives long enough
}
"""A third less CPU time."""
MINIBROWSER_PATH = "/usr/lib/{}-linux-gnu/webkit2gtk-4.1/MiniBrowser"


class BrowserDriver(Protocol):
    """A browser with one window."""

    def goto(self, address: str) -> None: ...

    def evaluate(self, expression: str) -> Any:
        """Evaluate a JavaScript expression; a promise is awaited."""

    def press_keys(self, keys: str) -> None:
        """Press keys one after the other."""


class Firefox:
    """https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html"""

    def __init__(self, port: int) -> None:
        self._socket = _connect(port)
        self._count = 0
        self._read()  # its greeting
        self._send_command("WebDriver:NewSession", capabilities={})
        self._send_command("WebDriver:SetTimeouts", script=TIMEOUT_SECONDS * 1000)

    def goto(self, address: str) -> None:
        self._send_command("WebDriver:Navigate", url=address)

    def evaluate(self, expression: str) -> Any:
        return self._send_command(
            "WebDriver:ExecuteAsyncScript", script=_async_script(expression), args=[]
        )

    def press_keys(self, keys: str) -> None:
        self._send_command("WebDriver:PerformActions", actions=_key_actions(keys))

    def click(self, selector: str) -> None:
        found = self._send_command("WebDriver:FindElement", using="css selector", value=selector)
        [element] = found.values()
        self._send_command("WebDriver:ElementClick", id=element)

    def open_tab(self) -> str:
        """Open a tab and switch to it; return its handle."""
        opened = self._send_command("WebDriver:NewWindow", type="tab")
        self.switch_tab(opened["handle"])
        return str(opened["handle"])

    def switch_tab(self, handle: str) -> None:
        self._send_command("WebDriver:SwitchToWindow", handle=handle)

    @contextmanager
    def own_interface(self) -> Iterator[None]:
        """Commands are for the windows of Firefox itself instead of the page."""
        self._send_command("Marionette:SetContext", value="chrome")
        try:
            yield
        finally:
            self._send_command("Marionette:SetContext", value="content")

    def install_extension(self, path: Path) -> str:
        """Install an unsigned extension until Firefox ends; return its id."""
        return str(self._send_command("Addon:Install", path=str(path), temporary=True))

    def close(self) -> None:
        self._socket.close()

    def _send_command(self, command: str, **parameters: Any) -> Any:
        self._count += 1
        text = json.dumps([0, self._count, command, parameters]).encode()
        self._socket.sendall(f"{len(text)}:".encode() + text)
        _, _, error, result = self._read()
        assert error is None, error
        return result.get("value", result) if isinstance(result, dict) else result

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
        self._client = httpx.Client(base_url=base, timeout=TIMEOUT_SECONDS + 20, trust_env=False)
        options = {"webkitgtk:browserOptions": {"binary": program, "args": ["--automation"]}}
        session = self._post("/session", capabilities={"alwaysMatch": options})
        self._session_path = f"/session/{session['sessionId']}"
        self._post(f"{self._session_path}/timeouts", script=TIMEOUT_SECONDS * 1000)

    def goto(self, address: str) -> None:
        self._post(f"{self._session_path}/url", url=address)

    def evaluate(self, expression: str) -> Any:
        return self._post(
            f"{self._session_path}/execute/async", script=_async_script(expression), args=[]
        )

    def press_keys(self, keys: str) -> None:
        self._post(f"{self._session_path}/actions", actions=_key_actions(keys))

    def close(self) -> None:
        self._client.delete(self._session_path)
        self._client.close()

    def _post(self, path: str, **parameters: Any) -> Any:
        value = self._client.post(path, json=parameters).json()["value"]
        assert not (isinstance(value, dict) and "error" in value), value
        return value


def wait_until(browser: BrowserDriver, condition: str, state: str = "''") -> None:
    """Wait for a JavaScript condition. If it does not come true, the error has the `state`."""
    found = browser.evaluate(
        f"""new Promise(done => {{
          const end = Date.now() + {BROWSER_WAIT_MS};
          const look = () => ({condition}) ? done(true) : Date.now() > end ? done(false)
            : setTimeout(look, 20);
          look();
        }})"""
    )
    assert found is True, f"{condition}: {browser.evaluate(state)}"


def _async_script(expression: str) -> str:
    return (
        "const done = arguments[arguments.length - 1];"
        f"(async () => ({expression}))().then(done, error => done(`error: ${{error}}`));"
    )


def _key_actions(keys: str) -> list[dict[str, Any]]:
    moves = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
    return [{"type": "key", "id": "keyboard", "actions": moves}]


def _connect(port: int) -> socket.socket:
    end = time.monotonic() + TIMEOUT_SECONDS
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_SECONDS + 20)
        except OSError:
            assert time.monotonic() < end, "the browser does not answer"
            time.sleep(0.1)


@contextmanager
def running_firefox(folder: Path, extra: Mapping[str, Any] = {}) -> Iterator[Firefox]:
    """Start Firefox without a window, with `extra` preferences; the test is skipped if it is
    missing."""
    program = _find_program("firefox-esr", "firefox")
    port = free_port()
    preferences = FIREFOX_PREFERENCES | {"marionette.port": port} | dict(extra)
    lines = [
        f"user_pref({json.dumps(name)}, {json.dumps(value)});"
        for name, value in preferences.items()
    ]
    (folder / "user.js").write_text("\n".join(lines), "utf-8")
    options = ["--marionette", "--remote-allow-system-access", "--headless", "--no-remote"]
    command = [program, *options, "--profile", str(folder)]
    with _run_process(command, {"HOME": str(folder)}):
        browser = Firefox(port)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def running_webkit(folder: Path) -> Iterator[BrowserDriver]:
    """Start WebKitGTK's MiniBrowser on a virtual screen; the test is skipped if one of them is
    missing."""
    driver, screen = _find_program("WebKitWebDriver"), _find_program("Xvfb")
    mini = next(
        (p for p in map(MINIBROWSER_PATH.format, ("x86_64", "aarch64")) if Path(p).is_file()), ""
    )
    if not mini:
        pytest.skip("left out: there is no MiniBrowser on this machine")
    port, number = free_port(), f":{os.getpid() % 30_000 + 100}"
    home = {"HOME": str(folder), "DISPLAY": number, "XDG_RUNTIME_DIR": str(folder)}
    with (
        _run_process([screen, number, "-nolisten", "tcp", "-screen", "0", "1200x900x24"], home),
        _run_process([driver, f"--port={port}", "--host=127.0.0.1"], home | WEBKIT_ENVIRONMENT),
    ):
        ServerProcess.wait_until(Path(f"/tmp/.X11-unix/X{number[1:]}").exists)
        _connect(port).close()
        browser = WebKit(f"http://127.0.0.1:{port}", mini)
        try:
            yield browser
        finally:
            browser.close()


def _find_program(*names: str) -> str:
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"left out: there is no {names[0]} on this machine")
    return found


@contextmanager
def _run_process(command: list[str], extra_environment: dict[str, str]) -> Iterator[None]:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=os.environ | extra_environment, **quiet) as process:  # type: ignore[call-overload]
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
