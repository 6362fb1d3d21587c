"""How often the pages of a site are read again: `1d=1h` means every hour until the story is a day
old."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

UNIT_SECONDS = {"m": 60.0, "h": 3_600.0, "d": 86_400.0, "w": 604_800.0}
MIN_INTERVAL_SECONDS = 300.0
MAX_AGE_SECONDS = 366 * UNIT_SECONDS["d"]
_RULE = re.compile(r"\s*(\d{1,4})([mhdw])\s*=\s*(\d{1,4})([mhdw])\s*")


@dataclass(frozen=True, slots=True, order=True)
class RefetchRule:
    max_age: float
    """In seconds."""
    interval: float


def parse_refetch_rules(lines: Iterable[str]) -> list[RefetchRule]:
    """The rules, the one for the youngest stories first. Raises ValueError."""
    return sorted(_parse_rule(line) for line in lines)


def find_interval(rules: Iterable[RefetchRule], age: float) -> float | None:
    """The interval for a story of this age in seconds; None if it is not read any more."""
    return next((rule.interval for rule in rules if age <= rule.max_age), None)


def _parse_rule(line: str) -> RefetchRule:
    match = _RULE.fullmatch(line)
    if not match:
        raise ValueError(f"{line!r} is not a rule; write an age and an interval, such as 1d=1h")
    age, age_unit, interval, interval_unit = match.groups()
    rule = RefetchRule(
        int(age) * UNIT_SECONDS[age_unit], int(interval) * UNIT_SECONDS[interval_unit]
    )
    if rule.interval < MIN_INTERVAL_SECONDS:
        raise ValueError(f"{line!r}: the shortest interval is 5m")
    if rule.max_age > MAX_AGE_SECONDS:
        raise ValueError(f"{line!r}: the greatest age is 366d")
    return rule
