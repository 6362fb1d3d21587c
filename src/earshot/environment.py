"""The environment variables of Earshot, and the user's cache directory.

Every `EARSHOT_*` variable is read here. The settings of the server are the exception: each has a
variable of its own name, and `earshot.server.settings` lists them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TypeVar

from earshot.errors import InvalidOption, OutputError
from earshot.files import atomic_write

T = TypeVar("T")
PREFIX = "EARSHOT_"


class Variable(NamedTuple):
    name: str
    meaning: str
    default: str = ""
    default_text: str = ""
    """The default in words, where it depends on the machine."""


VARIABLES = (
    Variable("EARSHOT_DATA_DIR", "Data directory of the server.", "~/earshot"),
    Variable(
        "EARSHOT_CACHE",
        "Directory of files that can be made again, such as synthesized speech.",
        default_text="$XDG_CACHE_HOME/earshot, which is ~/.cache/earshot",
    ),
    Variable("EARSHOT_CACHE_SIZE", "Size of the speech cache in MB. 0 disables it.", "2000"),
    Variable(
        "EARSHOT_SYNTHESIS_WORKERS",
        "Number of processes that synthesize speech.",
        default_text="one per core, at most eight; two on a GPU",
    ),
    Variable(
        "EARSHOT_VOICES",
        "Directory of installed voices.",
        default_text="$XDG_DATA_HOME/earshot/voices, which is ~/.local/share/earshot/voices",
    ),
    Variable("EARSHOT_OPENAI_KEY", "API key of OpenAI or of the server in EARSHOT_OPENAI_URL."),
    Variable(
        "EARSHOT_OPENAI_URL",
        "Base URL of a server with OpenAI's speech API.",
        "https://api.openai.com/v1",
    ),
    Variable("EARSHOT_OPENAI_MODEL", "Model that the speech API uses.", "tts-1"),
    Variable(
        "EARSHOT_OPENAI_PRICE",
        "Price in US dollars per million characters, for cost estimates.",
        default_text="OpenAI's list price, if the model is known",
    ),
    Variable(
        "EARSHOT_DEVICE",
        "Device that runs the voice models: cpu or cuda.",
        default_text="cuda if there is a GPU and onnxruntime-gpu is installed",
    ),
    Variable("EARSHOT_LEXICON", "Lexicon file that applies to every article."),
)
"""Every variable that is not a setting of the server."""
RENAMED_VARIABLES = {"EARSHOT_HOME": "EARSHOT_DATA_DIR"}
"""Former names."""
_DEFAULTS = {variable.name: variable.default for variable in VARIABLES}


def read_variable(name: str) -> str:
    """The value of an environment variable, or its default if it is unset or empty.

    Raises InvalidOption if it is set under an old name.
    """
    for old, new in RENAMED_VARIABLES.items():
        if new == name and (value := os.environ.get(old)):
            raise InvalidOption(option=old, value=value, expected=f"it is now called {new}")
    return os.environ.get(name) or _DEFAULTS[name]


def is_set(name: str) -> bool:
    """Whether an environment variable has a value of its own."""
    return bool(os.environ.get(name)) and name in _DEFAULTS


def earshot_variables() -> dict[str, str]:
    """Every variable that starts with `EARSHOT_`, settings of the server included."""
    return {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}


def cache_dir() -> Path:
    """`$EARSHOT_CACHE`, else the user's cache directory (XDG Base Directory)."""
    if own := read_variable("EARSHOT_CACHE"):
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "earshot"


def user_data_dir() -> Path:
    """The user's data directory (XDG Base Directory)."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "earshot"


def memoize(name: str, compute: Callable[[], T], parse: Callable[[str], T]) -> T:
    """Return the value of that name in the cache directory, or compute and store it.

    `parse` converts the stored text and raises ValueError for a damaged file. If the directory
    cannot be read or written, the value is computed again.
    """
    known = recall(name, parse)
    if known is not None:
        return known
    value = compute()
    remember(name, value)
    return value


def recall(name: str, parse: Callable[[str], T]) -> T | None:
    """The value of that name in the cache directory; None if it is missing or damaged."""
    with suppress(OSError, ValueError):
        return parse((cache_dir() / name).read_text())
    return None


def remember(name: str, value: object) -> None:
    """Store a value in the cache directory, if it can be written."""
    with suppress(OutputError), atomic_write(cache_dir() / name) as temporary:
        temporary.write_text(str(value))


def is_memoized(name: str) -> bool:
    return (cache_dir() / name).is_file()
