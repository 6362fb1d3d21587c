"""The audio file that `earshot narrate` writes: named by the user, by a template or the article."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

from earshot.errors import InvalidOption, UnknownFormat, Unwritable
from earshot.model import Article, Narration
from earshot.publish.audio_formats import FORMATS
from earshot.publish.book_identity import EXTENSION, identify_book, read_identifier
from earshot.publish.companion_files import companion_paths

DEFAULT_FORMAT = "mp3"
BOOK_FORMAT = EXTENSION.removeprefix(".")
OUTPUT_FORMATS = (*FORMATS, BOOK_FORMAT)
MAX_NAME_LENGTH = 60
FIELD = re.compile(r"\{(\w+)\}")
FIELDS = ("title", "date", "site", "author", "section", "language", "voice", "source")
"""Fields of a template."""
STANDARD_OUTPUT = "-"


def is_template(output: str) -> bool:
    return bool(FIELD.search(output))


def is_book_file(output: str) -> bool:
    """Whether the output is one book, however many sources there are."""
    path = Path(output)
    return path.suffix.lower() == EXTENSION and not path.is_dir() and not is_template(output)


def check_output(output: str, audio_format: str | None, source_count: int) -> str:
    """The format of the recordings. Raises InvalidOption and UnknownFormat."""
    _check_fields(output)
    path = Path(output)
    ending = path.suffix[1:].lower()
    if output == STANDARD_OUTPUT:
        _check_standard_output(audio_format, source_count)
        return audio_format or DEFAULT_FORMAT
    is_file = bool(ending) and not path.is_dir()
    if is_file and re.fullmatch(r"[a-z][a-z0-9]{1,4}", ending) and ending not in OUTPUT_FORMATS:
        raise UnknownFormat(format=ending, known=", ".join(OUTPUT_FORMATS))
    if is_file and ending in OUTPUT_FORMATS:
        if audio_format not in (None, ending):
            expected = f"the output file is {output}"
            raise InvalidOption(option="--format", value=audio_format, expected=expected)
        if source_count > 1 and not is_template(output) and not is_book_file(output):
            expected = "one file cannot hold several articles; name a directory or use {title}"
            raise InvalidOption(option="-o", value=output, expected=expected)
        return ending
    return audio_format or DEFAULT_FORMAT


def _check_standard_output(audio_format: str | None, source_count: int) -> None:
    """Raises InvalidOption."""
    if source_count > 1:
        expected = "standard output holds one article"
        raise InvalidOption(option="-o", value=STANDARD_OUTPUT, expected=expected)
    if audio_format == BOOK_FORMAT:
        expected = "a book is not written to standard output"
        raise InvalidOption(option="--format", value=audio_format, expected=expected)


def choose_path(
    output: str, narration: Narration, source: str, audio_format: str, captions: str
) -> Path:
    """The file of one narration. A name that the user did not write in full never replaces the
    files of another article: a number is added. Raises Unwritable if the file is the source."""
    article = narration.script.article
    name = f"{_article_name(article, source)}.{audio_format}"
    filled = Path(_fill(output, _fields(narration, source)))
    is_file = filled.suffix[1:].lower() in OUTPUT_FORMATS and not filled.is_dir()
    target = filled if is_file else filled / name
    if not is_file or is_template(output):
        target = next(path for path in _number_names(target) if _is_free(path, article))
    check_is_not_source(source, (target, *companion_paths(target, captions)))
    return target


def check_is_not_source(source: str, written: Iterable[Path]) -> None:
    """Raises Unwritable if one of the files is the source."""
    if Path(source).resolve() in {each.resolve() for each in written}:
        raise Unwritable(path=source, reason="it is the source")


def _check_fields(output: str) -> None:
    for name in FIELD.findall(output):
        if name not in FIELDS:
            expected = "fields are " + ", ".join(f"{{{each}}}" for each in FIELDS)
            raise InvalidOption(option="-o", value=output, expected=expected)


def _fields(narration: Narration, source: str) -> dict[str, str]:
    article = narration.script.article
    values = {
        "title": article.title,
        "date": article.day,
        "site": article.site,
        "author": article.byline,
        "section": article.section,
        "language": article.language,
        "voice": narration.voice,
        "source": _stem(source),
    }
    return {name: _slugify(value) or "unknown" for name, value in values.items()}


def _fill(output: str, values: dict[str, str]) -> str:
    return FIELD.sub(lambda match: values[match[1]], output)


def _article_name(article: Article, source: str) -> str:
    return _slugify(article.headline) or _slugify(_stem(source)) or "narration"


def _stem(source: str) -> str:
    return source.rstrip("/").rpartition("/")[2].partition(".")[0]


def _slugify(title: str) -> str:
    """A file name of ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    return name if len(name) <= MAX_NAME_LENGTH else name[:MAX_NAME_LENGTH].rpartition("-")[0]


def _number_names(path: Path) -> Iterator[Path]:
    """The path, then the same name with -2, -3 …"""
    yield path
    for number in count(2):
        yield path.with_name(f"{path.stem}-{number}{path.suffix}")


def _is_free(path: Path, article: Article) -> bool:
    """Whether nothing is there, or an earlier recording of the same article."""
    if not path.exists():
        return True
    if path.suffix == EXTENSION:
        return read_identifier(path) == identify_book(article.title, [article])
    try:
        story = json.loads(path.with_suffix(".json").read_text("utf-8"))["article"]
        return str(story.get("url") or story.get("headline")) == (article.url or article.headline)
    except (OSError, ValueError, KeyError, TypeError):
        return False
