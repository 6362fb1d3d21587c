"""The sources and names of server settings."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from serving import SERVE_COMMAND

from earshot.errors import InvalidOption
from earshot.server.settings import RENAMED_SETTINGS, Settings, load_settings


@pytest.mark.parametrize(("old", "new"), RENAMED_SETTINGS.items())
def test_an_old_name_in_the_environment_is_rejected_with_the_new_one(
    tmp_path: Path, old: str, new: str
) -> None:
    with pytest.raises(InvalidOption, match=f"EARSHOT_{new.upper()}"):
        load_settings(tmp_path, {}, {f"EARSHOT_{old.upper()}": "1"})


@pytest.mark.parametrize(
    ("line", "cure"),
    [
        ("origins = ['*']", "allowed_origins"),
        ("keep_days = 3", "retention_days"),
        ("retention_day = 3", "retention_days"),
        ("nothing_like_it = 3", "no setting of this name"),
    ],
)
def test_a_wrong_name_in_the_file_is_rejected_with_the_right_one(
    tmp_path: Path, line: str, cure: str
) -> None:
    (tmp_path / "earshot.toml").write_text(line, "utf-8")
    with pytest.raises(InvalidOption, match=cure):
        load_settings(tmp_path, {}, {})


@pytest.mark.parametrize(
    ("option", "cure"), [("--home", "--data-dir"), ("--address", "--base-url")]
)
def test_an_old_option_is_rejected_with_the_new_one(option: str, cure: str) -> None:
    run = subprocess.run([*SERVE_COMMAND, option, "x"], capture_output=True, text=True)
    assert run.returncode == 2
    assert f"{option} is now called {cure}" in run.stderr


def test_flags_come_before_the_environment_and_the_file(tmp_path: Path) -> None:
    (tmp_path / "earshot.toml").write_text("port = 1\nworkers = 2\nrate_limit = 3", "utf-8")
    overrides: dict[str, Any] = {"port": 4}
    settings = load_settings(tmp_path, overrides, {"EARSHOT_PORT": "5", "EARSHOT_WORKERS": "6"})
    assert (settings.port, settings.workers, settings.rate_limit) == (4, 6, 3)
    assert settings.retention_days == Settings().retention_days
