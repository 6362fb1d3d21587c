"""Options that several subcommands share."""

from __future__ import annotations

import argparse
import sys
from difflib import get_close_matches
from typing import NoReturn

from earshot.errors import InvalidOption
from earshot.model import Narration
from earshot.script.intro import ALL_INTRO_PARTS, INTRO_PARTS, IntroPart
from earshot.script.pauses import PAUSES_MS, parse_pauses
from earshot.script.text_options import TextOptions
from earshot.synthesis.roles import FOREIGN, NARRATOR

SOURCE = (
    "a page, text, document, e-mail or feed (.html .txt .md .pdf .docx .epub .eml .mhtml .xml), "
    "a URL, or - for standard input"
)

PARTS = {
    "captions": (False, "image captions"),
    "alt_texts": (False, "descriptions of images that say more than the text beside them"),
    "notes": (False, "footnotes, their marks and references"),
    "code": (False, "code blocks"),
    "tables": (True, "short tables, and announce longer ones"),
    "long_tables": (False, "longer tables too, row by row"),
    "corrections": (True, "corrections and editor's notes"),
}
"""The fields of `IngestOptions` that switch parts of a page, with their defaults."""


RENAMED_OPTIONS = {"--home": "--data-dir", "--address": "--base-url"}


class CommandParser(argparse.ArgumentParser):
    """An argument parser that names the replacement of a renamed or misspelled option."""

    def error(self, message: str) -> NoReturn:
        if message.startswith("unrecognized arguments"):
            unknown = [each for each in message.split()[2:] if each.startswith("--")]
            message = self._describe_unknown(unknown[0].partition("=")[0]) if unknown else message
        self.exit(2, f"{self.prog}: {message}\nRun `{self.prog} --help` for its options.\n")

    def _describe_unknown(self, option: str) -> str:
        if option in RENAMED_OPTIONS:
            return f"{option} is now called {RENAMED_OPTIONS[option]}"
        near = get_close_matches(option, self._option_string_actions, n=1)
        return f"there is no option {option}" + (f"; did you mean {near[0]}?" if near else "")


def subcommand(name: str, description: str) -> argparse.ArgumentParser:
    return CommandParser(prog=f"earshot {name}", description=description)


def add_source(parser: argparse.ArgumentParser, also: str = "") -> None:
    parser.add_argument("source", metavar="SOURCE", help=SOURCE + also)
    add_origin(parser)
    add_ingest_options(parser)


def add_origin(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", default="", help="URL of a saved page; resolves relative links")
    parser.add_argument(
        "--language",
        default="",
        metavar="TAG",
        help="language of the article, BCP 47 (default: detect)",
    )


def add_source_lists(parser: argparse.ArgumentParser) -> None:
    """Options that read sources from a list and keep an archive."""
    parser.add_argument(
        "-a",
        "--list",
        metavar="FILE",
        help="file with a source per line, or - for standard input; # starts a comment",
    )
    parser.add_argument(
        "--archive",
        metavar="FILE",
        help="file that lists finished sources, which are skipped",
    )


def add_ingest_options(parser: argparse.ArgumentParser) -> None:
    """The fields of `IngestOptions`."""
    add = parser.add_argument
    add("--entry", default="", metavar="N|ID|URL", help="entry of a feed (default: the first)")
    add(
        "--include",
        action="append",
        default=[],
        metavar="CSS",
        help="CSS selector of the article body (repeatable)",
    )
    add(
        "--exclude",
        action="append",
        default=[],
        metavar="CSS",
        help="CSS selector of elements to leave out (repeatable)",
    )
    add("--sites", default="", metavar="FILE", help="TOML file with selectors per site")
    add_part_options(parser)
    add_http_options(parser)


def add_part_options(parser: argparse.ArgumentParser) -> None:
    """Switches for the parts of a web page that are read aloud."""
    for name, (default, content) in PARTS.items():
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            action=argparse.BooleanOptionalAction,
            default=default,
            help=f"read {content} (default: {'yes' if default else 'no'})",
        )


def add_http_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--user-agent", default="", metavar="NAME", help="User-Agent header to send"
    )
    parser.add_argument(
        "--cookies",
        default="",
        metavar="FILE",
        help="cookie file in Netscape format, for pages behind a login",
    )
    parser.add_argument("--robots", action="store_true", help="obey robots.txt")


def add_voices(parser: argparse.ArgumentParser) -> None:
    """Options for the voices of a narration and their speed."""
    parser.add_argument(
        "--voice",
        default="",
        metavar="ENGINE:SPEAKER",
        help="voice of the narrator; `earshot voices` lists them",
    )
    add_quote_voice(parser)
    parser.add_argument(
        "--headline-voice", default="", metavar="VOICE", help="voice for headline and headings"
    )
    add_language_voices(parser)
    parser.add_argument(
        "--speed", type=float, default=1.0, help="speaking speed, 0.5 to 2 (default: 1)"
    )


def parse_voices(args: argparse.Namespace) -> dict[str, str]:
    """The voice of each role and language, as `pipeline.narrate` takes it."""
    voices = {"narrator": args.voice, **parse_language_voices(args)}
    voices |= {"quotation": args.quote_voice} if args.quote_voice else {}
    return voices | ({"headline": args.headline_voice} if args.headline_voice else {})


def add_language_voices(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--language-voice",
        action="append",
        default=[],
        metavar="TAG=VOICE|narrator",
        help="voice for sentences in another language, or narrator for all (repeatable)",
    )


def parse_language_voices(args: argparse.Namespace) -> dict[str, str]:
    """The voice of each language, as `pipeline.narrate` takes it."""
    voices = {}
    for given in args.language_voice:
        tag, mark, voice = given.partition("=")
        if given == NARRATOR:
            voices[FOREIGN] = NARRATOR
        elif tag and mark and voice:
            voices[tag] = voice
        else:
            expected = "use LANGUAGE=VOICE, such as fr=piper:fr_FR-siwis-medium, or narrator"
            raise InvalidOption(option="--language-voice", value=given, expected=expected)
    return voices


def print_cost(narration: Narration, always: bool = False) -> None:
    """Print the cost of the narration to standard error."""
    cost = getattr(narration.segments, "cost", None)
    if cost or always:
        print(f"{narration.voice}: {cost or 'no cost'}", file=sys.stderr)


def add_lexicon(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--lexicon", default="", metavar="FILE", help="pronunciation lexicon: .toml, .csv or .pls"
    )


def add_text_options(parser: argparse.ArgumentParser) -> None:
    """Which parts of the text are read, and how long the pauses are."""
    add_intro(parser)
    parser.add_argument(
        "--brackets",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="read words in square brackets (default: yes)",
    )
    parser.add_argument(
        "--pause",
        action="append",
        default=[],
        metavar="KIND=MS",
        help=f"pause in ms after a {', '.join(PAUSES_MS)} (repeatable)",
    )


def parse_text_options(args: argparse.Namespace) -> TextOptions:
    pauses = parse_pauses(args.pause)
    return TextOptions(pauses=pauses, notes=args.notes, brackets=args.brackets)


def add_intro(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--intro",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="speak byline and date after the headline (default: yes)",
    )
    for part in INTRO_PARTS:
        parser.add_argument(
            f"--no-{part}", action="store_true", help=f"leave the {part} out of the intro"
        )
    parser.add_argument(
        "--voice-notice", action="store_true", help="say in the intro that the voice is synthetic"
    )


def parse_intro(args: argparse.Namespace) -> tuple[IntroPart, ...]:
    """Return the parts of the intro that are read aloud."""
    wanted = {
        "byline": args.intro and not args.no_byline,
        "date": args.intro and not args.no_date,
        "voice_notice": args.voice_notice,
    }
    return tuple(part for part in ALL_INTRO_PARTS if wanted[part])


def add_quote_voice(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--quote-voice",
        default="",
        metavar="VOICE",
        help="voice for direct speech: ENGINE:SPEAKER, or `voice` for the next best",
    )
