"""Compiled regular expressions in the cache directory, as `__pycache__` has compiled modules.

A command compiles 1,300 expressions of Earshot and its libraries, which takes a quarter of the time
before the first sound. This module relies on internals of `re` that are the same in all supported
versions of Python, and compiles as usual where they fail.
"""

from __future__ import annotations

import atexit
import marshal
import re
import sys
from array import array
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from earshot.environment import cache_dir
from earshot.errors import EarshotError
from earshot.imports import load_module
from earshot.version import __version__

MAX_FILE_BYTES = 8_000_000
"""Maximum size of the file. The expressions of all commands take 2 MB."""
MIN_NEW_EXPRESSIONS = 16
"""New expressions before the file is rewritten: most articles need a few new ones."""
CODE_TYPE: Final = "I"
"""Of the codes of a compiled expression: `Py_UCS4`."""
Key = tuple[str | bytes, int]
"""An expression and its flags."""
Compiled = tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]
"""Flags, codes, number of groups, and the groups by name and by number."""
_compiler, _parser, _engine = (
    import_module(name) for name in ("re._compiler", "re._parser", "_sre")
)


class PatternCache:
    """The expressions in a file, and those that were compiled since it was read."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._stored = _read_expressions(file)
        self._new: dict[Key, Compiled] = {}
        self._compile: Callable[[Any, int], re.Pattern[Any]] = _compiler.compile

    def install(self) -> None:
        """Use the cache for all expressions of this process, and write it when the process ends."""
        setattr(_compiler, "compile", self.compile)  # noqa: B010 - unknown to its type
        atexit.register(self.save)

    def compile(self, expression: Any, flags: int = 0) -> re.Pattern[Any]:
        """Replaces `re._compiler.compile`, which is called for expressions that are not in the
        cache of `re`."""
        if not isinstance(expression, str | bytes) or flags & re.DEBUG:
            return self._compile(expression, flags)
        key = (expression[:], int(flags))  # a string of a subclass becomes a plain one
        with suppress(AttributeError, OverflowError, RuntimeError, TypeError, ValueError):
            if key not in self._stored:
                self._stored[key] = self._new[key] = _compile(*key)
            return _restore(expression, self._stored[key])
        return self._compile(expression, flags)

    def save(self) -> None:
        """Write the file if enough is new. Errors of the file system only lose it."""
        if len(self._new) < MIN_NEW_EXPRESSIONS:
            return
        data = marshal.dumps((__version__, self._stored))
        if len(data) <= MAX_FILE_BYTES:
            with suppress(EarshotError):
                load_module("earshot.files").write_file(self._file, data)
        self._new.clear()


def install_pattern_cache(purpose: str = "") -> PatternCache | None:
    """Use the cache of this version of Python in this process; None without a cache directory.

    The processes of a `purpose` that need few expressions have a file of their own, since reading
    all of them takes longer than compiling a few.
    """
    try:
        cache = PatternCache(cache_dir() / "patterns" / f"{sys.hexversion:x}{purpose}")
    except RuntimeError:  # the user has no home directory
        return None
    cache.install()
    return cache


def _read_expressions(file: Path) -> dict[Key, Compiled]:
    """Those that this version of Earshot stored; none if the file is missing or damaged."""
    with suppress(OSError, ValueError, EOFError, TypeError):
        version, expressions = marshal.loads(file.read_bytes())
        if version == __version__ and isinstance(expressions, dict):
            return expressions
    return {}


def _compile(expression: str | bytes, flags: int) -> Compiled:
    """As `re._compiler.compile` does. Raises re.error and OverflowError."""
    parsed = _parser.parse(expression, flags)
    codes = array(CODE_TYPE, _compiler._code(parsed, flags)).tobytes()
    by_name, group_count = parsed.state.groupdict, parsed.state.groups
    names = {number: name for name, number in by_name.items()}
    by_number = tuple(names.get(number) for number in range(group_count))
    return int(flags | parsed.state.flags), codes, group_count - 1, by_name, by_number


def _restore(expression: str | bytes, compiled: Compiled) -> re.Pattern[Any]:
    flags, codes, group_count, by_name, by_number = compiled
    numbers = memoryview(codes).cast(CODE_TYPE).tolist()
    pattern: re.Pattern[Any] = _engine.compile(
        expression, flags, numbers, group_count, by_name, by_number
    )
    return pattern
