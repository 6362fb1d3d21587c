"""The schedule of daily editions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earshot.errors import InvalidOption
from earshot.server.editions.schedule import DailySchedule, day_bounds
from earshot.server.service_factory import create_services
from earshot.server.settings import load_settings
from earshot.server.storage.data_dir import DataDir

DAY = 24 * 3_600


def at(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def test_the_latest_edition_is_the_most_recent_due_one() -> None:
    daily = DailySchedule.parse("06:30", "Europe/Berlin")
    before = daily.latest_window(at("2025-11-03T06:29:59+01:00"))
    after = daily.latest_window(at("2025-11-03T06:30:00+01:00"))
    assert before[0] == "2025-11-02 06:30"
    assert after[0] == "2025-11-03 06:30"
    assert before[2] == after[1] == at("2025-11-02T06:30+01:00")


def test_the_collection_follows_the_time() -> None:
    daily = DailySchedule.parse("18:00 playlist Morning walk", "UTC")
    assert (daily.collection, daily.name) == ("playlist", "Morning walk")


@pytest.mark.parametrize(
    "wrong", ["", "6:30", "24:00", "06:30 library Sport", "06:30 section", "06:30 editions x", "x"]
)
def test_an_invalid_time_is_rejected(wrong: str) -> None:
    with pytest.raises(InvalidOption):
        DailySchedule.parse(wrong, "UTC")


def test_an_unknown_time_zone_is_rejected() -> None:
    for zone in ("Europe/Nowhere", "", "../etc/passwd"):
        with pytest.raises(InvalidOption):
            DailySchedule.parse("06:30", zone)


@given(
    now=st.integers(0, 4_000_000_000),
    minute=st.integers(0, 24 * 60 - 1),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"]),
)
def test_windows_have_no_gaps_across_clock_changes(now: int, minute: int, zone: str) -> None:
    daily = DailySchedule.parse(f"{minute // 60:02}:{minute % 60:02}", zone)
    _, since, until = daily.latest_window(now)
    assert since < until <= now < until + DAY + 2 * 3_600
    assert 22 * 3_600 <= until - since <= 26 * 3_600
    assert daily.latest_window(since)[2] == since


def test_the_length_of_a_day_depends_on_its_zone() -> None:
    day = datetime(2025, 10, 26, tzinfo=UTC).date()
    since, until = day_bounds(day, "Europe/Berlin")
    assert until - since == 25 * 3_600
    assert day_bounds(day + timedelta(days=1), "Europe/Berlin")[0] == until


@pytest.mark.parametrize(
    "wrong", [{"editions": "6:30"}, {"timezone": "Mars/One"}, {"websub_hub": "ftp://hub.example/"}]
)
def test_an_invalid_schedule_prevents_the_start(tmp_path: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidOption, match=next(iter(wrong))):
        create_services(DataDir(tmp_path), load_settings(tmp_path, wrong, {}))
