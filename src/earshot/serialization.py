"""Articles and scripts as JSON and back, for passing them between stages of the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from earshot.errors import NoArticle
from earshot.model import Annotation, Article, Block, DroppedBlock, Image, Script, Utterance, Word


def article_json(article: Article) -> dict[str, Any]:
    """The article as `earshot article --json` prints it."""
    return {
        "title": article.headline or None,
        "authors": list(article.authors),
        "date": article.day or None,
        "published": _format_date(article.published),
        "modified": _format_date(article.modified),
        "contributors": list(article.contributors),
        "section": article.section or None,
        "language": article.language,
        "site": article.site or None,
        "url": article.url or None,
        "image": article.image or None,
        "paragraphs": [block.text for block in article.blocks],
        "blocks": [_whole_block_json(block) for block in article.blocks],
        "headline_marks": _annotations_json(article.headline_annotations).get("marks", []),
        "pictures": [_image_json(picture) for picture in article.images],
        **_dropped_json(article),
    }


def _image_json(picture: Image) -> dict[str, Any]:
    return {
        "url": picture.url,
        "block": picture.block,
        "text": picture.alt,
        "caption": picture.caption,
    }


def block_json(block: Block) -> dict[str, str | None]:
    """A block with everything that locates it in its page."""
    return {
        "kind": block.kind,
        "text": block.text,
        "xpath": block.xpath,
        "selector": block.selector,
        "text_hash": block.text_hash,
    }


def _annotations_json(marks: Sequence[Annotation]) -> dict[str, Any]:
    """Annotations by the author; articles from web pages have none."""
    return {"marks": [asdict(mark) for mark in marks]} if marks else {}


def _whole_block_json(block: Block) -> dict[str, Any]:
    """A block with its number in an ordered list, and why it was dropped, where it has them."""
    rare = {"number": block.number, "dropped_reason": block.dropped_reason}
    present = {name: value for name, value in rare.items() if value}
    return block_json(block) | _annotations_json(block.annotations) | present


def _dropped_json(article: Article) -> dict[str, Any]:
    """Dropped blocks; only the articles of a server have them."""
    found = [{"before": each.before, **_whole_block_json(each.block)} for each in article.dropped]
    return {"dropped": found} if found else {}


def _format_date(moment: date | None) -> str | None:
    """ISO 8601: a day, or a day and time with its zone."""
    return moment.isoformat() if moment else None


def script_json(script: Script) -> dict[str, Any]:
    """The script as `earshot script --json` prints it."""
    return {
        "article": article_json(script.article),
        "utterances": [
            {
                "role": utterance.role,
                "pause": utterance.pause,
                **({"language": utterance.language} if utterance.language else {}),
                **({"voice": utterance.voice} if utterance.voice else {}),
                "words": [_word_json(word) for word in utterance.words],
            }
            for utterance in script.utterances
        ],
    }


def _word_json(word: Word) -> dict[str, Any]:
    return {
        "text": word.text,
        "spoken": word.spoken,
        "block": word.block,
        "start": word.start,
        "phonemes": word.phonemes,
        "boundary": word.boundary,
    }


def from_json(value: Any, source: str) -> Article | Script:
    """Parse the JSON of an article or a script.

    Raises NoArticle for any other value.
    """
    try:
        if "utterances" in value:
            return _script(value)
        return _article(value)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        reason = "it is JSON, but not what `earshot article` or `earshot script` writes"
        raise NoArticle(source=source, reason=reason) from error


def _article(value: dict[str, Any]) -> Article:
    """Also reads `place` and `marker`, the former names of `xpath` and `selector`."""
    blocks = tuple(map(_block, value["blocks"]))
    return Article(
        headline=value["title"] or "",
        blocks=blocks,
        images=tuple(_image(each, len(blocks)) for each in value.get("pictures") or ()),
        authors=tuple(value["authors"]),
        contributors=tuple(value.get("contributors") or ()),
        headline_annotations=_annotations(value.get("headline_marks") or (), value["title"] or ""),
        published=_parse_date(value.get("published") or value["date"]),
        modified=_parse_date(value.get("modified")),
        section=value.get("section") or "",
        language=value["language"],
        site=value["site"] or "",
        url=value["url"] or "",
        image=value["image"] or "",
        dropped=tuple(
            DroppedBlock(block=_block(each), before=int(each["before"]))
            for each in value.get("dropped") or ()
        ),
    )


def _block(value: dict[str, Any]) -> Block:
    return Block(
        kind=value["kind"],
        text=str(value["text"]),
        xpath=value.get("xpath", value.get("place")),
        selector=value.get("selector", value.get("marker")),
        annotations=_annotations(value.get("marks") or (), str(value["text"])),
        number=str(value.get("number") or ""),
        dropped_reason=str(value.get("dropped_reason") or ""),
    )


def _image(value: dict[str, Any], blocks: int) -> Image:
    if not 0 <= value["block"] <= blocks:
        raise ValueError("a picture has a block that is not in the article")
    return Image(
        url=str(value["url"]),
        block=int(value["block"]),
        alt=str(value["text"]),
        caption=str(value["caption"]),
    )


def _annotations(written: Iterable[dict[str, Any]], text: str) -> tuple[Annotation, ...]:
    marks = tuple(Annotation(**each) for each in written)
    if any(not 0 <= mark.start <= mark.end <= len(text) for mark in marks):
        raise ValueError("an annotation exceeds its text")
    return marks


def _parse_date(written: str | None) -> date | None:
    if not written:
        return None
    return datetime.fromisoformat(written) if "T" in written else date.fromisoformat(written)


def _script(value: dict[str, Any]) -> Script:
    article = _article(value["article"])
    utterances = tuple(
        Utterance(
            words=tuple(Word(**word) for word in each["words"]),
            role=each["role"],
            pause=int(each["pause"]),
            language=str(each.get("language") or ""),
            voice=str(each.get("voice") or ""),
        )
        for each in value["utterances"]
    )
    for utterance in utterances:
        for word in utterance.words:
            article.text_of(word.block)  # raises for an unknown block
    return Script(article=article, utterances=utterances)
