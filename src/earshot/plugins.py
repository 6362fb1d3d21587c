"""Plug-ins: functions and classes that other packages register as entry points."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from itertools import chain
from typing import Any, TypeVar

from earshot.errors import EarshotError

Result = TypeVar("Result")


class PluginFailed(EarshotError):
    """The plug-in {plugin} of {package} failed: {reason}."""

    advice = "repair that package or uninstall it"


def list_entry_points(group: str) -> tuple[EntryPoint, ...]:
    return scan_packages().get(group, ())


@cache
def scan_packages() -> dict[str, tuple[EntryPoint, ...]]:
    """The entry points of all installed packages by group. Their files are read once, and a group
    is not searched for each sentence."""
    found: Any = entry_points()
    if isinstance(found, dict):  # in Python 3.11 by group; its own methods warn
        found = chain.from_iterable(dict.values(found))
    groups: dict[str, list[EntryPoint]] = {}
    for each in found:
        groups.setdefault(each.group, []).append(each)
    return {group: tuple(entries) for group, entries in groups.items()}


def run_plugin(entry: EntryPoint, call: Callable[[Any], Result]) -> Result:
    """The result of `call` with the loaded plug-in. Raises PluginFailed, and any EarshotError of
    the plug-in."""
    try:
        return call(entry.load())
    except EarshotError:
        raise
    except Exception as error:
        raise plugin_failed(entry, f"{type(error).__name__}: {error}") from error


def plugin_failed(entry: EntryPoint, reason: str) -> PluginFailed:
    package = entry.dist.name if entry.dist else "another package"
    return PluginFailed(plugin=entry.name, package=package, reason=reason)
