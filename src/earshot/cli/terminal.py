"""Output of commands: colours, progress lines and JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from typing import TextIO

CLEAR_LINE = "\r\033[K"
RED, RESET = "\033[31m", "\033[0m"


def use_color(stream: TextIO) -> bool:
    """Whether to write colours: on a terminal, unless NO_COLOR (https://no-color.org) is set."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def print_error(message: str) -> None:
    """Print one line to standard error, over a progress line if there is one."""
    start = CLEAR_LINE if sys.stderr.isatty() else ""
    name = f"{RED}earshot:{RESET}" if use_color(sys.stderr) else "earshot:"
    print(f"{start}{name} {message}", file=sys.stderr)


def print_progress(line: str) -> None:
    """Replace the progress line on standard error; an empty line removes it."""
    print(f"{CLEAR_LINE}{line}", end="", file=sys.stderr, flush=True)


def print_json(value: Mapping[str, object]) -> None:
    """Print one line of JSON to standard output."""
    print(json.dumps(value, ensure_ascii=False), flush=True)
