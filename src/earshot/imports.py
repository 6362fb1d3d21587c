"""Imports of the modules that one command or task needs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType
from typing import Any

from earshot.garbage_collection import paused_collection


def load_module(name: str) -> ModuleType:
    """Import a module and its imports, without garbage collection. It takes a sixth of the time
    of large imports and finds nothing, because modules stay."""
    with paused_collection():
        return import_module(name)


class LazyModule:
    """Stands for a module and imports it with its first use."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        value = getattr(load_module(self._name), attribute)
        setattr(self, attribute, value)
        return value


def load_without(name: str, unneeded: Sequence[str]) -> ModuleType:
    """Import a package whose modules import others that are seldom used. The `unneeded` modules,
    with their parents, are imported when one of their functions is called first. If the package
    needs one of them at once, it is imported as usual."""
    absent = [each for each in unneeded if each not in sys.modules]
    before = set(sys.modules)
    sys.modules.update({each: _DeferredModule(each) for each in absent})
    try:
        return load_module(name)
    except Exception:
        for each in set(sys.modules) - before:
            if each.partition(".")[0] == name:
                del sys.modules[each]
    finally:
        for each in absent:
            if isinstance(sys.modules.get(each), _DeferredModule):
                del sys.modules[each]
    return load_module(name)


class _DeferredModule(ModuleType):
    """Stands for a module while another one is imported."""

    def __getattr__(self, name: str) -> _DeferredName:
        if name.startswith("__"):
            raise AttributeError(name)
        return _DeferredName(self.__name__, name)


class _DeferredName:
    """A function or a class of a module that is not imported yet."""

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name

    def _resolve(self) -> Any:
        return getattr(load_module(self._module), self._name)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self._resolve()(*arguments, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._resolve(), name)

    def __instancecheck__(self, instance: object) -> bool:
        return isinstance(instance, self._resolve())

    def __ror__(self, other: object) -> Any:
        """Support unions in annotations."""
        return Any
