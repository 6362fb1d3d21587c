"""The server's log: a line for each event, as text, logfmt or JSON, without secrets."""

from __future__ import annotations

import json
import logging
import os
import re
import sqlite3
import sys
import time
import traceback
import warnings
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from earshot.errors import UnspokenSentence
from earshot.server.log_context import get_log_fields, replace_log_fields
from earshot.server.settings import ENV_PREFIX, Settings

log = logging.getLogger("earshot")
FORMAT_VARIABLE, LEVEL_VARIABLE = f"{ENV_PREFIX}LOG_FORMAT", f"{ENV_PREFIX}LOG_LEVEL"
access_log = logging.getLogger("earshot.access")
_SECRETS = (
    (re.compile(r"(/(?:feeds|media|invitations)/)[^/\s.\"]+"), r"\1…"),
    (re.compile(r"\b(earshot-|whsec_)[A-Za-z0-9_+/=-]{8,}"), r"\1…"),
    (re.compile(r"(?i)\b(bearer|basic) [A-Za-z0-9._~+/=-]+"), r"\1 …"),
    (re.compile(r"([?&][^\s=&]{1,40}=)[^\s&\"']{8,}"), r"\1…"),
    (re.compile(r"(?i)\b((?:token|key|password|secret)=)[^\s&\"']+"), r"\1…"),
    (re.compile(r"(://)[^/@\s]+@"), r"\1…@"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]+"), "…"),
)
"""Tokens of feeds, keys, passwords and queries of addresses, and JSON Web Tokens."""
_STORY_PATH = re.compile(r"/(?:v1/stories|s|embed|media/[^/]+)/(?P<id>[\w-]+)")
_ERRORS_WITHOUT_INPUT = (OSError, ImportError, sqlite3.Error)
"""Their messages quote no text. Those of others may quote a story, and are left out."""
_IDS = (
    ("story_id", re.compile(r"story ([\w-]+)")),
    ("request_id", re.compile(r"request ([0-9a-f]{16})\b")),
)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_PLAIN_VALUE = re.compile(r"[^\s=\"]+")


def configure_log(settings: Settings) -> None:
    """Send the log to standard error, where systemd and containers read it."""
    configure_format(settings.log_format, settings.log_level)
    access_log.setLevel(logging.INFO if settings.access_log else logging.CRITICAL)
    os.environ |= {FORMAT_VARIABLE: settings.log_format, LEVEL_VARIABLE: settings.log_level}


def configure_worker_log() -> None:
    """The log of a worker process, as that of its server. Warnings are lines of it too."""
    configure_format(
        os.environ.get(FORMAT_VARIABLE, "text"), os.environ.get(LEVEL_VARIABLE, "info")
    )
    warnings.showwarning = _log_warning


def _log_warning(message: Warning | str, *where: object, **more: object) -> None:
    is_about_text = isinstance(message, UnspokenSentence)
    log.warning("%s", "a sentence was replaced by silence" if is_about_text else message)


def configure_format(kind: str, level: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LineFormatter(kind))
    logging.getLogger().handlers[:] = [handler]
    logging.getLogger("earshot").setLevel(level.upper())


def remove_secrets(text: str) -> str:
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text


class LineFormatter(logging.Formatter):
    """Formats a record with its `fields` as one line; a traceback is a field too."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": remove_secrets(record.getMessage()),
            **get_log_fields(),
            **_ids_in(record.getMessage()),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and (error := record.exc_info[1]):
            fields["traceback"] = remove_secrets(format_traceback(error))
        return _WRITERS[self._kind](fields)


def format_traceback(error: BaseException) -> str:
    """The traceback of an error and of its causes. At the level `debug` it has their messages."""
    return "\n".join(_format_errors(error))


def _format_errors(error: BaseException) -> Iterator[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause:
        yield from _format_errors(cause)
        yield "\nThe error above led to this one:\n"
    yield "".join(traceback.format_tb(error.__traceback__)).rstrip()
    has_message = isinstance(error, _ERRORS_WITHOUT_INPUT) or log.isEnabledFor(logging.DEBUG)
    yield f"{type(error).__qualname__}: {error}" if has_message else type(error).__qualname__


def find_story_id(path: str) -> str:
    """The id of the story that the path of a request is about; empty for none."""
    found = _STORY_PATH.search(path)
    return found["id"] if found else ""


def _ids_in(message: str) -> dict[str, str]:
    """The ids of a message such as "story ID", as fields."""
    found = ((name, pattern.match(message)) for name, pattern in _IDS)
    return {name: match[1] for name, match in found if match}


def _write_text(fields: Mapping[str, Any]) -> str:
    extra = [f"{name}={value}" for name, value in fields.items() if name not in _TEXT_FIELDS]
    line = _escape_controls(
        " ".join([fields["time"], fields["level"].upper(), fields["message"], *extra])
    )
    return f"{line}\n{fields['traceback']}" if "traceback" in fields else line


def _write_logfmt(fields: Mapping[str, Any]) -> str:
    line = " ".join(f"{name}={_quote(str(value))}" for name, value in fields.items())
    return _escape_controls(line)


def _escape_controls(line: str) -> str:
    """Without characters that begin a line or steer a terminal: paths of requests have any."""
    return _CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode(), line)


def _quote(value: str) -> str:
    return value if _PLAIN_VALUE.fullmatch(value) else json.dumps(value, ensure_ascii=False)


def _write_json(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False)


_TEXT_FIELDS = ("time", "level", "message", "traceback")
_WRITERS = {"text": _write_text, "logfmt": _write_logfmt, "json": _write_json}


class AccessLogMiddleware:
    """A line for each request: its method and path, but no query, which may have a token, and no
    address of the listener."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with replace_log_fields():
            await self._call(scope, receive, send)

    async def _call(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not access_log.isEnabledFor(logging.INFO):
            await self._app(scope, receive, send)
            return
        started_at, response = time.monotonic(), {"status": 500, "request_id": ""}

        async def send_and_note(message: Message) -> None:
            if message["type"] == "http.response.start":
                response["status"] = message["status"]
                headers = Headers(raw=message.get("headers", []))
                response["request_id"] = headers.get("request-id", "")
            await send(message)

        path = remove_secrets(scope["path"])
        try:
            await self._app(scope, receive, send_and_note)
        finally:
            fields = response | {"milliseconds": round((time.monotonic() - started_at) * 1000)}
            if story_id := find_story_id(path):
                fields["story_id"] = story_id
            access_log.info("%s %s", scope["method"], path, extra={"fields": fields})
