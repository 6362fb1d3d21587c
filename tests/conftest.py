"""Fixtures for all tests."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import os
import subprocess
from collections.abc import Generator, Iterator
from math import inf
from pathlib import Path

import pytest
from browser import launch_chromium
from forked_process import fork_workers
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page
from postgres_server import Postgres, run_test_postgres
from serving import shared_fork_server

from earshot.workers import spawn

SHARED = Path(__file__).resolve().parents[2] / "shared"

OBJECTS_BETWEEN_COLLECTIONS = 20_000
CACHE_VARIABLE = "EARSHOT_TEST_CACHE"
"""The cache directory that several processes of tests share."""

# Tests pass on a busy machine too. Benchmarks measure speed.
settings.register_profile(
    "patient",
    deadline=None,
    derandomize="EARSHOT_TEST_EXAMPLES" not in os.environ,  # `make fuzz` looks for new failures
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("patient")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect without garbage collection, which took a fifth of the time, and do not look through
    the modules and tests again later. Look for garbage less often than Python does: that took a
    fifteenth of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
        gc.enable()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real pages and evaluation sets. Its tests are skipped if it is missing."""
    if not SHARED.is_dir():
        pytest.skip("left out: there is no ../shared beside this clone")
    return SHARED


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Use caches of the tests, not the user's own: that of all processes of `parallel`, if there is
    one, so they measure each voice once and speak the same sentences once."""
    with pytest.MonkeyPatch.context() as patch:
        cache = os.environ.get(CACHE_VARIABLE) or str(tmp_path_factory.mktemp("cache"))
        patch.setenv("EARSHOT_CACHE", cache)
        patch.setenv("EARSHOT_VOICES", str(tmp_path_factory.mktemp("voices")))
        yield


@pytest.fixture(autouse=True, scope="module")
def _default_arithmetic() -> None:
    """Reset the floating-point environment. onnxruntime makes the thread of its first session flush
    subnormal numbers to zero and never undoes it, so a test module would depend on those before it.
    """
    default_environment = ctypes.c_void_p(-1)  # FE_DFL_ENV of glibc
    ctypes.CDLL(None).fesetenv(default_environment)


@pytest.fixture(autouse=True, scope="session")
def _forked_workers() -> None:
    """The worker processes that tests start import most of Earshot: they are forked as servers."""
    fork_workers(lambda: shared_fork_server().address)


@pytest.fixture
def started_workers(_forked_workers: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers are started as elsewhere, and are children of this process."""
    monkeypatch.setitem(vars(spawn), "subprocess", subprocess)


@pytest.fixture
def _any_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine the speech of a voice may be slower than real time."""
    monkeypatch.setattr("earshot.voice_evaluation.MAX_REAL_TIME_FACTOR", inf)


@pytest.fixture(scope="session")
def bridge() -> Path:
    """A small article in Markdown."""
    return Path(__file__).parent / "data" / "bridge.md"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server that is started by its first test."""
    with run_test_postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """For tests of both kinds of databases: no URL, and that of an empty database."""
    if request.param == "sqlite":
        return ""
    server: Postgres = request.getfixturevalue("postgres")
    return server.create_database()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory of installed voices."""
    monkeypatch.setenv("EARSHOT_VOICES", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="session")
def _chromium() -> Iterator[tuple[Browser, asyncio.AbstractEventLoop]]:
    """The browser of all modules, and the event loop that drives it."""
    with launch_chromium() as running:
        loop = asyncio.get_running_loop()
        asyncio._set_running_loop(None)
        yield running, loop
        asyncio._set_running_loop(loop)


@pytest.fixture(scope="module")
def browser(_chromium: tuple[Browser, asyncio.AbstractEventLoop]) -> Iterator[Browser]:
    """While a module has the browser, its tests cannot run an event loop of their own."""
    running, loop = _chromium
    asyncio._set_running_loop(loop)
    yield running
    for context in running.contexts:
        context.close()
    asyncio._set_running_loop(None)


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of the size VIEWPORT, if its module has one."""
    viewport = getattr(request.module, "VIEWPORT", None)
    # routes of a test do not see what a service worker asks for
    context = browser.new_context(viewport=viewport, service_workers="block")
    yield context.new_page()
    context.close()
