"""earshot narrate: write the audio, captions, word timings and read-along page of articles."""

from __future__ import annotations

import argparse
import json
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from earshot import pipeline
from earshot.cli.error_hints import message
from earshot.cli.options import (
    SOURCE,
    add_ingest_options,
    add_lexicon,
    add_origin,
    add_text_options,
    add_voices,
    parse_voices,
    print_cost,
    subcommand,
)
from earshot.cli.output_path import (
    BOOK_FORMAT,
    DEFAULT_FORMAT,
    FIELDS,
    OUTPUT_FORMATS,
    STANDARD_OUTPUT,
    check_is_not_source,
    check_output,
    choose_path,
    is_book_file,
)
from earshot.cli.sources import Archive, add_source_lists, list_sources, read_script
from earshot.cli.terminal import print_error, print_progress
from earshot.errors import EarshotError, EarshotWarning, OutputError, UnspokenSentence
from earshot.model import Narration, Segment
from earshot.publish.audio_file import write_stream
from earshot.publish.book_output import save_book
from earshot.publish.captions import list_caption_formats
from earshot.publish.cover import read_cover
from earshot.publish.output import Outputs, save
from earshot.publish.timeline import format_clock


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
    add_text_options(parser)
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
        help="output directory, audio file, book of all sources (.epub), or - for standard output"
        f" (default: the current directory); a name may contain {fields}",
    )
    parser.add_argument(
        "--format",
        choices=OUTPUT_FORMATS,
        help=f"audio format, or epub for a book (default: {DEFAULT_FORMAT})",
    )
    parser.add_argument(
        "--title", default="", help="title of a book (default: the article's, or the file's name)"
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
    failed, chapters = 0, dict[str, Narration]()
    for source in sources:
        if source in archive:
            _print_step(args, f"{source}: already in the archive")
        elif not _try_narrate(source, args, chapters, is_only=len(sources) == 1):
            failed += 1
        elif not args.dry_run and source not in chapters:
            archive.add(source)
    if chapters:
        _write_book(list(chapters.values()), Path(args.output), args)
    archive.add_all(chapters)
    if failed:
        print_error(f"{failed} of {len(sources)} sources failed")
    return 1 if failed else 0


def _try_narrate(
    source: str, args: argparse.Namespace, chapters: dict[str, Narration], is_only: bool
) -> bool:
    """Whether it succeeded. One source of many may fail; an output that fails ends the call."""
    try:
        _narrate(source, args, chapters)
    except (EarshotError, EarshotWarning) as error:
        text = message(error) if isinstance(error, EarshotError) else str(error)
        if args.json:
            _print_json({"source": source, "error": text})
        if is_only or isinstance(error, OutputError):
            raise
        print_error(text)
        return False
    return True


def _narrate(source: str, args: argparse.Namespace, chapters: dict[str, Narration]) -> None:
    """Write the files of the source, or add it to the chapters if the output is a book."""
    script = read_script(source, args)
    narration = pipeline.narrate(script, voice=parse_voices(args), speed=args.speed)
    _print_step(args, _describe(source, narration))
    print_cost(narration, always=args.dry_run)
    if args.dry_run:
        return
    if args.output == STANDARD_OUTPUT:
        samples = (segment.samples for segment in narration.segments)
        write_stream(samples, narration.rate, sys.stdout.buffer, args.format)
    elif is_book_file(args.output):
        check_is_not_source(source, [Path(args.output)])
        chapters[source] = narration
    else:
        target = choose_path(args.output, narration, source, args.format, args.caption_format)
        _write_files(source, narration, target, args)


def _write_files(source: str, narration: Narration, target: Path, args: argparse.Namespace) -> None:
    if args.format == BOOK_FORMAT:
        _write_book([narration], target, args)
        return
    outputs = save(
        narration,
        target,
        captions=args.caption_format,
        cover=args.cover,
        progress=None if args.quiet else _progress([narration]),
    )
    _print_outputs(source, narration, outputs, args)


def _write_book(narrations: Sequence[Narration], target: Path, args: argparse.Namespace) -> None:
    book = save_book(
        narrations,
        target,
        title=args.title or ("" if len(narrations) == 1 else target.stem),
        cover=args.cover,
        progress=None if args.quiet else _progress(narrations),
    )
    if args.json:
        articles = [narration.script.article for narration in narrations]
        chapters = [{"title": each.title, "url": each.url} for each in articles]
        duration = round(book.duration, 3)
        fields = {"book": str(book.path), "title": book.title, "duration": duration}
        _print_json(fields | {"chapters": chapters})
    elif not args.quiet:
        print(book.path)
        print(f"{format_clock(book.duration)} in {narrations[0].voice}", flush=True)


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


def _progress(narrations: Sequence[Narration]) -> Callable[[Segment], None] | None:
    """A progress line on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        return None
    done, count = 0, sum(len(narration.script.utterances) for narration in narrations)
    rate = narrations[0].rate
    seconds = 0.0

    def show(segment: Segment) -> None:
        nonlocal done, seconds
        done += 1
        seconds += len(segment.samples) / rate
        duration = format_clock(seconds)
        print_progress(f"{done} of {count} sentences, {duration} of audio" if done < count else "")

    return show
