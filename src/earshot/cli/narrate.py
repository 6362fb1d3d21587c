"""earshot narrate: a story in, a finished recording out."""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

from earshot import pipeline
from earshot.cli.options import (
    add_intro,
    add_language_voices,
    add_lexicon,
    add_quotes,
    add_source,
    parse_ingest_options,
    parse_language_voices,
    print_cost,
    subcommand,
)
from earshot.errors import BadOption, Unwritable
from earshot.model import Narration, Segment
from earshot.publish import save
from earshot.publish.audio_file import FORMATS
from earshot.publish.captions import CAPTION_FORMATS
from earshot.publish.cover import read_cover
from earshot.publish.output import companion_paths

DEFAULT_FORMAT = "mp3"
NAME_LENGTH = 60


def parser() -> argparse.ArgumentParser:
    parser = subcommand(
        "narrate", "The recording of a story, its captions, word times and a read-along page."
    )
    add_source(parser, also=", or what `earshot article` or `earshot script` wrote as JSON")
    parser.add_argument("-o", "--output", default=".", metavar="DIR|FILE", help="where to (here)")
    parser.add_argument("--voice", default="", metavar="ENGINE:SPEAKER", help="see earshot voices")
    add_quotes(parser)
    parser.add_argument(
        "--headlines", default="", metavar="VOICE", help="another voice for headline and headings"
    )
    add_language_voices(parser)
    parser.add_argument("--format", choices=FORMATS, help=f"of the audio ({DEFAULT_FORMAT})")
    parser.add_argument(
        "--captions", choices=CAPTION_FORMATS, default="vtt", help="caption format (default: vtt)"
    )
    parser.add_argument("--rate", type=float, default=1.0, help="speed of the reading, 0.5 to 2")
    parser.add_argument("--cost", action="store_true", help="of a paid voice: say it and stop")
    add_intro(parser)
    add_lexicon(parser)
    parser.add_argument("--cover", metavar="FILE", help="a JPEG or PNG picture for the recording")
    return parser


def run(args: argparse.Namespace) -> int:
    cover = read_cover(args.cover) if args.cover else b""
    story = pipeline.read_source(
        args.source, url=args.url, language=args.language, options=parse_ingest_options(args)
    )
    quotes = bool(args.quotes)
    script = pipeline.build_script(story, intro=args.intro, lexicon=args.lexicon, quotes=quotes)
    cast = {"narrator": args.voice, **parse_language_voices(args)}
    cast |= {"quotation": args.quotes} if quotes else {}
    cast |= {"headline": args.headlines} if args.headlines else {}
    narration = pipeline.narrate(script, voice=cast, speed=args.rate)
    print_cost(narration, always=args.cost)
    if args.cost:
        return 0
    target = _target(args, narration)
    edition = save(
        narration, target, captions=args.captions, cover=cover, progress=_progress(narration)
    )
    files = (edition.audio, edition.captions, edition.timings, edition.page)
    for file in files:
        print(file)
    print(f"{_clock(edition.duration)} in {narration.voice}")
    return 0


def _target(args: argparse.Namespace, narration: Narration) -> Path:
    """The audio file to write: FILE as it is, or in DIR under the story's own name."""
    output = Path(args.output)
    ending = output.suffix[1:].lower()
    if ending in FORMATS and not output.is_dir():
        if args.format not in (None, ending):
            raise BadOption(
                option="--format", value=args.format, expected=f"{output} says {ending}"
            )
        target = output
    else:
        name = _name(narration.script.article.headline) or _name(_stem(args.source)) or "narration"
        target = output / f"{name}.{args.format or DEFAULT_FORMAT}"
    written = {each.resolve() for each in (target, *companion_paths(target, args.captions))}
    if Path(args.source).resolve() in written:
        raise Unwritable(path=args.source, reason="it is the source itself")
    return target


def _stem(source: str) -> str:
    return source.rstrip("/").rpartition("/")[2].partition(".")[0]


def _name(title: str) -> str:
    """A file name of plain letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    return name if len(name) <= NAME_LENGTH else name[:NAME_LENGTH].rpartition("-")[0]


def _progress(narration: Narration) -> Callable[[Segment], None] | None:
    """A line that follows the work on a terminal; nothing in a pipe."""
    if not sys.stderr.isatty():
        return None
    done, count = 0, len(narration.script.utterances)

    def show(passage: Segment) -> None:
        nonlocal done
        done += 1
        made = _clock(passage.end / narration.rate)
        line = f"\r\033[Kreading {done} of {count} sentences, {made} so far"
        print(line if done < count else "\r\033[K", end="", file=sys.stderr, flush=True)

    return show


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
