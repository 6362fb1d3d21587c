"""The sources of one call: arguments, patterns, lists, and an archive of finished sources."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from glob import glob
from pathlib import Path

from earshot import pipeline
from earshot.cli.options import PARTS, parse_intro, parse_text_options
from earshot.errors import InvalidOption, MissingOption, SourceUnreadable, Unwritable
from earshot.files import as_output_error
from earshot.ingest import IngestOptions
from earshot.model import Script

PATTERN_SIGNS = frozenset("*?[")
STANDARD_INPUT = "-"


def list_sources(arguments: Iterable[str], list_file: str | None) -> list[str]:
    """The sources in order, each once. A pattern stands for the files that it matches.

    Raises MissingOption, InvalidOption and SourceUnreadable.
    """
    found = [source for each in arguments for source in _expand(each)]
    if list_file:
        found += _read_list(list_file)
    if not found:
        raise MissingOption(option="SOURCE", reason="name a file or a URL, or a list with -a")
    return list(dict.fromkeys(found))


def parse_ingest_options(args: argparse.Namespace) -> IngestOptions:
    return IngestOptions(
        entry=args.entry,
        include=tuple(args.include),
        exclude=tuple(args.exclude),
        sites=args.sites,
        **{name: getattr(args, name) for name in PARTS},
        user_agent=args.user_agent,
        cookies=args.cookies,
        robots=args.robots,
    )


def read_script(source: str, args: argparse.Namespace) -> Script:
    """The script of a source, by the options of a command that reads aloud."""
    read = pipeline.read_source(
        source, url=args.url, language=args.language, options=parse_ingest_options(args)
    )
    return pipeline.build_script(
        read,
        intro=parse_intro(args),
        lexicon=args.lexicon,
        quotes=bool(args.quote_voice),
        options=parse_text_options(args),
    )


def _expand(argument: str) -> list[str]:
    """The files of a pattern that no shell has expanded; any other argument as it is."""
    is_url = "://" in argument
    if is_url or not PATTERN_SIGNS & set(argument) or Path(argument).exists():
        return [argument]
    matches = sorted(glob(argument, recursive=True))  # noqa: PTH207 - of any folder
    if not matches:
        raise InvalidOption(option="SOURCE", value=argument, expected="no file matches the pattern")
    return matches


def _read_list(name: str) -> Iterator[str]:
    try:
        text = sys.stdin.read() if name == STANDARD_INPUT else Path(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", "") or "it is not UTF-8 text"
        raise SourceUnreadable(source=name, reason=reason.lower()) from error
    for line in text.splitlines():
        source = line.strip()
        if source and not source.startswith("#"):
            yield source


class Archive:
    """A text file with a line for each finished source. Nothing is stored without a file."""

    def __init__(self, file: str | None) -> None:
        self.path = Path(file) if file else None
        self.done: set[str] = set()
        if self.path and self.path.exists():
            self.done = set(self._read(self.path))

    def add(self, source: str) -> None:
        """Record a source. It is written at once, so an interrupted call can be continued."""
        self.done.add(source)
        if not self.path:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(f"{source}\n")
        except OSError as error:
            raise as_output_error(self.path, error) from error

    def add_all(self, sources: Iterable[str]) -> None:
        for source in sources:
            self.add(source)

    def __contains__(self, source: str) -> bool:
        return source != STANDARD_INPUT and source in self.done

    def _read(self, path: Path) -> list[str]:
        try:
            return path.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise Unwritable(path=path, reason="it is not an archive of sources") from error
