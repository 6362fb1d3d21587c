"""Server settings from flags, environment variables and a file, in this order."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from earshot.errors import InvalidOption
from earshot.script.edits import DEFAULT_SPOKEN_PARTS
from earshot.server.renamed_settings import RENAMED_SETTINGS

SETTINGS_FILE = "earshot.toml"
PASSWORD_FILE = "password"
LOOPBACK_HOSTS = ("127.0.0.1", "::1", "localhost")
ENV_PREFIX = "EARSHOT_"
UNIX_PREFIX = "unix:"
UNIX_PROXY = "unix"
"""In `trusted_proxies`: the clients of the Unix socket of `host`."""
ROUTE_NAMES = frozenset(
    (
        *("accounts", "add", "audit-log", "embed", "feeds", "health", "invitations", "login"),
        *("logout", "media", "metrics", "opds", "player", "playground", "s", "settings", "sites"),
        *("subscriptions", "v1", "web"),
    )
)
"""The first parts of the server's paths."""
ACCESS_LEVELS = ("headline", "preview", "full")
"""Each level includes those before it."""
MIN_KEY_BYTES = 32
"""The shortest key in bytes for HMAC-SHA256 (RFC 7518, 3.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings with their defaults; `docs/reference/settings.md` describes them."""

    host: str = "127.0.0.1"
    port: int = 8008
    base_url: str = ""
    title: str = "Earshot"
    voice: str = ""
    language: str = ""
    spoken_parts: tuple[str, ...] = DEFAULT_SPOKEN_PARTS
    pauses: tuple[str, ...] = ()
    password: str = ""
    public: bool = False
    trusted_proxies: tuple[str, ...] = ()
    auth_proxy_header: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_claim: str = "preferred_username"
    oidc_new_accounts: bool = False
    allowed_origins: tuple[str, ...] = ()
    access_rules: tuple[str, ...] = ()
    review_sites: tuple[str, ...] = ()
    jwt_keys: tuple[str, ...] = ()
    database: str = ""
    storage: str = ""
    storage_cache_gb: int = 10
    storage_redirects: bool = False
    workers: int = 0
    worker_voices: tuple[str, ...] = ()
    worker_languages: tuple[str, ...] = ()
    max_upload_mb: int = 20
    rate_limit: int = 600
    retention_days: int = 7
    poll_minutes: int = 30
    poll_initial_entries: int = 3
    poll_max_entries: int = 10
    podcast_owner: str = ""
    podcast_email: str = ""
    podcast_category: str = "News"
    editions: tuple[str, ...] = ()
    timezone: str = "UTC"
    websub_hub: str = ""
    export_to: str = ""
    export_url: str = ""
    export_formats: tuple[str, ...] = ()
    allowed_private_hosts: tuple[str, ...] = ()
    log_format: str = "text"
    log_level: str = "info"
    access_log: bool = False
    traces_url: str = ""

    @property
    def public_url(self) -> str:
        """The public base URL, without a slash at the end."""
        if self.base_url:
            return self.base_url.rstrip("/")
        if self.socket_path:
            return "http://localhost"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def path_prefix(self) -> str:
        """The path of the public base URL; empty for the root of its host."""
        return urlsplit(self.public_url).path

    @property
    def public_origin(self) -> str:
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def socket_path(self) -> str:
        """The path of the Unix socket to listen on; empty for an address."""
        return self.host.removeprefix(UNIX_PREFIX) if self.host.startswith(UNIX_PREFIX) else ""

    @property
    def is_secure(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def is_local(self) -> bool:
        """Whether only this machine can call the server. A server with a public address may be
        behind a reverse proxy."""
        return self.host in LOOPBACK_HOSTS and urlsplit(self.public_url).hostname in LOOPBACK_HOSTS

    @property
    def host_names(self) -> frozenset[str]:
        """The host names that the server accepts."""
        return _host_names(self.host, self.public_url)

    def is_allowed_origin(self, origin: str) -> bool:
        """Whether pages of this origin may play stories."""
        return origin in self.allowed_origins or (bool(origin) and "*" in self.allowed_origins)

    @property
    def access_by_host(self) -> dict[str, str]:
        """The public access level by host name; the empty name has the default."""
        pairs = (each.rpartition("=") for each in self.access_rules)
        return {"": ACCESS_LEVELS[-1]} | {
            host.strip().lower(): level.strip() for host, _, level in pairs
        }

    @property
    def worker_count(self) -> int:
        return self.workers or 1  # each process has its own synthesis processes


@lru_cache(8)
def _host_names(host: str, public_url: str) -> frozenset[str]:
    return frozenset({*LOOPBACK_HOSTS, "[::1]", host, urlsplit(public_url).hostname or ""})


RANGES = {
    "port": (0, 65_535),
    "workers": (0, 64),
    "storage_cache_gb": (1, 100_000),
    "max_upload_mb": (1, 1_000),
    "rate_limit": (1, 1_000_000),
    "retention_days": (0, 3_650),
    "poll_minutes": (5, 10_080),
    "poll_initial_entries": (0, 50),
    "poll_max_entries": (1, 200),
}


def load_settings(
    data_dir: Path, overrides: Mapping[str, Any], environ: Mapping[str, str]
) -> Settings:
    """Load the settings: flags before environment before file before default.

    Raises InvalidOption for an unknown name or an invalid value.
    """
    known = {each.name: getattr(Settings, each.name, None) for each in fields(Settings)}
    defaults = {name: getattr(Settings(), name) for name in known}
    found: dict[str, Any] = {}
    for name, value in _read_file(data_dir).items():
        if name not in defaults:
            raise InvalidOption(option=name, value="set", expected=_unknown_name(name, defaults))
        found[name] = value
    check_environment(environ)
    for name in defaults:
        if (text := environ.get(ENV_PREFIX + name.upper())) is not None:
            found[name] = text
    found |= {name: value for name, value in overrides.items() if value is not None}
    found.setdefault("password", load_password_hash(data_dir))
    settings = Settings(
        **{name: _coerce(name, value, defaults[name]) for name, value in found.items()}
    )
    _check_paywall(settings)
    _check_proxies(settings)
    return settings


def check_environment(environ: Mapping[str, str]) -> None:
    """Raises InvalidOption for a variable with an old name of a setting."""
    for old, new in RENAMED_SETTINGS.items():
        name = ENV_PREFIX + old.upper()
        if name in environ:
            expected = f"it is now called {ENV_PREFIX}{new.upper()}"
            raise InvalidOption(option=name, value="set", expected=expected)


def _unknown_name(name: str, known: Iterable[str]) -> str:
    """The correction to suggest for an unknown setting."""
    if new := RENAMED_SETTINGS.get(name):
        return f"it is now called {new}"
    close = get_close_matches(name, known, 1)
    hint = f"; did you mean {close[0]}?" if close else ""
    return f"{SETTINGS_FILE} has no setting of this name{hint}"


def _check_paywall(settings: Settings) -> None:
    """Raises InvalidOption: a typing error must not open paid content."""
    for host, level in settings.access_by_host.items():
        if level not in ACCESS_LEVELS or "/" in host:
            levels = ", ".join(ACCESS_LEVELS)
            expected = f"it must be one of {levels}, also for a host: news.example=headline"
            raise InvalidOption(
                option="access_rules", value=f"{host}={level}".lstrip("="), expected=expected
            )
    if any(len(key.encode()) < MIN_KEY_BYTES for key in settings.jwt_keys):
        needed = f"at least {MIN_KEY_BYTES} bytes; `openssl rand -hex 32` generates one"
        raise InvalidOption(option="jwt_keys", value="…", expected=f"a key must have {needed}")


def _check_proxies(settings: Settings) -> None:
    """Raises InvalidOption."""
    for entry in settings.trusted_proxies:
        try:
            if entry != UNIX_PROXY:
                ip_network(entry, strict=False)
        except ValueError:
            expected = f"an address, a network such as 172.16.0.0/12, or {UNIX_PROXY}"
            raise InvalidOption(option="trusted_proxies", value=entry, expected=expected) from None
    first_part = settings.path_prefix.strip("/").partition("/")[0]
    if first_part in ROUTE_NAMES:
        expected = f"/{first_part} is a path of the server itself; choose another prefix"
        raise InvalidOption(option="base_url", value=settings.base_url, expected=expected)


def load_password_hash(data_dir: Path) -> str:
    """The hash that `earshot set-password` wrote; empty if there is none."""
    path = data_dir / PASSWORD_FILE
    return path.read_text("utf-8").strip() if path.is_file() else ""


def _read_file(data_dir: Path) -> dict[str, Any]:
    path = data_dir / SETTINGS_FILE
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except NotADirectoryError:
        expected = "it is a file; name the directory of the library"
        raise InvalidOption(option="data_dir", value=data_dir, expected=expected) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidOption(option=SETTINGS_FILE, value=path, expected=str(error)) from error


def _coerce(name: str, value: Any, default: Any) -> Any:
    """Convert the value to the type of the default."""
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
        raise InvalidOption(option=name, value=value, expected="use true or false")
    return word in ("1", "true", "yes", "on")


def _parse_int(name: str, value: Any) -> int:
    low, high = RANGES[name]
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = low - 1
    if not low <= number <= high:
        raise InvalidOption(option=name, value=value, expected=f"a number from {low} to {high}")
    return number
