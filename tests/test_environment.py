from pathlib import Path

import pytest

from earshot.environment import cache_dir, memoized


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EARSHOT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_figure_is_found_once() -> None:
    found: list[float] = []

    def find() -> float:
        found.append(1.0)
        return -3.25

    assert memoized("gain/a", find) == memoized("gain/a", find) == -3.25
    assert len(found) == 1


def test_a_spoilt_figure_is_found_again(folder: Path) -> None:
    memoized("gain/a", lambda: 1.0)
    (folder / "gain/a").write_text("no number")
    assert memoized("gain/a", lambda: 2.0) == 2.0


def test_a_place_that_cannot_be_written_costs_nothing_but_the_finding(folder: Path) -> None:
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("a file where the folder should be")
    assert memoized("gain/a", lambda: 4.0) == 4.0


def test_without_a_choice_of_ours_it_is_the_users_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EARSHOT_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert cache_dir() == Path("/somewhere/earshot")
