"""The `repr` of data classes that hold whole articles. It fits a screen."""

from __future__ import annotations

import reprlib
from dataclasses import MISSING, Field, fields
from typing import Any

SHORTENER = reprlib.Repr()
SHORTENER.maxstring = 60


def describe(instance: Any) -> str:
    """The fields that differ from their defaults. Long values are abbreviated."""
    values = [(each, getattr(instance, each.name)) for each in fields(instance)]
    shown = [
        f"{each.name}={_abbreviate(value)}" for each, value in values if _is_shown(each, value)
    ]
    return f"{type(instance).__name__}({', '.join(shown)})"


def _is_shown(field: Field[Any], value: object) -> bool:
    if not field.compare:
        return _is_array(value)
    return field.default is MISSING or value != field.default


def _abbreviate(value: Any) -> str:
    if _is_array(value):
        return f"<{len(value)} samples>"
    if isinstance(value, tuple) and len(value) > 1:
        return f"<{len(value)} × {type(value[0]).__name__}>"
    is_own = type(value).__module__ == "earshot.model"
    return repr(value) if is_own else SHORTENER.repr(value)


def _is_array(value: object) -> bool:
    return hasattr(value, "dtype")
