"""earshot narrate: write the audio, captions, word timings and read-along page of articles."""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from collections.abc import Callable
from typing import Any

from earshot import pipeline
from earshot.cli.error_hints import message
from earshot.cli.options import (
    SOURCE,
    add_ingest_options,
    add_intro,
    add_lexicon,
    add_origin,
    add_pauses,
    add_voices,
    parse_pauses,
    parse_voices,
    print_cost,
    subcommand,
)
from earshot.cli.output_path import (
    DEFAULT_FORMAT,
    FIELDS,
    STANDARD_OUTPUT,
    check_output,
    choose_path,
)
from earshot.cli.sources import Archive, add_source_lists, list_sources, read_script
from earshot.cli.terminal import format_clock, print_error, print_progress
from earshot.errors import EarshotError, EarshotWarning, OutputError, UnspokenSentence
from earshot.model import Narration, Segment
from earshot.publish import save
from earshot.publish.audio_file import write_stream
from earshot.publish.audio_formats import FORMATS
from earshot.publish.captions import list_caption_formats
from earshot.publish.cover import read_cover
from earshot.publish.output import Outputs


def parser() -> argparse.ArgumentParser:
    parser = subcommand(
        "narrate", "Write the audio, captions, word timings and a read-along page of articles."
    )
    also = ", or the JSON of `earshot article` or `earshot script`"
    parser.add_argument("sources", nargs="*", metavar="SOURCE", help=SOURCE + also)
    add_source_lists(parser)
    add_origin(parser)
    add_ingest_options(parser)
    _add_output(parser)
    add_voices(parser)
    parser.add_argument(
        "--dry-run", action="store_true", help="print the cost of a paid voice and stop"
    )
    parser.add_argument(
        "--fail-on-silence",
        action="store_true",
        help="fail if no voice can speak a sentence, instead of leaving silence",
    )
    add_pauses(parser)
    add_intro(parser)
    add_lexicon(parser)
    parser.add_argument("--cover", metavar="FILE", help="cover image, JPEG or PNG")
    return parser


def _add_output(parser: argparse.ArgumentParser) -> None:
    fields = " ".join(f"{{{name}}}" for name in FIELDS)
    parser.add_argument(
        "-o",
        "--output",
        default=".",
        metavar="DIR|FILE|-",
        help="output directory, audio file, or - for standard output (default: the current"
        f" directory); a name may contain {fields}",
    )
    parser.add_argument(
        "--format", choices=FORMATS, help=f"audio format (default: {DEFAULT_FORMAT})"
    )
    parser.add_argument(
        "--caption-format",
        choices=list(list_caption_formats()),
        default="vtt",
        help="caption format (default: vtt)",
    )
    loudness = parser.add_mutually_exclusive_group()
    loudness.add_argument("-q", "--quiet", action="store_true", help="print only errors")
    loudness.add_argument(
        "-v", "--verbose", action="store_true", help="print what was read, and every step"
    )
    loudness.add_argument(
        "--json", action="store_true", help="print one JSON object per SOURCE and line"
    )


def run(args: argparse.Namespace) -> int:
    if args.fail_on_silence:
        warnings.simplefilter("error", UnspokenSentence)
    sources = list_sources(args.sources, args.list)
    args.format = check_output(args.output, args.format, len(sources))
    args.cover = read_cover(args.cover) if args.cover else b""
    archive = Archive(args.archive)
    failed = 0
    for source in sources:
        if source in archive:
            _print_step(args, f"{source}: already in the archive")
        elif not _try_narrate(source, args, is_only=len(sources) == 1):
            failed += 1
        elif not args.dry_run:
            archive.add(source)
    if failed:
        print_error(f"{failed} of {len(sources)} sources failed")
    return 1 if failed else 0


def _try_narrate(source: str, args: argparse.Namespace, is_only: bool) -> bool:
    """Whether it succeeded. One source of many may fail; an output that fails ends the call."""
    try:
        _narrate(source, args)
    except (EarshotError, EarshotWarning) as error:
        text = message(error) if isinstance(error, EarshotError) else str(error)
        if args.json:
            _print_json({"source": source, "error": text})
        if is_only or isinstance(error, OutputError):
            raise
        print_error(text)
        return False
    return True


def _narrate(source: str, args: argparse.Namespace) -> None:
    script = read_script(source, args, parse_pauses(args))
    narration = pipeline.narrate(script, voice=parse_voices(args), speed=args.speed)
    _print_step(args, _describe(source, narration))
    print_cost(narration, always=args.dry_run)
    if args.dry_run:
        return
    if args.output == STANDARD_OUTPUT:
        samples = (segment.samples for segment in narration.segments)
        write_stream(samples, narration.rate, sys.stdout.buffer, args.format)
        return
    target = choose_path(args.output, narration, source, args.format, args.caption_format)
    outputs = save(
        narration,
        target,
        captions=args.caption_format,
        cover=args.cover,
        progress=None if args.quiet else _progress(narration),
    )
    _print_outputs(source, narration, outputs, args)


def _describe(source: str, narration: Narration) -> str:
    script = narration.script
    count, language = len(script.utterances), script.article.language
    return (
        f"{source}: “{script.article.title}”, {count} sentences, {language}, in {narration.voice}"
    )


def _print_outputs(
    source: str, narration: Narration, outputs: Outputs, args: argparse.Namespace
) -> None:
    files = (outputs.audio, outputs.captions, outputs.timings, outputs.page)
    if args.json:
        _print_json(_outputs_json(source, narration, outputs))
    elif not args.quiet:
        for file in files:
            print(file)
        print(f"{format_clock(outputs.duration)} in {narration.voice}", flush=True)


def _outputs_json(source: str, narration: Narration, outputs: Outputs) -> dict[str, Any]:
    article = narration.script.article
    return {
        "source": source,
        "title": article.title,
        "url": article.url,
        "language": article.language,
        "voice": narration.voice,
        "duration": round(outputs.duration, 3),
        "sentences": len(narration.script.utterances),
        "words": len(outputs.timeline.timings),
        "audio": str(outputs.audio),
        "captions": str(outputs.captions),
        "timings": str(outputs.timings),
        "page": str(outputs.page),
    }


def _print_json(value: dict[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)


def _print_step(args: argparse.Namespace, text: str) -> None:
    if args.verbose:
        print(text, file=sys.stderr)


def _progress(narration: Narration) -> Callable[[Segment], None] | None:
    """A progress line on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        return None
    done, count = 0, len(narration.script.utterances)

    def show(segment: Segment) -> None:
        nonlocal done
        done += 1
        duration = format_clock(segment.end / narration.rate)
        print_progress(f"{done} of {count} sentences, {duration} of audio" if done < count else "")

    return show
