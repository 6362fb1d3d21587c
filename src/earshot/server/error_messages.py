"""Error messages for HTTP clients, without server paths and command options.

An error is logged in full when the client gets a shorter message.
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
    InstallFailed,
    InvalidOption,
    OutputError,
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

log = logging.getLogger("earshot")
UNEXPECTED = "internal server error; see the server log"
MESSAGES: dict[type[EarshotError], str] = {
    SourceNotFound: "The submitted content is no longer on the server; send it again.",
    UnknownVoice: "The voice {voice} is unknown; GET /v1/audio/voices lists the available voices.",
    VoiceNotInstalled: "The voice {voice} is not installed on this server.",
    UnspokenLanguage: "No voice on this server speaks {language}; if the story is in another"
    " language, send it again with that language.",
    WrongLanguage: "The voice {voice} does not speak {language}; send another voice or none, or the"
    " right language.",
    BrokenVoice: "The voice {voice} cannot be used; see the server log.",
    InstallFailed: "A voice was not installed; see the server log.",
    ServerRefused: "The service of the voice {voice} rejected the request; see the server log.",
    AlignerMissing: "{voice} cannot be verified on this server.",
    SynthesisFailed: 'The voice {voice} synthesized only silence for "{text}"; see the server log.',
    TrainingError: "The voice cannot be trained; see the server log.",
    OutputError: "The server cannot write to its disk; see the server log.",
    DiskFull: "The server's disk is full; try again later.",
    UnknownFormat: 'Unknown audio format "{format}"; use one of {known}.',
    BadLexicon: "A lexicon of the server cannot be used; see the server log.",
    ServerError: "The server cannot serve; see the server log.",
    InvalidOption: "A setting is invalid; see the server log.",
}
"""By error class; the nearest base class counts. Other errors keep their own message."""


def client_message(error: EarshotError) -> str:
    for kind in type(error).__mro__:
        if kind in MESSAGES:
            return MESSAGES[kind].format(**error.facts)
    if "source" in error.facts:
        return error.message(error.advice, source=_describe_source(error.facts["source"]))
    return str(error)


def report_error(error: EarshotError) -> str:
    """The message of the error for a client. The full error is logged if it says more."""
    message = client_message(error)
    if message != str(error):
        log.error("%s", error)
    return message


def _describe_source(source: object) -> str:
    """The address of a story. A submitted file has a path on the server, which clients must not
    see."""
    text = "" if isinstance(source, Path) else str(source)
    return text if text.startswith(("http://", "https://")) else "The submitted story"
