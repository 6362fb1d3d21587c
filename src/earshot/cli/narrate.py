"""earshot narrate: write the audio, captions, word timings and read-along page of an article."""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
import warnings
from collections.abc import Callable
from pathlib import Path

from earshot import pipeline
from earshot.cli.options import (
    add_intro,
    add_language_voices,
    add_lexicon,
    add_quote_voice,
    add_source,
    parse_ingest_options,
    parse_intro,
    parse_language_voices,
    print_cost,
    subcommand,
)
from earshot.errors import InvalidOption, UnspokenSentence, Unwritable
from earshot.model import Narration, Segment
from earshot.publish import save
from earshot.publish.audio_formats import FORMATS
from earshot.publish.captions import CAPTION_FORMATS
from earshot.publish.cover import read_cover
from earshot.publish.output import companion_paths

DEFAULT_FORMAT = "mp3"
NAME_LENGTH = 60


def parser() -> argparse.ArgumentParser:
    parser = subcommand(
        "narrate", "Write the audio, captions, word timings and a read-along page of an article."
    )
    add_source(parser, also=", or the JSON of `earshot article` or `earshot script`")
    parser.add_argument(
        "-o",
        "--output",
        default=".",
        metavar="DIR|FILE",
        help="output directory or audio file (default: the current directory)",
    )
    _add_voices(parser)
    parser.add_argument(
        "--format", choices=FORMATS, help=f"audio format (default: {DEFAULT_FORMAT})"
    )
    parser.add_argument(
        "--caption-format",
        choices=CAPTION_FORMATS,
        default="vtt",
        help="caption format (default: vtt)",
    )
    parser.add_argument(
        "--speed", type=float, default=1.0, help="speaking speed, 0.5 to 2 (default: 1)"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="print the cost of a paid voice and stop"
    )
    parser.add_argument(
        "--fail-on-silence",
        action="store_true",
        help="stop with an error if no voice can speak a sentence, instead of leaving silence",
    )
    add_intro(parser)
    add_lexicon(parser)
    parser.add_argument("--cover", metavar="FILE", help="cover image, JPEG or PNG")
    return parser


def _add_voices(parser: argparse.ArgumentParser) -> None:
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


def run(args: argparse.Namespace) -> int:
    if args.fail_on_silence:
        warnings.simplefilter("error", UnspokenSentence)
    cover = read_cover(args.cover) if args.cover else b""
    source = pipeline.read_source(
        args.source, url=args.url, language=args.language, options=parse_ingest_options(args)
    )
    quotes = bool(args.quote_voice)
    script = pipeline.build_script(
        source, intro=parse_intro(args), lexicon=args.lexicon, quotes=quotes
    )
    voices = {"narrator": args.voice, **parse_language_voices(args)}
    voices |= {"quotation": args.quote_voice} if quotes else {}
    voices |= {"headline": args.headline_voice} if args.headline_voice else {}
    narration = pipeline.narrate(script, voice=voices, speed=args.speed)
    print_cost(narration, always=args.dry_run)
    if args.dry_run:
        return 0
    target = _target(args, narration)
    outputs = save(
        narration, target, captions=args.caption_format, cover=cover, progress=_progress(narration)
    )
    files = (outputs.audio, outputs.captions, outputs.timings, outputs.page)
    for file in files:
        print(file)
    print(f"{_clock(outputs.duration)} in {narration.voice}")
    return 0


def _target(args: argparse.Namespace, narration: Narration) -> Path:
    """The audio file to write: FILE, or a file in DIR with the name of the article."""
    output = Path(args.output)
    ending = output.suffix[1:].lower()
    if ending in FORMATS and not output.is_dir():
        if args.format not in (None, ending):
            raise InvalidOption(
                option="--format", value=args.format, expected=f"the output file is {output}"
            )
        target = output
    else:
        name = _name(narration.script.article.headline) or _name(_stem(args.source)) or "narration"
        target = output / f"{name}.{args.format or DEFAULT_FORMAT}"
    written = {each.resolve() for each in (target, *companion_paths(target, args.caption_format))}
    if Path(args.source).resolve() in written:
        raise Unwritable(path=args.source, reason="it is the source")
    return target


def _stem(source: str) -> str:
    return source.rstrip("/").rpartition("/")[2].partition(".")[0]


def _name(title: str) -> str:
    """A file name of ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    return name if len(name) <= NAME_LENGTH else name[:NAME_LENGTH].rpartition("-")[0]


def _progress(narration: Narration) -> Callable[[Segment], None] | None:
    """A progress line on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        return None
    done, count = 0, len(narration.script.utterances)

    def show(segment: Segment) -> None:
        nonlocal done
        done += 1
        duration = _clock(segment.end / narration.rate)
        line = f"\r\033[K{done} of {count} sentences, {duration} of audio"
        print(line if done < count else "\r\033[K", end="", file=sys.stderr, flush=True)

    return show


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
