"""Checks the values of settings when the server starts, so no error is found only later."""

from __future__ import annotations

import re
from importlib.util import find_spec
from ipaddress import ip_network
from urllib.parse import SplitResult, urlsplit

from earshot.content_credentials import check_certificate
from earshot.errors import InvalidOption, PackageMissing
from earshot.httpclient.private_hosts import PrivateHosts
from earshot.object_store import open_store
from earshot.publish.audio_formats import EXTRA_FORMATS
from earshot.script.edits import SPOKEN_PARTS
from earshot.script.pauses import parse_pauses
from earshot.server.editions.schedule import DailySchedule, parse_timezone
from earshot.server.settings import Settings
from earshot.server.storage.database import check_database_url
from earshot.server.webhooks.websub import validate_hub

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LOG_FORMAT = re.compile("text|logfmt|json")
_LOG_LEVEL = re.compile("debug|info|warning|error")
_HOST_NAME = re.compile(r"[^\s/:@?#]+")
DEFAULT_PORTS = {"http": 80, "https": 443}
_HTTP_URL = re.compile(r"https?://\S+")
MAX_LINE_CHARS = 200
"""The longest title and owner: they are shown on every page and in every feed."""


def validate_settings(settings: Settings) -> None:
    """Raises InvalidOption, PackageMissing, UnknownVoice and VoiceNotInstalled."""
    if settings.base_url:
        _validate_base_url(settings.base_url)
    for origin in settings.allowed_origins:
        _validate_origin(origin)
    for name in ("title", "podcast_owner", "podcast_category"):
        _validate_line(name, getattr(settings, name))
    if not settings.title.strip():
        raise InvalidOption(option="title", value="''", expected="give the library a name")
    _require(_LANGUAGE, "language", settings.language, "a language tag such as en-GB")
    _require(_EMAIL, "podcast_email", settings.podcast_email, "an address such as ann@news.example")
    for host in settings.allowed_private_hosts:
        _validate_private_host(host)
    _validate_parts(settings)
    parse_pauses(settings.pauses)
    _validate_proxy_header(settings)
    _validate_provider(settings)
    _require(_LOG_FORMAT, "log_format", settings.log_format, "text, logfmt or json")
    _require(_LOG_LEVEL, "log_level", settings.log_level, "debug, info, warning or error")
    _require(
        _HTTP_URL, "traces_url", settings.traces_url, "a URL that starts with http:// or https://"
    )
    validate_hub(settings.websub_hub)
    _validate_export(settings)
    check_database_url(settings.database)
    parse_timezone(settings.timezone)
    for edition in settings.editions:
        DailySchedule.parse(edition, settings.timezone)
    check_certificate()
    if settings.voice:
        from earshot.voices.registry import require_voice  # noqa: PLC0415  # it loads the engines

        require_voice(settings.voice)


def _validate_parts(settings: Settings) -> None:
    if unknown := set(settings.spoken_parts) - set(SPOKEN_PARTS):
        expected = f"some of {', '.join(SPOKEN_PARTS)}"
        raise InvalidOption(option="spoken_parts", value=min(unknown), expected=expected)


def _validate_export(settings: Settings) -> None:
    """Raises InvalidOption, and PackageMissing for a bucket."""
    _require(_HTTP_URL, "export_url", settings.export_url, "a URL such as https://listen.example")
    if unknown := set(settings.export_formats) - set(EXTRA_FORMATS):
        expected = f"some of {', '.join(EXTRA_FORMATS)}"
        raise InvalidOption(option="export_formats", value=min(unknown), expected=expected)
    if settings.export_to:
        open_store(settings.export_to)


def _validate_proxy_header(settings: Settings) -> None:
    header = settings.auth_proxy_header
    if header and not settings.trusted_proxies:
        expected = "set `trusted_proxies` too: only their header is trusted"
        raise InvalidOption(option="auth_proxy_header", value=header, expected=expected)


def _validate_provider(settings: Settings) -> None:
    issuer = settings.oidc_issuer
    if not issuer:
        return
    parts = _split(issuer)
    hosts = PrivateHosts(settings.allowed_private_hosts)
    if parts is None or not parts.hostname or parts.query or parts.fragment:
        expected = "it must be the address of an OpenID provider, such as https://auth.example"
        raise InvalidOption(option="oidc_issuer", value=issuer, expected=expected)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in hosts):
        expected = "it must start with https://, unless its host is one of `allowed_private_hosts`"
        raise InvalidOption(option="oidc_issuer", value=issuer, expected=expected)
    if not settings.oidc_client_id or settings.auth_proxy_header:
        expected = "set `oidc_client_id` too, and leave out `auth_proxy_header`"
        raise InvalidOption(option="oidc_issuer", value=issuer, expected=expected)
    if find_spec("cryptography") is None:
        hint = "pip install 'earshot-audio[oidc]'"
        raise PackageMissing(feature="oidc_issuer", install_hint=hint)


def _require(pattern: re.Pattern[str], name: str, value: str, expected: str) -> None:
    if value and not pattern.fullmatch(value):
        raise InvalidOption(option=name, value=value, expected=f"it must be {expected}")


def _validate_line(name: str, value: str) -> None:
    if len(value) > MAX_LINE_CHARS or not value.isprintable():
        expected = f"it must be one line of at most {MAX_LINE_CHARS} characters"
        raise InvalidOption(option=name, value=value[:MAX_LINE_CHARS], expected=expected)


def _validate_private_host(entry: str) -> None:
    """A name, a pattern such as *.lan, an address or a network."""
    expected = "a host name without scheme and port, or a network such as 192.168.1.0/24"
    if "/" not in entry:
        return _require(_HOST_NAME, "allowed_private_hosts", entry.removeprefix("*."), expected)
    try:
        ip_network(entry)
    except ValueError:
        raise InvalidOption(
            option="allowed_private_hosts", value=entry, expected=expected
        ) from None


def _validate_base_url(url: str) -> None:
    parts = _split(url)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        example = url.rpartition("://")[2].strip("/ ") or "listen.example.org"
        expected = f"it must start with https:// or http://, such as https://{example}"
        raise InvalidOption(option="base_url", value=url, expected=expected)
    if parts.query or parts.fragment or parts.username is not None:
        expected = f"leave out user name, ? and #: {parts.scheme}://{parts.hostname}{parts.path}"
        raise InvalidOption(option="base_url", value=url, expected=expected)


def _validate_origin(origin: str) -> None:
    """An origin as browsers send it (RFC 6454, 6.2): other forms would never match."""
    if origin == "*":
        return
    parts = _split(origin)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        expected = "it must be * or an origin such as https://news.example"
        raise InvalidOption(option="allowed_origins", value=origin, expected=expected)
    if "*" in origin:
        expected = "give the full host name of each site, or * for all"
        raise InvalidOption(option="allowed_origins", value=origin, expected=expected)
    is_default = parts.port in (None, DEFAULT_PORTS[parts.scheme])
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    right = f"{parts.scheme}://{host}" + ("" if is_default else f":{parts.port}")
    if origin != right:
        expected = f"write it as browsers send it: {right}"
        raise InvalidOption(option="allowed_origins", value=origin, expected=expected)


def _split(url: str) -> SplitResult | None:
    """The parts of a URL without spaces and with a valid port."""
    try:
        parts = urlsplit(url)
        return None if parts.port == 0 or re.search(r"\s", url) else parts
    except ValueError:
        return None
