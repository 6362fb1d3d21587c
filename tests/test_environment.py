import re
from pathlib import Path

import pytest

import earshot
from earshot.disk_cache import memoize
from earshot.environment import VARIABLES, cache_dir, read_variable
from earshot.errors import InvalidOption


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EARSHOT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_figure_is_found_once() -> None:
    found: list[float] = []

    def find() -> float:
        found.append(1.0)
        return -3.25

    assert memoize("gain/a", find, float) == memoize("gain/a", find, float) == -3.25
    assert len(found) == 1


def test_a_spoilt_figure_is_found_again(folder: Path) -> None:
    memoize("gain/a", lambda: 1.0, float)
    (folder / "gain/a").write_text("no number")
    assert memoize("gain/a", lambda: 2.0, float) == 2.0


def test_a_place_that_cannot_be_written_costs_nothing_but_the_finding(folder: Path) -> None:
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("a file where the folder should be")
    assert memoize("gain/a", lambda: 4.0, float) == 4.0


def test_the_default_is_the_users_cache_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EARSHOT_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert cache_dir() == Path("/somewhere/earshot")


def test_a_variable_that_is_unset_or_empty_has_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in (None, ""):
        monkeypatch.setenv("EARSHOT_OPENAI_MODEL", value) if value is not None else None
        assert read_variable("EARSHOT_OPENAI_MODEL") == "tts-1"
    monkeypatch.setenv("EARSHOT_OPENAI_MODEL", "tts-1-hd")
    assert read_variable("EARSHOT_OPENAI_MODEL") == "tts-1-hd"


def test_an_old_name_is_refused_with_the_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARSHOT_HOME", "/somewhere")
    with pytest.raises(InvalidOption, match=r"EARSHOT_HOME .*now called EARSHOT_DATA_DIR"):
        read_variable("EARSHOT_DATA_DIR")


def test_only_this_module_reads_the_variables() -> None:
    package = Path(earshot.__file__).parent
    readers = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if re.search(r"os\.(environ|getenv)", path.read_text("utf-8"))
    }
    assert readers == {
        "environment.py",
        "audio/output_device.py",  # tells ALSA where its configuration is
        "cli/__init__.py",  # tells NumPy how many threads to start
        "voices/house_model/model.py",  # the number of threads of NumPy
        "cli/data_dir.py",  # refuses old names of settings
        "archive/ray_engine.py",  # sets variables of Ray and the number of synthesis processes
        "cli/accounts.py",  # the settings of the server
        "archive/library_source.py",  # the same
        "cli/copy_library.py",  # the same
        "cli/export.py",  # the same
        "server/job_worker.py",  # the same
        "cli/terminal.py",  # NO_COLOR and TERM
        "server/logs.py",  # tells the workers the format of the log
        "server/run.py",  # the settings of the server, each by its own name
        "voices/onnx/runtime.py",  # turns the telemetry of onnxruntime off
        "workers/spawn.py",  # passes all of it on to a process
    }


def test_every_variable_of_the_table_is_used() -> None:
    package = Path(earshot.__file__).parent
    sources = "".join(
        path.read_text("utf-8") for path in package.rglob("*.py") if path.name != "environment.py"
    )
    assert [each.name for each in VARIABLES if f'"{each.name}"' not in sources] == [
        "EARSHOT_CACHE"  # only this module reads it
    ]
