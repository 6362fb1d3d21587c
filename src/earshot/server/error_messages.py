"""Error messages for clients: without paths on the server and without command-line options.

If the message leaves something out, the full error is logged.
"""

from __future__ import annotations

import logging
from pathlib import Path

from earshot.errors import (
    AlignerMissing,
    BadLexicon,
    BrokenVoice,
    DiskFull,
    EarshotError,
    FetchFailed,
    ForbiddenAddress,
    HostNotFound,
    InstallFailed,
    InvalidOption,
    NoArticle,
    OutputError,
    PackageMissing,
    ServerError,
    ServerRefused,
    SourceNotFound,
    SynthesisFailed,
    TrainingError,
    UnknownFormat,
    UnknownVoice,
    UnspokenLanguage,
    VoiceNotInstalled,
    WrongLanguage,
)
from earshot.publish.translations import mark
from earshot.server.storage_errors import DatabaseUnavailable

log = logging.getLogger("earshot")
UNEXPECTED = "internal server error; the server's log has the details"
STORAGE_UNAVAILABLE = "The server cannot reach its storage; try again in a moment."
NO_ARTICLE = mark(
    "This doesn't seem to be an article: {reason}. Link to the article itself, or paste its text."
)
NOT_FETCHED = mark("We couldn't open this page ({reason}). You can save it and upload the file.")
MESSAGES: dict[type[EarshotError], str] = {
    SourceNotFound: "The text of this story is no longer on the server; send it again.",
    HostNotFound: mark("We couldn't find that website. Check the link."),
    NoArticle: NO_ARTICLE,
    UnknownVoice: "There is no voice {voice} here; GET /v1/audio/voices lists the voices.",
    VoiceNotInstalled: "The voice {voice} is not installed on this server.",
    UnspokenLanguage: "No voice on this server supports {language}; if the story is in another"
    " language, send it again with that language.",
    WrongLanguage: "The voice {voice} does not support {language}; choose another voice, or set the"
    " right language.",
    BrokenVoice: "The voice {voice} cannot be used; the server's log says why.",
    InstallFailed: "A voice was not installed; the server's log says why.",
    ServerRefused: "The speech service of the voice {voice} rejected the request; the server's log"
    " says why.",
    AlignerMissing: "{voice} cannot be evaluated on this server.",
    SynthesisFailed: 'The voice {voice} produced no audio for "{text}"; the server\'s log says'
    " why.",
    TrainingError: "The voice cannot be trained; the server's log says why.",
    OutputError: "The server cannot write to its disk; its log says why.",
    DatabaseUnavailable: "The server cannot reach its database; try again in a moment.",
    DiskFull: "The server's disk is full; try again when there is space.",
    UnknownFormat: 'There is no audio format "{format}"; choose one of {known}.',
    PackageMissing: "A package is missing on the server; its log says which.",
    BadLexicon: "A lexicon of the server is invalid; the server's log says why.",
    ServerError: "The server cannot start; its log says why.",
    InvalidOption: "A setting is invalid; the server's log says which.",
}
"""By the class of the error or its nearest base class; other errors keep their message."""


def client_message(error: EarshotError) -> str:
    if outage_seconds(error) and not isinstance(error, DatabaseUnavailable):
        return STORAGE_UNAVAILABLE
    for kind in type(error).__mro__:
        if kind in MESSAGES:
            return MESSAGES[kind].format(**error.facts)
    if isinstance(error, FetchFailed) and not isinstance(error, ForbiddenAddress):
        return _fetch_message(error)
    if "source" in error.facts:
        return error.message(error.advice, source=_describe_source(error.facts["source"]))
    return str(error)


def outage_seconds(error: EarshotError) -> int:
    """The seconds after which a client should try again because a service of the server cannot
    be reached; 0 for other errors."""
    return getattr(error, "retry_seconds", 0) if isinstance(error, OutputError) else 0


def _fetch_message(error: FetchFailed) -> str:
    reason = error.facts.get("status") or error.facts["reason"]
    return NOT_FETCHED.format(reason=reason)


def report_error(error: EarshotError) -> str:
    """The message for the client. The error is logged if the message leaves something out."""
    if detail := log_detail(error):
        log.error("%s", detail)
    return client_message(error)


def log_detail(error: EarshotError) -> str:
    """The full error, but no text of a story; empty if the message for the client is enough."""
    if isinstance(error, FetchFailed | NoArticle) or client_message(error) == str(error):
        return ""
    return error.message(error.advice, text="…") if "text" in error.facts else str(error)


def _describe_source(source: object) -> str:
    """The URL of a story. The path of an uploaded file is not shown."""
    text = "" if isinstance(source, Path) else str(source)
    return text if text.startswith(("http://", "https://")) else "The submitted story"
