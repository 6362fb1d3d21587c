"""What helps at the command line: the advice of an error, with the options that carry it out."""

from __future__ import annotations

from earshot.errors import (
    DiskFull,
    EarshotError,
    HomeInUse,
    NothingTrained,
    PortTaken,
    TooLittleMaterial,
    UnspokenLanguage,
    Unwritable,
    WrongLanguage,
)

ADVICE: dict[type[EarshotError], str] = {
    UnspokenLanguage: "`earshot voices` lists what each one speaks, and --language says it if the"
    " language was taken wrongly",
    WrongLanguage: "leave --voice out for one that does, or correct the language with --language",
    NothingTrained: "begin it without --now",
    TooLittleMaterial: "record at least {more} more ({wished} in all make a good voice); --check"
    " tells what is wrong with each",
    Unwritable: "choose another place with {place}",
    DiskFull: "make room, or choose another place with {place}",
    HomeInUse: "stop that one, or choose another folder with --home",
    PortTaken: "choose another with --port",
}


def message(error: EarshotError, place: str = "-o") -> str:
    """The error in a line; `place` is the option that says where the command writes."""
    advice = ADVICE.get(type(error))
    return error.message(advice, place=place) if advice else str(error)
