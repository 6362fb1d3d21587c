"""Imports of the modules that one command or task needs."""

from __future__ import annotations

import gc
from importlib import import_module
from types import ModuleType
from typing import Any


def load_module(name: str) -> ModuleType:
    """Import a module and what it imports, without garbage collection. It takes a sixth of the time
    of large imports and finds nothing, because modules stay."""
    if not gc.isenabled():
        return import_module(name)
    gc.disable()
    try:
        return import_module(name)
    finally:
        gc.enable()


class LazyModule:
    """Stands for a module and imports it with its first use."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        value = getattr(load_module(self._name), attribute)
        setattr(self, attribute, value)
        return value
