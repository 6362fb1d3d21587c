"""Writes the files of `earshot narrate`, and prints their names."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from earshot.cli.output_path import BOOK_FORMAT
from earshot.cli.terminal import print_json, print_progress
from earshot.model import Narration, Segment
from earshot.publish.book_output import save_book
from earshot.publish.output import Outputs, save
from earshot.publish.timeline import format_clock


def write_files(source: str, narration: Narration, target: Path, args: argparse.Namespace) -> None:
    if args.format == BOOK_FORMAT:
        write_book([narration], target, args)
        return
    outputs = save(
        narration,
        target,
        captions=args.caption_format,
        cover=args.cover,
        progress=None if args.quiet else _progress([narration]),
    )
    _print_outputs(source, narration, outputs, args)


def write_book(narrations: Sequence[Narration], target: Path, args: argparse.Namespace) -> None:
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
        print_json(fields | {"chapters": chapters})
    elif not args.quiet:
        print(book.path)
        print(f"{format_clock(book.duration)} in {narrations[0].voice}", flush=True)


def _print_outputs(
    source: str, narration: Narration, outputs: Outputs, args: argparse.Namespace
) -> None:
    files = (outputs.audio, outputs.captions, outputs.timings, outputs.page)
    if args.json:
        print_json(_outputs_json(source, narration, outputs))
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
