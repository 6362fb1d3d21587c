"""The exceptions and warnings of Earshot.

EarshotError
├── SourceError           the source cannot be read as an article
│   ├── SourceNotFound · SourceUnreadable · UnsupportedContent · TooLarge · NoArticle · Paywalled
│   └── FetchFailed       network or HTTP error: ForbiddenAddress · HostNotFound
├── VoiceError            a voice cannot be used
│   ├── UnknownVoice (MisspelledVoice) · VoiceNotInstalled · BrokenVoice · InstallFailed
│   └── AlignerMissing · UnspokenLanguage · WrongLanguage · ServerRefused · SynthesisFailed
├── TrainingError         a voice cannot be trained
│   └── TrainingNotInstalled · NoRecordings · UnusableRecording · TooLittleMaterial · NoCheckpoint
├── OutputError           an output file cannot be written
│   └── Unwritable · DiskFull · UnknownFormat · AudioDeviceUnavailable
├── ServerError           the server cannot start
│   └── DataDirLocked · LibraryDamaged · LibraryMissing · PasswordNeeded · PortTaken
├── PackageMissing · BadLexicon
├── RequestRejected       an HTTP request is rejected
└── InvalidOption         a value is out of its range, or missing: MissingOption

EarshotWarning            the work continued, but an editor should check the result
├── UnspokenSentence      silence replaces a sentence, or its audio is too short (CutSentence)
├── GpuUnavailable        models run on the CPU although a GPU was requested
└── UnmatchedSelector     a CSS selector matched nothing on its page

The docstring of a class is its message, and `advice` says how to fix it. Both are templates, whose
fields are keyword arguments and attributes of the error. The command line and the server have
advice of their own in `earshot.cli.error_hints` and `earshot.server.error_messages`.
"""

from __future__ import annotations

from collections.abc import Mapping


class EarshotError(Exception):
    """Base class of all errors of Earshot."""

    advice = ""

    def __init__(self, **facts: object) -> None:
        self.facts: Mapping[str, object] = facts
        super().__init__(self.message(type(self).advice))
        self.__dict__.update(facts)

    def message(self, advice: str, **other: object) -> str:
        """The message with this advice. `other` replaces facts of the error."""
        fact = " ".join((type(self).__doc__ or "").split())
        template = f"{fact.removesuffix('.')}; {advice}." if advice else fact
        return template.format(**{**self.facts, **other})


class SourceError(EarshotError):
    """{source} cannot be read as an article."""


class SourceNotFound(SourceError):
    """{source}: no such file."""

    advice = "check the path, or give a URL that starts with https://"


class SourceUnreadable(SourceError):
    """{source} cannot be read: {reason}."""

    advice = "check the file, or give the text of the article as a .txt file"


class UnsupportedContent(SourceError):
    """{source} is {found}, not a web page or a text."""

    advice = "give an .html, .txt, .md, .docx, .epub or .pdf file, or a URL"


class TooLarge(SourceError):
    """{source} is larger than {limit} MB, the limit for an article."""

    advice = "give a shorter file"


class FetchFailed(SourceError):
    """{source} could not be fetched: {reason}."""

    advice = "save the page as a file and give that instead"


class HostNotFound(FetchFailed):
    """{source} could not be fetched: {reason}."""

    advice = "check the address, and the internet connection"


class ForbiddenAddress(FetchFailed):
    """{source} was not fetched: {reason}."""

    advice = "only public http and https addresses are allowed"


class NoArticle(SourceError):
    """{source}: no article found: {reason}."""

    advice = "give the page of the article itself, or its text as a .txt file"


class Paywalled(SourceError):
    """{source} contains only the beginning of an article for subscribers."""

    advice = "save the full page while logged in, and give that file"


class VoiceError(EarshotError):
    """The voice {voice} cannot be used."""


class UnknownVoice(VoiceError):
    """There is no voice {voice}."""

    advice = "`earshot voices` lists all voices, as engine:speaker"


class MisspelledVoice(UnknownVoice):
    """There is no voice {voice}; the nearest name is {suggestion}."""

    advice = ""


class VoiceNotInstalled(VoiceError):
    """The voice {voice} is not installed: {install_hint}."""


class UnspokenLanguage(VoiceError):
    """No installed voice supports {language}."""

    advice = "`earshot voices` lists languages; if this one is wrong, set the right one"


class WrongLanguage(VoiceError):
    """The voice {voice} does not support {language}."""

    advice = "choose another voice, or set the right language"


class BrokenVoice(VoiceError):
    """The voice {voice} cannot be loaded: {file}: {reason}."""

    advice = "install it again with `earshot voices install`"


class InstallFailed(VoiceError):
    """{source} could not be installed or removed: {reason}."""


class ServerRefused(VoiceError):
    """{server} rejected the request for the voice {voice}: {reason}."""

    advice = "check the key, the model and the name of the voice"


class AlignerMissing(VoiceError):
    """{voice} cannot be evaluated without the aligner."""

    advice = "pip install 'earshot-audio[align]'"


class SynthesisFailed(VoiceError):
    """The voice {voice} produced no audio for "{text}": {reason}."""


class TrainingError(EarshotError):
    """The voice cannot be trained."""


class TrainingNotInstalled(TrainingError):
    """Training needs packages that are not installed ({missing}): {install_hint}."""


class NoRecordings(TrainingError):
    """{folder}: {reason}."""

    advice = "give a directory with NAME.wav and NAME.txt for each sentence"


class NoCheckpoint(TrainingError):
    """There is no checkpoint in {work_dir}."""

    advice = "train a voice first"


class UnusableRecording(TrainingError):
    """{file}: {reason}."""


class TooLittleMaterial(TrainingError):
    """Only {minutes} minutes of the recordings are usable."""

    advice = "record at least {missing} more; {recommended} minutes in total make a good voice"


class OutputError(EarshotError):
    """{path} cannot be written."""


class Unwritable(OutputError):
    """{path} cannot be written: {reason}."""

    advice = "choose another path"


class DiskFull(OutputError):
    """{path} was not written: the disk is full."""

    advice = "free some space, or choose another path"


class UnknownFormat(OutputError):
    """There is no format "{format}"."""

    advice = "choose one of {known}"


class AudioDeviceUnavailable(OutputError):
    """The audio device {device} cannot play: {reason}."""


class PackageMissing(EarshotError):
    """{feature} needs a package that is not installed: {install_hint}."""


class BadLexicon(EarshotError):
    """The lexicon {path} is invalid: {reason}."""

    advice = "`docs/reference/files.md` describes the format"


class ServerError(EarshotError):
    """The server cannot start."""


class DataDirLocked(ServerError):
    """{data_dir} is in use by another Earshot server (process {process})."""

    advice = "stop that server, or choose another data directory"


class LibraryDamaged(ServerError):
    """The library's database {path} is damaged: {reason}."""

    advice = "{cure}"


class LibraryMissing(ServerError):
    """The library's database {path} is missing, but {found} of a library exist."""

    advice = "{cure}"


class PasswordNeeded(ServerError):
    """{host} is reachable from other machines, but no password is set."""

    advice = "run `earshot set-password`, or listen on 127.0.0.1 without a public base URL"


class PortTaken(ServerError):
    """Port {port} on {host} is in use by another program ({reason})."""

    advice = "choose another port"


class RequestRejected(EarshotError):
    """{reason}."""

    status: int
    code: str


class InvalidOption(EarshotError):
    """{option} cannot be {value}: {expected}."""


class MissingOption(InvalidOption):
    """{option} is required: {reason}."""


class EarshotWarning(UserWarning):
    """The work continued, but an editor should check the result."""


class UnspokenSentence(EarshotWarning):
    """No voice could say a sentence; silence of about its length replaces it."""


class CutSentence(UnspokenSentence):
    """The audio of a sentence is far too short, even when it is split into parts."""


class GpuUnavailable(EarshotWarning):
    """Neural voices run on the CPU although a GPU is present or was requested."""


class UnmatchedSelector(EarshotWarning):
    """The `include` selector matched nothing on the page; automatic extraction was used."""
