"""Loaded by Schemathesis: Hypothesis builds the characters of each pattern once.

It lists every character of a range, so a pattern for web addresses takes a tenth of a second, and
Schemathesis asks for it again in each operation.
"""

from __future__ import annotations

from collections.abc import Callable
from re import Pattern
from typing import Any

from hypothesis.strategies._internal import regex

_build: Callable[..., Any] = regex.base_regex_strategy
_strategies: dict[tuple[str, int, str], Any] = {}


def _base_regex_strategy(pattern: Pattern[str], *, alphabet: Any, **options: Any) -> Any:
    key = pattern.pattern, pattern.flags, repr(alphabet)
    if key not in _strategies:
        _strategies[key] = _build(pattern, alphabet=alphabet, **options)
    return _strategies[key]


vars(regex)["base_regex_strategy"] = _base_regex_strategy
