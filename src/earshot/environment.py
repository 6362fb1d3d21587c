"""The environment variables of Earshot, and the user's cache directory.

Every `EARSHOT_*` variable is read here. The settings of the server are the exception: each has a
variable of its own name, and `earshot.server.settings` lists them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from earshot.errors import InvalidOption

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
        default_text="one per core, at most eight, and as many as a GPU has memory for",
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
    Variable("EARSHOT_API_KEY", "API key of the server whose library `earshot mcp` uses."),
    Variable(
        "EARSHOT_GPU_MEMORY",
        "GPU memory in MB that each synthesis process may use; 0 for no limit.",
        "6000",
    ),
    Variable(
        "EARSHOT_C2PA_CERTIFICATE",
        "PEM file with the certificate that signs recordings, and those that issued it.",
    ),
    Variable("EARSHOT_C2PA_KEY", "PEM file with the private key of the certificate."),
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
        if new == name and os.environ.get(old):
            raise InvalidOption(option=old, value="set", expected=f"it is now called {new}")
    return os.environ.get(name) or _DEFAULTS[name]


def is_set(name: str) -> bool:
    """Whether an environment variable has a value of its own."""
    return bool(os.environ.get(name)) and name in _DEFAULTS


def earshot_variables() -> dict[str, str]:
    """Every variable that starts with `EARSHOT_`, settings of the server included."""
    return {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}


def visible_gpu() -> str:
    """The index or the identifier of the first GPU that CUDA shows to this process."""
    return os.environ.get("CUDA_VISIBLE_DEVICES", "").split(",")[0].strip() or "0"


def cache_dir() -> Path:
    """`$EARSHOT_CACHE`, otherwise the user's cache directory (XDG Base Directory)."""
    if own := read_variable("EARSHOT_CACHE"):
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "earshot"


def user_data_dir() -> Path:
    """The user's data directory (XDG Base Directory)."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "earshot"
