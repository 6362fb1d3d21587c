"""A story of an archive: its record becomes a script, and the script becomes files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from earshot import pipeline
from earshot.archive.records import Record
from earshot.errors import EarshotError, OutputError, TooLarge
from earshot.httpclient.raw_content import MAX_CONTENT_BYTES, MAX_CONTENT_MB
from earshot.ingest import IngestOptions
from earshot.model import Article, Narration, Script
from earshot.object_store import ObjectStore
from earshot.publish.audio_formats import get_media_type
from earshot.publish.captions import get_caption_format
from earshot.publish.output import Outputs, save
from earshot.script.intro import INTRO_PARTS, IntroPart
from earshot.script.text_options import TextOptions
from earshot.serialization import from_json
from earshot.version import __version__

DESCRIPTION = "story.json"
"""Written after all other files of a story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrationSettings:
    """How all stories of an archive are read. They are part of the digest of a story."""

    voices: Mapping[str, str] = field(default_factory=dict)
    speed: float = 1.0
    language: str = ""
    intro: tuple[IntroPart, ...] = INTRO_PARTS
    lexicon: str = ""
    text: TextOptions = field(default_factory=TextOptions)
    options: IngestOptions = field(default_factory=IngestOptions)
    audio_format: str = "mp3"
    captions: str = "vtt"

    @property
    def digest(self) -> str:
        facts = asdict(self) | {"version": __version__}
        if self.lexicon:
            facts["lexicon"] = hashlib.sha256(Path(self.lexicon).read_bytes()).hexdigest()
        text = json.dumps(facts, default=sorted, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryResult:
    """A row of the manifest."""

    source: str
    url: str = ""
    key: str = ""
    """The directory of the story's files in the store."""
    error: str = ""
    """Reason why no files were written."""
    title: str = ""
    language: str = ""
    voice: str = ""
    audio: str = ""
    """The key of the recording in the store."""
    seconds: float = 0.0
    words: int = 0
    sentences: int = 0
    bytes: int = 0
    """The size of the recording."""
    dollars: float = 0.0
    """The price of a paid voice."""
    is_new: int = 0
    """1 if this run synthesized it, 0 if it was there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedRecord:
    """A script to be spoken, or the result if there is nothing to speak."""

    result: StoryResult
    script: Script | None = None


class StoryProcessor:
    """Reads records and writes the files of their stories. Any number of processes may work on one
    store."""

    def __init__(self, settings: NarrationSettings, store: ObjectStore) -> None:
        self.settings = settings
        self._store = store
        self._digest = settings.digest

    def prepare(self, record: Record) -> PreparedRecord:
        """Extract the article and build its script, unless the store has the story."""
        if record.error:
            result = StoryResult(source=record.source, url=record.url, error=record.error)
            return PreparedRecord(result=result)
        result = StoryResult(source=record.source, url=record.url, key=self._key(record))
        if stored := self._load_result(result):
            return PreparedRecord(result=stored)
        try:
            return PreparedRecord(result=result, script=self._build_script(record))
        except EarshotError as error:
            return PreparedRecord(result=replace(result, key="", error=str(error)))

    def synthesize(
        self, story: PreparedRecord, check_stopped: Callable[[object], None] | None = None
    ) -> StoryResult:
        """Write the files of a story. Raises OutputError if the store fails."""
        if not story.script:
            return story.result
        try:
            narration = pipeline.narrate(
                story.script, voice=self.settings.voices, speed=self.settings.speed
            )
            return self._write_files(story.result, narration, check_stopped)
        except OutputError:
            raise
        except EarshotError as error:
            return replace(story.result, key="", error=str(error))

    def _key(self, record: Record) -> str:
        digest = hashlib.sha256(f"{self._digest} {record.digest}".encode()).hexdigest()
        return f"stories/{digest[:2]}/{digest[2:40]}"

    def _load_result(self, result: StoryResult) -> StoryResult | None:
        data = self._store.read(f"{result.key}/{DESCRIPTION}")
        return StoryResult(**json.loads(data) | {"source": result.source}) if data else None

    def _build_script(self, record: Record) -> Script:
        settings = self.settings
        return pipeline.build_script(
            read_record(record, settings.language, settings.options),
            intro=settings.intro,
            lexicon=settings.lexicon,
            quotes="quotation" in settings.voices,
            options=settings.text,
        )

    def _write_files(
        self,
        result: StoryResult,
        narration: Narration,
        check_stopped: Callable[[object], None] | None,
    ) -> StoryResult:
        with TemporaryDirectory(prefix="earshot-") as folder:
            audio = Path(folder) / f"audio.{self.settings.audio_format}"
            cost = getattr(narration.segments, "cost", None)
            outputs = save(
                narration, audio, captions=self.settings.captions, progress=check_stopped
            )
            described = _describe(result, narration, outputs)
            described = replace(described, dollars=(cost.dollars or 0.0) if cost else 0.0)
            for path, media_type in self._list_files(outputs):
                self._store.upload(f"{result.key}/{path.name}", path, media_type)
        facts = {k: v for k, v in asdict(described).items() if k not in ("source", "is_new")}
        text = json.dumps(facts, ensure_ascii=False).encode()
        is_new = self._store.create(f"{result.key}/{DESCRIPTION}", text, "application/json")
        return replace(described, is_new=int(is_new))

    def _list_files(self, outputs: Outputs) -> list[tuple[Path, str]]:
        return [
            (outputs.audio, get_media_type(outputs.audio)),
            (outputs.captions, get_caption_format(self.settings.captions).media_type),
            (outputs.timings, "application/json"),
            (outputs.page, "text/html; charset=utf-8"),
        ]


def _describe(result: StoryResult, narration: Narration, outputs: Outputs) -> StoryResult:
    article = narration.script.article
    return replace(
        result,
        url=result.url or article.url,
        title=article.title,
        language=article.language,
        voice=narration.voice,
        audio=f"{result.key}/{outputs.audio.name}",
        seconds=round(outputs.duration, 3),
        words=len(outputs.timeline.timings),
        sentences=len(narration.script.utterances),
        bytes=outputs.audio.stat().st_size,
    )


def read_record(record: Record, language: str, options: IngestOptions) -> Article | Script:
    """The article or script of a record. Raises SourceError."""
    if record.article is not None:
        return from_json(record.article, record.source)
    if record.content and len(record.content.data) > MAX_CONTENT_BYTES:
        raise TooLarge(source=record.source, limit=MAX_CONTENT_MB)
    found = pipeline.read_source(
        record.content or record.entry or record.url,
        url=record.url if record.content else "",
        language=language or record.language,
        options=options,
    )
    return _add_metadata(found, record.metadata) if isinstance(found, Article) else found


def _add_metadata(article: Article, metadata: Mapping[str, str]) -> Article:
    author = metadata.get("author", "")
    return replace(
        article,
        headline=metadata.get("title") or article.headline,
        authors=(author,) if author else article.authors,
        published=_parse_date(metadata.get("date", "")) or article.published,
    )


def _parse_date(written: str) -> date | None:
    with suppress(ValueError):
        found = datetime.fromisoformat(written)
        return found if "T" in written else found.date()
    return None
