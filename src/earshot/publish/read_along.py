"""The read-along page: an HTML file that plays the recording and highlights the spoken word.

It opens from disk and makes no requests. Style, scripts and timings are in the page, and so are
recordings of up to `MAX_EMBEDDED_BYTES` bytes. A Content-Security-Policy in the page allows
nothing else.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from earshot.files import atomic_write
from earshot.model import INTRO, Article, Script, Timeline, Timing
from earshot.publish.audio_formats import get_media_type
from earshot.publish.translations import (
    ENGLISH,
    LINK_END,
    format_minutes,
    isolate,
    page_texts,
    start_link,
)
from earshot.synthetic_voice import find_origin

MAX_EMBEDDED_BYTES = 30_000_000
"""Maximum size of audio that is embedded in the page; a larger file stays beside the page."""


RIGHT_TO_LEFT_LANGUAGES = frozenset(
    ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "syr", "ug", "ur", "yi"]
)
RIGHT_TO_LEFT_SCRIPTS = frozenset(["adlm", "arab", "aran", "hebr", "nkoo", "syrc", "thaa"])

_READ_BYTES = 3 * 2**18
"""Bytes; a multiple of 3, so pieces of base64 can be joined without padding."""


def write_page(
    target: Path, *, script: Script, timeline: Timeline, audio: Path, name: str = ""
) -> None:
    """Write the read-along page of the recording in `audio`, which will be beside the page as
    `name`.

    Raises Unwritable or DiskFull; then an older `target` stays unchanged.
    """
    name = name or audio.name
    pieces = (
        environment()
        .get_template("readalong.html")
        .generate(
            page_context(script, timeline)
            | _code(sound_source="data:" if _is_embedded(audio) else "'self' file:")
            | {
                "timings": _timings(script, timeline, audio, name),
                "sound": _sound(audio, name),
            }
        )
    )
    with (
        atomic_write(target) as aside,
        aside.open("w", encoding="utf-8", errors="xmlcharrefreplace", newline="\n") as page,
    ):
        page.writelines(pieces)


def direction(language: str) -> str:
    """Return `rtl` or `ltr`, by the script of a BCP 47 language tag."""
    primary, *rest = language.lower().replace("_", "-").split("-")
    scripts = [subtag for subtag in rest if len(subtag) == 4 and subtag.isalpha()]
    if scripts:
        return "rtl" if scripts[0] in RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if primary in RIGHT_TO_LEFT_LANGUAGES else "ltr"


def page_context(script: Script, timeline: Timeline) -> dict[str, object]:
    """The variables of the template."""
    article = script.article
    return {
        "article": article,
        "direction": direction(article.language),
        "source": _web_address(article.url),
        "minutes": max(1, round(timeline.ms(timeline.duration) / 60_000)),
        "parts": _parts(article),
        "read_by": find_origin("", [each.voice for each in script.utterances]).read_by,
        "chapters": [(timeline.ms(chapter.start), chapter.title) for chapter in timeline.chapters],
    }


def _parts(article: Article) -> Iterator[tuple[str, Sequence[object]]]:
    """Group adjacent blocks of one kind, so list items share a list: (id, text) of each, with
    the images at their positions."""
    shown = [each for each in article.images if _web_address(each.url)]
    at = sorted({0, len(article.blocks), *(each.block for each in shown)})
    for start, end in zip(at, [*at[1:], len(article.blocks)], strict=True):
        if pictures := [each for each in shown if each.block == start]:
            yield "picture", pictures
        numbered = enumerate(article.blocks[start:end], start)
        for kind, neighbours in groupby(numbered, key=lambda pair: pair[1].kind):
            yield kind, [(f"b{number}", block.text) for number, block in neighbours]


def _web_address(url: str) -> str:
    """Return the URL if it is http(s), otherwise an empty string."""
    return url if url.lower().startswith(("https://", "http://")) else ""


def _timings(script: Script, timeline: Timeline, audio: Path, name: str) -> dict[str, object]:
    """Return the timings in the compact form that `readTimings` of player/src/api.js reads."""
    article, ms = script.article, timeline.ms
    with audio.open("rb") as sound:
        digest = hashlib.file_digest(sound, "sha256").hexdigest()
    return {
        "article": {
            "headline": article.headline,
            "authors": article.authors,
            "language": article.language,
            "site": article.site,
            "url": article.url,
        },
        "audio": {"file": name, "duration": ms(timeline.duration), "digest": digest[:16]},
        "blocks": [{"kind": block.kind, "text": block.text} for block in article.blocks],
        "sentences": [{"start": ms(cue.start)} for cue in timeline.cues],
        "words": [_word_json(each, timeline) for each in timeline.timings],
    }


def _word_json(timing: Timing, timeline: Timeline) -> object:
    """The compact form has no text, because the text of a block is in the file, but that of the
    intro is not."""
    word, start, end = timing.word, timeline.ms(timing.start), timeline.ms(timing.end)
    if word.block == INTRO:
        place = {"block": word.block, "start_char": word.start, "end_char": word.end}
        return {**place, "text": word.text, "start": start, "end": end}
    return word.block, word.start, word.end, start, end


def _is_embedded(audio: Path) -> bool:
    return audio.stat().st_size <= MAX_EMBEDDED_BYTES


def _sound(audio: Path, name: str) -> Iterator[str]:
    """Yield the URL of the audio in pieces: a `data:` URL, or the name of the file."""
    if not _is_embedded(audio):
        yield f"./{quote(name)}"
        return
    yield f"data:{get_media_type(audio)};base64,"
    with audio.open("rb") as sound:
        while piece := sound.read(_READ_BYTES):
            yield b64encode(piece).decode("ascii")


def _code(*, sound_source: str) -> dict[str, object]:
    """Return the styles and scripts of the page, and the policy that allows only these."""
    web = files("earshot").joinpath("web")
    sheets = ("tokens.css", "readalong.css")
    style = "\n".join(web.joinpath(name).read_text("utf-8") for name in sheets)
    player = web.joinpath("dist/earshot-player.js").read_text("utf-8")
    behaviour = web.joinpath("dist/story-page.js").read_text("utf-8")
    policy = (
        f"default-src 'none'; style-src {_source_of(style)}; "
        f"script-src {_source_of(player)} {_source_of(behaviour)}; "
        f"media-src {sound_source}; img-src data:; base-uri 'none'; form-action 'none'"
    )
    code = {"style": style, "player": player, "behaviour": behaviour}
    return {name: Markup(text) for name, text in code.items()} | {"policy": policy}


def _source_of(code: str) -> str:
    """The CSP source expression that allows exactly this text inline (CSP Level 3, 2.3.1)."""
    return f"'sha256-{b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


@cache
def environment() -> Environment:
    """The environment of all read-along pages. It keeps the compiled templates,
    because compiling one takes longer than rendering it."""
    return create_environment()


def create_environment() -> Environment:
    """The templates in `web/`, with autoescape."""
    made = Environment(
        loader=PackageLoader("earshot", "web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["json.dumps_kwargs"] = {"separators": (",", ":")}
    made.globals |= page_texts(ENGLISH) | {
        "isolate": isolate,
        "link": start_link,
        "link_end": LINK_END,
    }
    made.filters["minutes"] = _format_minutes
    return made


@pass_context
def _format_minutes(context: Context, minutes: int) -> str:
    language: str = context["language"]
    return format_minutes(language, minutes)
