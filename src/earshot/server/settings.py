"""What a host may set: one list, read from flags, the environment and a file, in that order."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from earshot.errors import BadOption

SETTINGS_FILE = "earshot.toml"
PASSWORD_FILE = "password"
LOOPBACK_HOSTS = ("127.0.0.1", "::1", "localhost")
ENV_PREFIX = "EARSHOT_"
ACCESS_LEVELS = ("title", "segment", "whole")
"""What may be heard of a story; each holds those before it."""
MIN_KEY_BYTES = 32
"""Bytes of a key that signs with HMAC-SHA256 (RFC 7518, 3.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting with its default; `docs/reference.md` tells what each one does."""

    host: str = "127.0.0.1"
    port: int = 8008
    address: str = ""
    title: str = "Earshot"
    voice: str = ""
    language: str = ""
    password: str = ""
    public: bool = False
    origins: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    token_keys: tuple[str, ...] = ()
    makers: int = 0
    upload_mb: int = 20
    rate: int = 600
    keep_days: int = 7
    poll_minutes: int = 30
    poll_first: int = 3
    poll_most: int = 10
    owner: str = ""
    email: str = ""
    category: str = "News"
    editions: tuple[str, ...] = ()
    zone: str = "UTC"
    hub: str = ""
    receivers: tuple[str, ...] = ()

    @property
    def public_url(self) -> str:
        """The address under which the world reaches it, without a slash at the end."""
        if self.address:
            return self.address.rstrip("/")
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def is_secure(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def is_local(self) -> bool:
        """Whether only this machine can call it; with another address something passes the world's
        calls on to it."""
        return self.host in LOOPBACK_HOSTS and urlsplit(self.public_url).hostname in LOOPBACK_HOSTS

    @property
    def host_names(self) -> frozenset[str]:
        """The host names that a request may be meant for."""
        return _host_names(self.host, self.public_url)

    def is_allowed_origin(self, origin: str) -> bool:
        """Whether pages of that origin may play stories here."""
        return origin in self.origins or (bool(origin) and "*" in self.origins)

    @property
    def access_by_host(self) -> dict[str, str]:
        """What everybody may hear, by host name; all other stories under the empty name."""
        pairs = (each.rpartition("=") for each in self.access)
        return {"": ACCESS_LEVELS[-1]} | {
            host.strip().lower(): level.strip() for host, _, level in pairs
        }

    @property
    def worker_count(self) -> int:
        """How many makers there are; each has workers of its own for all cores."""
        return self.makers or 1


@lru_cache(8)
def _host_names(host: str, public_url: str) -> frozenset[str]:
    return frozenset({*LOOPBACK_HOSTS, "[::1]", host, urlsplit(public_url).hostname or ""})


RANGES = {
    "port": (0, 65_535),
    "makers": (0, 64),
    "upload_mb": (1, 1_000),
    "rate": (1, 1_000_000),
    "keep_days": (0, 3_650),
    "poll_minutes": (5, 10_080),
    "poll_first": (0, 50),
    "poll_most": (1, 200),
}


def load_settings(
    data_dir: Path, overrides: Mapping[str, Any], environ: Mapping[str, str]
) -> Settings:
    """The settings of a library: flags before environment before file before default.

    Raises BadOption for an unknown name or a value that does not fit.
    """
    known = {each.name: getattr(Settings, each.name, None) for each in fields(Settings)}
    defaults = {name: getattr(Settings(), name) for name in known}
    found: dict[str, Any] = {}
    for name, value in _read_file(data_dir).items():
        if name not in defaults:
            raise BadOption(
                option=name, value=value, expected=f"{SETTINGS_FILE} knows no such setting"
            )
        found[name] = value
    for name in defaults:
        if (text := environ.get(ENV_PREFIX + name.upper())) is not None:
            found[name] = text
    found |= {name: value for name, value in overrides.items() if value is not None}
    found.setdefault("password", load_password_hash(data_dir))
    settings = Settings(
        **{name: _coerce(name, value, defaults[name]) for name, value in found.items()}
    )
    _check_paywall(settings)
    return settings


def _check_paywall(settings: Settings) -> None:
    """Raises BadOption: what is mistyped here would give away what is sold."""
    for host, level in settings.access_by_host.items():
        if level not in ACCESS_LEVELS or "/" in host:
            wanted = f"{', '.join(ACCESS_LEVELS)}, or one of them for a host: news.example=title"
            raise BadOption(option="access", value=f"{host}={level}", expected=f"one of {wanted}")
    if any(len(key.encode()) < MIN_KEY_BYTES for key in settings.token_keys):
        needed = f"at least {MIN_KEY_BYTES} bytes; `openssl rand -hex 32` makes a good one"
        raise BadOption(option="token_keys", value="…", expected=needed)


def load_password_hash(data_dir: Path) -> str:
    """The hash that `earshot set-password` wrote, or nothing."""
    path = data_dir / PASSWORD_FILE
    return path.read_text("utf-8").strip() if path.is_file() else ""


def _read_file(data_dir: Path) -> dict[str, Any]:
    path = data_dir / SETTINGS_FILE
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadOption(option=SETTINGS_FILE, value=path, expected=str(error)) from error


def _coerce(name: str, value: Any, default: Any) -> Any:
    """The value in the type of the default."""
    if isinstance(default, bool):
        return _parse_bool(name, value)
    if isinstance(default, int):
        return _parse_int(name, value)
    if isinstance(default, tuple):
        parts = value.split(",") if isinstance(value, str) else value
        return tuple(str(part).strip() for part in parts if str(part).strip())
    return str(value)


def _parse_bool(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word not in ("1", "0", "true", "false", "yes", "no", "on", "off"):
        raise BadOption(option=name, value=value, expected="true or false is needed")
    return word in ("1", "true", "yes", "on")


def _parse_int(name: str, value: Any) -> int:
    low, high = RANGES[name]
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = low - 1
    if not low <= number <= high:
        raise BadOption(option=name, value=value, expected=f"a number from {low} to {high}")
    return number
