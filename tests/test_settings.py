"""The sources and names of server settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from command_line import run_earshot

from earshot.errors import EarshotError, InvalidOption
from earshot.server.renamed_settings import RENAMED_SETTINGS
from earshot.server.run import check_settings
from earshot.server.settings import Settings, load_settings
from earshot.server.settings_validation import validate_settings


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
    run = run_earshot("serve", option, "x")
    assert run.returncode == 2
    assert f"{option} is now called {cure}" in run.stderr


@pytest.mark.parametrize("name", ["token_keys", "jwt_key"])
def test_the_value_of_an_unknown_setting_is_not_shown(tmp_path: Path, name: str) -> None:
    """It may be a secret under a wrong name."""
    (tmp_path / "earshot.toml").write_text(f'{name} = "secret-0123"')
    with pytest.raises(InvalidOption, match=f"{name} cannot be set.*jwt_keys") as caught:
        load_settings(tmp_path, {}, {})
    assert "secret-0123" not in str(caught.value)


def test_flags_come_before_the_environment_and_the_file(tmp_path: Path) -> None:
    (tmp_path / "earshot.toml").write_text("port = 1\nworkers = 2\nrate_limit = 3", "utf-8")
    overrides: dict[str, Any] = {"port": 4}
    settings = load_settings(tmp_path, overrides, {"EARSHOT_PORT": "5", "EARSHOT_WORKERS": "6"})
    assert (settings.port, settings.workers, settings.rate_limit) == (4, 6, 3)
    assert settings.retention_days == Settings().retention_days


@pytest.mark.parametrize(
    ("name", "value", "cure"),
    [
        ("base_url", "listen.example.org", "https://listen.example.org"),
        ("base_url", "ftp://listen.example.org", "https://listen.example.org"),
        ("base_url", "https://", "must start with https://"),
        ("base_url", "https://a.example/?x=1", "leave out"),
        ("base_url", "https://ann:secret@a.example", "https://a.example"),
        ("base_url", "https://a b.example", "must start with https://"),
        ("allowed_origins", "https://news.example/", "https://news.example"),
        ("allowed_origins", "https://News.example", "https://news.example"),
        ("allowed_origins", "https://news.example:443", "https://news.example"),
        ("allowed_origins", "news.example", "an origin such as https://"),
        ("allowed_origins", "https://*.example", "the full host name"),
        ("voice", "nosuch:voice", "nosuch:voice"),
        ("voice", "espeak:nosuch", "espeak:nosuch"),
        ("language", "English!", "en-GB"),
        ("title", " ", "a name"),
        ("title", "two\nlines", "one line"),
        ("podcast_email", "ann", "ann@news.example"),
        ("allowed_private_hosts", "http://cms.example", "without scheme"),
        ("access_rules", "secret", "one of headline, preview, full"),
        ("jwt_keys", "short", "at least 32 bytes"),
        ("timezone", "Mars/Olympus", "Mars/Olympus"),
        ("websub_hub", "hub.example", "https://"),
        ("port", "x", "a number from"),
        ("public", "perhaps", "true or false"),
    ],
)
def test_a_wrong_setting_is_rejected_at_the_start_with_its_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, cure: str
) -> None:
    monkeypatch.setenv("EARSHOT_PASSWORD", "a long password")
    monkeypatch.setenv(f"EARSHOT_{name.upper()}", value)
    with pytest.raises(EarshotError) as raised:
        check_settings(tmp_path, {})
    assert cure in str(raised.value)
    assert "a long password" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("base_url", "https://listen.example.org/"),
        ("base_url", "http://[::1]:8008"),
        ("allowed_origins", "https://news.example,http://localhost:3000,*"),
        ("voice", "silent:reader"),
        ("voice", "espeak"),
        ("language", "pt-BR"),
        ("podcast_email", "ann@news.example"),
        ("allowed_private_hosts", "cms,192.168.1.5"),
    ],
)
def test_a_right_setting_is_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("EARSHOT_PASSWORD", "a long password")
    monkeypatch.setenv(f"EARSHOT_{name.upper()}", value)
    check_settings(tmp_path, {})


def test_settings_are_checked_without_a_start(tmp_path: Path) -> None:
    right = run_earshot("serve", "--data-dir", tmp_path, "--check")
    assert (right.returncode, right.stderr) == (0, "")
    assert "http://127.0.0.1:8008" in right.stdout
    assert not list(tmp_path.iterdir())
    (tmp_path / "earshot.toml").write_text('voice = "nosuch:voice"', "utf-8")
    wrong = run_earshot("serve", "--data-dir", tmp_path, "--check")
    assert wrong.returncode == 1
    assert len(wrong.stderr.splitlines()) == 1


def test_a_file_is_no_data_directory(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InvalidOption, match="name the directory"):
        check_settings(tmp_path / "file", {})


def test_an_unknown_part_of_a_story_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(InvalidOption, match="captions"):
        validate_settings(load_settings(tmp_path, {}, {"EARSHOT_SPOKEN_PARTS": "byline,pictures"}))


def test_a_wrong_pause_is_rejected_with_the_kinds(tmp_path: Path) -> None:
    with pytest.raises(InvalidOption, match="breath=5: use KIND=MS"):
        validate_settings(load_settings(tmp_path, {}, {"EARSHOT_PAUSES": "item=500,breath=5"}))
