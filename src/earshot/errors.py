"""Everything that can go wrong, as one tree.

EarshotError                  every error of ours; catch this one
├── SourceError               the source cannot become an article
│   ├── SourceNotFound        no such file
│   ├── SourceUnreadable      the file is there but cannot be read
│   ├── NotText               pictures, archives, programs
│   ├── TooLarge              past the limit of what a page may weigh
│   ├── FetchFailed           the network or the server said no
│   │   └── ForbiddenAddress  an address that a stranger may not make us call
│   ├── NoArticle             read, but there is no story in it
│   └── Paywalled             only the first lines of the story are in it
├── VoiceError                a voice cannot speak
│   ├── UnknownVoice          no voice of that name
│   ├── VoiceNotInstalled     known, but not on this machine
│   ├── UnspokenLanguage      no installed voice speaks the language
│   ├── WrongLanguage         the chosen voice does not speak it
│   ├── BrokenVoice           its model cannot be loaded
│   ├── InstallFailed         it could not be installed or removed
│   ├── ServerRefused         the server behind it says no
│   ├── AlignerMissing        it cannot be verified without the aligner
│   └── SynthesisFailed       an engine gave nothing for an utterance
├── TrainingError             a voice cannot be made
│   ├── TrainingNotInstalled  the parts that train are not on this machine
│   ├── NoRecordings          no folder, or no sound in it
│   ├── NothingTrained        no training to take a voice out of
│   ├── UnusableRecording     one recording cannot be read
│   └── TooLittleMaterial     not enough that is fit to learn from
├── OutputError               the recording cannot be written
│   ├── Unwritable            the place cannot be written to
│   ├── DiskFull              no room left
│   └── UnknownFormat         no such audio format
├── BadLexicon                a lexicon that cannot be used
├── ServerError               the server cannot serve
│   ├── HomeInUse             another server has the folder
│   ├── LibraryDamaged        the database cannot be read
│   ├── LibraryMissing        the database is gone, and what belongs to it is there
│   ├── PasswordNeeded        listening beyond this machine without one
│   └── PortTaken             something else listens there
├── Refused                   a request that is not carried out
└── BadOption                 a setting out of its range

EarshotWarning                work went on, but look at this
├── UnspokenSentence          silence stands where a sentence should be
│   └── CutSentence           its sound is far too short to hold all of it
├── GpuUnused             models run on the CPU though a GPU was wanted
└── UnmatchedSelector         a publisher's selector finds nothing on its page

The docstring of each class says what happened, and to which input. `advice` says what helps, in
words that are right for a program, for the command line and for a server; what helps only at the
command line is said there (`earshot.cli.hints`), and what a client of the server is told stands in
`earshot.server.error_messages`. Both are templates; their fields are the keyword arguments that the
error is raised with, kept as attributes.
"""

from __future__ import annotations

from collections.abc import Mapping
from inspect import cleandoc


class EarshotError(Exception):
    """Earshot could not do that."""

    advice = ""

    def __init__(self, **facts: object) -> None:
        self.facts: Mapping[str, object] = facts
        super().__init__(self.message(type(self).advice))
        self.__dict__.update(facts)

    def message(self, advice: str, **other: object) -> str:
        """What happened, with this advice, and with other facts in the place of its own."""
        fact = " ".join(cleandoc(type(self).__doc__ or "").split())
        template = f"{fact.removesuffix('.')}; {advice}." if advice else fact
        return template.format(**{**self.facts, **other})


class SourceError(EarshotError):
    """{source} cannot be read as an article."""


class SourceNotFound(SourceError):
    """{source}: there is no such file."""

    advice = "check the path, or give a URL starting with https://"


class SourceUnreadable(SourceError):
    """{source} cannot be read: {reason}."""

    advice = "check the file, or give the story's text as a .txt"


class NotText(SourceError):
    """{source} is not a page or a text but {found}."""

    advice = "give an .html, .txt or .md file, or a URL"


class TooLarge(SourceError):
    """{source} is larger than {limit} MB, the most an article may weigh."""

    advice = "cut it down"


class FetchFailed(SourceError):
    """{source} could not be fetched: {reason}."""

    advice = "save the page as a file and give that instead"


class ForbiddenAddress(FetchFailed):
    """{source} was not fetched: {reason}."""

    advice = "Earshot only calls public http and https addresses"


class NoArticle(SourceError):
    """{source}: no article found: {reason}."""

    advice = "give the story's own page, or its text as a .txt"


class Paywalled(SourceError):
    """{source} holds only the opening of a story that is for subscribers."""

    advice = "save the whole page while logged in and give that file"


class VoiceError(EarshotError):
    """The voice {voice} cannot speak."""


class UnknownVoice(VoiceError):
    """There is no voice {voice}."""

    advice = "`earshot voices` lists those there are, as engine:speaker"


class VoiceNotInstalled(VoiceError):
    """The voice {voice} is not installed here: {cure}."""


class UnspokenLanguage(VoiceError):
    """No installed voice speaks {language}."""

    advice = "`earshot voices` lists what each one speaks; or name the right language"


class WrongLanguage(VoiceError):
    """The voice {voice} does not speak {language}."""

    advice = "choose one that does, or name the right language"


class BrokenVoice(VoiceError):
    """The voice {voice} cannot be used: {file}: {reason}."""

    advice = "install it again with `earshot voices install`"


class InstallFailed(VoiceError):
    """{source} was not installed: {reason}."""


class ServerRefused(VoiceError):
    """The voice {voice} was refused by {server}: {reason}."""

    advice = "check the key, the model and the name of the voice"


class AlignerMissing(VoiceError):
    """{voice} cannot be verified without an aligner: pip install 'earshot[align]'."""


class SynthesisFailed(VoiceError):
    """The voice {voice} gave no sound for "{text}": {reason}."""


class TrainingError(EarshotError):
    """The voice cannot be made."""


class TrainingNotInstalled(TrainingError):
    """Training needs what is not installed here ({missing}): {cure}."""


class NoRecordings(TrainingError):
    """{folder}: {reason}."""

    advice = "give a folder with NAME.wav beside NAME.txt for each sentence"


class NothingTrained(TrainingError):
    """There is no training in {work} to take a voice out of."""

    advice = "train one first"


class UnusableRecording(TrainingError):
    """{file}: {reason}."""


class TooLittleMaterial(TrainingError):
    """Only {minutes} minutes of the recordings are fit to learn from."""

    advice = "record at least {more} more; {wished} in all make a good voice"


class OutputError(EarshotError):
    """{path} cannot be written."""


class Unwritable(OutputError):
    """{path} cannot be written: {reason}."""

    advice = "choose another place"


class DiskFull(OutputError):
    """{path} was not written: the disk is full."""

    advice = "make room, or choose another place"


class UnknownFormat(OutputError):
    """There is no audio format "{format}"."""

    advice = "choose one of {known}"


class BadLexicon(EarshotError):
    """The lexicon {path} cannot be used: {reason}."""

    advice = "`docs/how-to.md` shows how one is written"


class ServerError(EarshotError):
    """The server cannot serve."""


class HomeInUse(ServerError):
    """{home} is in use by another Earshot server (process {process})."""

    advice = "stop that one, or choose another folder"


class LibraryDamaged(ServerError):
    """The library's database {path} is damaged: {reason}."""

    advice = "{cure}"


class LibraryMissing(ServerError):
    """The library's database {path} is missing, but {found} of a library are there."""

    advice = "{cure}"


class PasswordNeeded(ServerError):
    """Others get in by {host}, and there is no password."""

    advice = "set one with `earshot password`, or listen on 127.0.0.1 and leave the address out"


class PortTaken(ServerError):
    """Port {port} on {host} is taken by another program ({reason})."""

    advice = "choose another"


class Refused(EarshotError):
    """{reason}."""

    status: int
    code: str


class BadOption(EarshotError):
    """{option} cannot be {value}: {expected}."""


class EarshotWarning(UserWarning):
    """Something that an editor should look at; the work went on."""


class UnspokenSentence(EarshotWarning):
    """A sentence that no voice could say; silence of a fair length stands in its place."""


class CutSentence(UnspokenSentence):
    """A sentence with sound that is far too short for it, in smaller parts too."""


class GpuUnused(EarshotWarning):
    """Neural voices speak on the CPU, though a GPU is there or was asked for."""


class UnmatchedSelector(EarshotWarning):
    """What should be the story is not on the page; it was read by the rules instead."""
