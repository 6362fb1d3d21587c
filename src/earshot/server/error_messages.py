"""What a client of the server is told of an error: no path of the server, no option of a command.

An error is logged in full where the client is told less.
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
UNEXPECTED = "something went wrong that should not; the server's log says what"
MESSAGES: dict[type[EarshotError], str] = {
    SourceNotFound: "What was sent is not on the server any more; send it again.",
    UnknownVoice: "There is no voice {voice} here; GET /v1/audio/voices lists those there are.",
    VoiceNotInstalled: "The voice {voice} is not installed on this server.",
    UnspokenLanguage: "No voice on this server speaks {language}; if the story is in another"
    " language, send it again with that language.",
    WrongLanguage: "The voice {voice} does not speak {language}; send another voice or none, or the"
    " right language.",
    BrokenVoice: "The voice {voice} cannot be used; the server's log says why.",
    InstallFailed: "A voice was not installed; the server's log says why.",
    ServerRefused: "The service behind the voice {voice} refused; the server's log says why.",
    AlignerMissing: "{voice} cannot be verified on this server.",
    SynthesisFailed: 'The voice {voice} gave no sound for "{text}"; the server\'s log says why.',
    TrainingError: "The voice cannot be made; the server's log says why.",
    OutputError: "The server cannot write to its disk; its log says why.",
    DiskFull: "The server's disk is full; try again when there is room.",
    UnknownFormat: 'There is no audio format "{format}"; choose one of {known}.',
    BadLexicon: "A lexicon of the server cannot be used; the server's log says why.",
    ServerError: "The server cannot serve; its log says why.",
    InvalidOption: "A setting cannot be used; the server's log says which.",
}
"""By the class of the error, or the nearest above it; others are told as they are."""


def client_message(error: EarshotError) -> str:
    for kind in type(error).__mro__:
        if kind in MESSAGES:
            return MESSAGES[kind].format(**error.facts)
    if "source" in error.facts:
        return error.message(error.advice, source=_source(error.facts["source"]))
    return str(error)


def report(error: EarshotError) -> str:
    """What a client is told of the error, which is logged where that is not all."""
    told = client_message(error)
    if told != str(error):
        log.error("%s", error)
    return told


def _source(source: object) -> str:
    """The address of a story; what was sent lies in a file, whose path is nobody's business."""
    text = "" if isinstance(source, Path) else str(source)
    return text if text.startswith(("http://", "https://")) else "The story that was sent"
