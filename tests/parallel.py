"""Runs the test modules in several processes: `python tests/parallel.py 6 --ignore=…`.

Each process takes the next module when it has finished one, and imports only the modules that it
takes. Each process of pytest-xdist imports all of them, which takes ten seconds of CPU. The
processes are forks of one that has imported what most tests need.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path

import pytest
from _pytest.capture import CaptureManager

SLOWEST_MODULES = (
    "test_library_pages test_player_faults test_floors test_story_recordings"
    " test_other_browsers test_read_along test_synthesis test_voice_workers test_editor"
    " test_player test_cli test_narrators test_library_shell test_several_servers"
    " test_job_runner test_offline test_extension test_normalize_properties"
    " test_player_listening test_player_pages test_translations test_openapi"
    " test_built_scripts test_proof test_player_layouts test_timings test_edits test_pages"
    " test_voice_evaluation test_frameworks test_human_recordings test_mutations"
    " test_cluster_chaos test_examples test_paywall test_openai test_newsroom"
    " test_postgres_database test_faults test_proxies test_clock test_piper test_growth"
    " test_player_page_changes test_database test_exports test_readme test_job_worker"
    " test_guides test_subscription_pages test_followed_site test_source_checks"
    " test_connections test_static_site test_content_credentials test_voice_pages"
    " test_vocoder_tail test_library_copy test_logs test_worker_pool test_flite test_wyoming"
    " test_playground test_conventions test_house_voice test_cli_sources test_story_query"
    " test_archive test_player_api test_build_site test_spoken_parts test_passkeys"
    " test_speech_cache test_pool test_long_list test_lexicon_changes test_backups"
    " test_accounts test_editions test_podcasts test_auth test_webhooks test_websub"
    " test_minimum_duration"
).split()
"""They run first, those that take most CPU time before those that wait, so the last modules of
all processes are short ones."""
GROUP = (
    "test_training test_joint_training test_distillation test_batch_renderer test_nisqa"
    " test_mel_contrast test_frechet_distance"
).split()
"""They import PyTorch, which takes seconds: the process that takes the first one runs them all."""
MEMORY_FOLDER = Path("/dev/shm")
MIN_MEMORY_BYTES = 6 << 30
"""Far more than the files of all tests: those that remained of the last runs took 0.2 GB."""
OUTCOMES = ("passed", "failed", "error", "skipped", "xfailed", "xpassed")


class QueuedModule(pytest.Module):
    """A test module that is imported when a process takes it."""

    queue: list[QueuedModule] | None = None
    """Where it waits until it is taken."""

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        if self.queue is None:
            return super().collect()
        self.queue.append(self)
        return ()


class ModuleQueue:
    """The plugin of one process. Modules are taken by the creation of a file in a folder that all
    processes share."""

    def __init__(self, folder: Path, processes: int = 1) -> None:
        self.folder = folder
        self.processes = processes
        self.forks: list[int] = []
        """The processes that this one forked."""
        self.modules: list[QueuedModule] = []
        self.taken: QueuedModule | None = None

    def pytest_pycollect_makemodule(
        self, module_path: Path, parent: pytest.Collector
    ) -> QueuedModule:
        module: QueuedModule = QueuedModule.from_parent(parent, path=module_path)
        module.queue = self.modules
        return module

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> Sequence[pytest.Item] | None:
        """Collect the module that was taken. At the start none is, and pytest finds the modules."""
        if self.taken is None:
            return None
        items = list(session.genitems(self.taken))
        session.config.hook.pytest_collection_modifyitems(
            session=session, config=session.config, items=items
        )
        session.items = items
        return items

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if self.processes > 1:
            _import_common_modules()
            self._fork(session.config)
        items = self._take_items(session)
        item = next(items, None)
        session.testscollected = 0
        while item:
            following = next(items, None)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            session.testscollected += 1
            if session.shouldfail:
                raise session.Failed(session.shouldfail)
            if session.shouldstop:
                raise session.Interrupted(session.shouldstop)
            item = following
        return True

    def _fork(self, config: pytest.Config) -> None:
        """Fork the other processes. Each captures output in files of its own."""
        capture: CaptureManager | None = config.pluginmanager.getplugin("capturemanager")
        if capture:
            capture.stop_global_capturing()
        gc.collect()
        gc.freeze()
        sys.stdout.flush()
        for _ in range(self.processes - 1):
            pid = os.fork()
            if not pid:
                self.forks.clear()
                break
            self.forks.append(pid)
        if capture:
            capture.start_global_capturing()

    def wait_for_forks(self) -> list[int]:
        """Return the exit codes of the forked processes."""
        return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in self.forks]

    def _take_items(self, session: pytest.Session) -> Iterator[pytest.Item]:
        rank = {name: number for number, name in enumerate((*GROUP, *SLOWEST_MODULES))}
        modules = sorted(self.modules, key=lambda each: rank.get(each.path.stem, len(rank)))
        for module in modules:
            if not self._take(module):
                continue
            self.taken, module.queue = module, None
            session.config.hook.pytest_collection(session=session)
            yield from session.items

    def _take(self, module: QueuedModule) -> bool:
        name = module.path.stem
        if name in GROUP and self.taken and self.taken.path.stem in GROUP:
            return True
        try:
            (self.folder / ("group" if name in GROUP else name)).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        counts = {name: len(terminalreporter.stats.get(name, ())) for name in OUTCOMES}
        with tempfile.NamedTemporaryFile("w", dir=self.folder, suffix=".json", delete=False) as out:
            json.dump(counts, out)


def run_queue(folder: str, count: str, arguments: Sequence[str]) -> int:
    """Run modules of the queue in `count` processes until it is empty. Each process returns."""
    options = ("-p", "no:cacheprovider", "-o", "console_output_style=classic")
    queue = ModuleQueue(Path(folder), int(count))
    codes = [int(pytest.main([*options, *arguments], plugins=[queue])), *queue.wait_for_forks()]
    return max(
        (code for code in codes if code != pytest.ExitCode.NO_TESTS_COLLECTED), default=0, key=abs
    )


def _import_common_modules() -> None:
    """Import what servers need, which most tests need too."""
    for name in import_module("fork_server").IMPORTED_MODULES:
        import_module(name)


def _start_fork_server() -> dict[str, str]:
    """Start the process that forks servers for all, and return the variable with its address.

    It imports Earshot, and this process what all tests need, so on a fresh clone Python
    compiles these modules once. Else each process would compile them: all start at the same time.
    """
    sys.path.append(str(Path(__file__).parents[1]))  # as pytest does for the processes
    import_module("conftest")
    serving = import_module("serving")
    return {serving.FORK_SERVER_VARIABLE: serving.shared_fork_server().address}


def _share_cache(folder: str) -> dict[str, str]:
    """The variable of a cache directory for all: each voice is measured and each sentence spoken
    once, not once per process."""
    return {import_module("conftest").CACHE_VARIABLE: f"{folder}/cache"}


def _find_memory_folder() -> Path | None:
    """A file system in memory with enough space. Browsers and databases write much: of the modules
    that were measured, ext4 took a tenth of the CPU time for it."""
    if MEMORY_FOLDER.is_dir() and shutil.disk_usage(MEMORY_FOLDER).free >= MIN_MEMORY_BYTES:
        return MEMORY_FOLDER
    return None


def run_processes(count: int, arguments: Sequence[str]) -> int:
    with tempfile.TemporaryDirectory(
        prefix="e", dir=_find_memory_folder(), ignore_cleanup_errors=True
    ) as folder:
        temporary = Path(folder, "tmp")
        temporary.mkdir()
        for each in (Path(folder), temporary):
            each.chmod(0o1777)  # as /tmp: some servers run as users of their own
        os.environ["TMPDIR"] = tempfile.tempdir = str(temporary)
        command = [sys.executable, __file__, "--queue", folder, str(count), *arguments]
        environment = os.environ | _start_fork_server() | _share_cache(folder)
        code = subprocess.run(command, env=environment, check=False).returncode
        total: Counter[str] = Counter()
        for file in Path(folder).glob("*.json"):
            total.update(json.loads(file.read_text()))
    outcomes = ", ".join(f"{number} {name}" for name, number in total.items() if number)
    sys.stdout.write(f"{count} processes: {outcomes}\n")
    return code


if __name__ == "__main__":
    first, *others = sys.argv[1:]
    if first == "--queue":
        sys.exit(run_queue(others[0], others[1], others[2:]))
    sys.exit(run_processes(int(first), others))
