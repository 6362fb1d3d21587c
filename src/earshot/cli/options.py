"""Options that several subcommands share."""

from __future__ import annotations

import argparse
import sys

from earshot.errors import BadOption
from earshot.ingest import IngestOptions
from earshot.model import Narration
from earshot.synthesis.synthesizer import FOREIGN, NARRATOR

SOURCE = "a page, text, e-mail or feed (.html .txt .md .eml .xml), a URL, or - for standard input"


def subcommand(name: str, description: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog=f"earshot {name}", description=description)


def add_source(parser: argparse.ArgumentParser, also: str = "") -> None:
    parser.add_argument("source", metavar="SOURCE", help=SOURCE + also)
    add_origin(parser)
    add_ingest_options(parser)


def add_origin(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", default="", help="where a saved page came from")
    parser.add_argument(
        "--language", default="", metavar="TAG", help="the story's language (BCP 47), if not found"
    )


def add_ingest_options(parser: argparse.ArgumentParser) -> None:
    """Which story of the source, which parts of its page, and how to ask for it."""
    add = parser.add_argument
    add("--entry", default="", metavar="N|ID|URL", help="which story of a feed (the first)")
    add(
        "--include",
        action="append",
        default=[],
        metavar="CSS",
        help="what alone is the story on its page; may be given several times",
    )
    add(
        "--exclude",
        action="append",
        default=[],
        metavar="CSS",
        help="what is never read on its page; may be given several times",
    )
    add("--sites", default="", metavar="FILE", help="a TOML file with such selectors by site")
    add_http_options(parser)


def add_http_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--user-agent", default="", metavar="NAME", help="what to be named as when asking servers"
    )
    parser.add_argument(
        "--robots", action="store_true", help="ask a site's robots.txt first, and obey it"
    )


def parse_ingest_options(args: argparse.Namespace) -> IngestOptions:
    """What `add_wishes` was given."""
    return IngestOptions(
        entry=args.entry,
        include=tuple(args.include),
        exclude=tuple(args.exclude),
        sites=args.sites,
        user_agent=args.user_agent,
        robots=args.robots,
    )


def add_language_voices(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--foreign",
        action="append",
        default=[],
        metavar="TAG=VOICE|narrator",
        help="the voice for sentences in another language, or all of them with the narrator",
    )


def parse_language_voices(args: argparse.Namespace) -> dict[str, str]:
    """What `add_foreign` was given, as `pipeline.narrate` wants it."""
    cast = {}
    for given in args.foreign:
        tag, mark, voice = given.partition("=")
        if given == NARRATOR:
            cast[FOREIGN] = NARRATOR
        elif tag and mark and voice:
            cast[tag] = voice
        else:
            expected = "a language and a voice, as fr=piper:fr_FR-siwis-medium, or narrator"
            raise BadOption(option="--foreign", value=given, expected=expected)
    return cast


def print_cost(narration: Narration, always: bool = False) -> None:
    """On standard error, what is still to be paid for before the narration is there."""
    cost = getattr(narration.segments, "cost", None)
    if cost or always:
        print(f"{narration.voice}: {cost or 'nothing to be paid for'}", file=sys.stderr)


def add_lexicon(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--lexicon", default="", metavar="FILE", help="how words are said here: .toml, .csv or .pls"
    )


def add_intro(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--intro",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="say byline and date after the headline (default: yes)",
    )


def add_quotes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--quotes",
        default="",
        metavar="VOICE",
        help="another voice for direct speech: ENGINE:SPEAKER, or `voice` for the next best",
    )
