"""Advice that names options of the command line, for the errors of the library."""

from __future__ import annotations

from earshot.errors import (
    AudioDeviceUnavailable,
    DataDirLocked,
    DiskFull,
    EarshotError,
    InvalidOption,
    NoCheckpoint,
    PortTaken,
    TooLittleMaterial,
    UnspokenLanguage,
    Unwritable,
    WrongLanguage,
)

ADVICE: dict[type[EarshotError], str] = {
    UnspokenLanguage: "`earshot voices` lists the languages of each voice; if the language is"
    " wrong, set the right one with --language",
    WrongLanguage: "leave out --voice to use a voice that does, or set the right language with"
    " --language",
    NoCheckpoint: "train first, without --export-only",
    TooLittleMaterial: "record at least {missing} more ({recommended} in total make a good voice);"
    " --check lists the faults of each recording",
    AudioDeviceUnavailable: "name another with --device, or use a player:"
    " `earshot narrate SOURCE -o - | mpv -`",
    Unwritable: "choose another path with {output_option}",
    DiskFull: "free some space, or choose another path with {output_option}",
    DataDirLocked: "stop that server, or choose another data directory with --data-dir",
    PortTaken: "choose another port with --port",
}
OPTIONS = {
    "base_voice": "--init-from",
    "cover": "--cover",
    "data_dir": "--data-dir",
    "database": "--database",
    "exclude": "--exclude",
    "format": "--format",
    "include": "--include",
    "language": "--language",
    "sites": "--sites",
    "speed": "--speed",
}
"""Options of the command line by the names that the library uses."""


def message(error: EarshotError, output_option: str = "-o") -> str:
    """The error in one line. `output_option` is the command's option for its output path."""
    advice = ADVICE.get(type(error), type(error).advice)
    facts: dict[str, object] = {"output_option": output_option}
    if isinstance(error, InvalidOption):
        option = str(error.facts["option"])
        facts["option"] = OPTIONS.get(option, option)
    return error.message(advice, **facts)
