"""Narrates articles into files. `earshot narrate` imports this module after it has started its
voice: the imports take as long as loading the voice."""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path
from types import ModuleType

from earshot import pipeline
from earshot.cli.error_hints import message
from earshot.cli.options import parse_voices, print_cost
from earshot.cli.output_path import (
    STANDARD_OUTPUT,
    check_is_not_source,
    check_output,
    choose_path,
    is_book_file,
)
from earshot.cli.sources import Archive, list_sources, read_script
from earshot.cli.terminal import print_error, print_json
from earshot.errors import EarshotError, EarshotWarning, OutputError, UnspokenSentence
from earshot.imports import load_module
from earshot.model import Narration
from earshot.publish.cover import read_cover


def narrate_sources(args: argparse.Namespace) -> int:
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
        _load_files().write_book(list(chapters.values()), Path(args.output), args)
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
            print_json({"source": source, "error": text})
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
        _write_stream(narration, args.format)
    elif is_book_file(args.output):
        check_is_not_source(source, [Path(args.output)])
        chapters[source] = narration
    else:
        target = choose_path(args.output, narration, source, args.format, args.caption_format)
        _load_files().write_files(source, narration, target, args)


def _write_stream(narration: Narration, audio_format: str) -> None:
    segments = iter(narration.segments)  # the encoder is imported while the first is synthesized
    write = load_module("earshot.publish.audio_file").write_stream
    load_module("av")
    samples = (segment.samples for segment in segments)
    write(samples, narration.rate, sys.stdout.buffer, audio_format)


def _load_files() -> ModuleType:
    """What writes files, which standard output does not need."""
    return load_module("earshot.cli.narration_files")


def _describe(source: str, narration: Narration) -> str:
    script = narration.script
    count, language = len(script.utterances), script.article.language
    return (
        f"{source}: “{script.article.title}”, {count} sentences, {language}, in {narration.voice}"
    )


def _print_step(args: argparse.Namespace, text: str) -> None:
    if args.verbose:
        print(text, file=sys.stderr)
