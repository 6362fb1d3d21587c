"""The read-along page: one HTML file that plays the recording and lights each word as it is said.

It opens from disk and asks the network for nothing: style, scripts and timings are in the page, and
so is the sound, up to `MAX_EMBEDDED_BYTES` bytes of it. A Content-Security-Policy in the page lets
nothing else run.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from earshot.files import atomic_write
from earshot.model import Article, Script, Timeline
from earshot.publish.audio_formats import get_media_type

MAX_EMBEDDED_BYTES = 30_000_000
"""Bytes of sound that a page carries itself; more stays in its own file beside the page."""


RIGHT_TO_LEFT_LANGUAGES = frozenset(
    ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "syr", "ug", "ur", "yi"]
)
RIGHT_TO_LEFT_SCRIPTS = frozenset(["adlm", "arab", "aran", "hebr", "nkoo", "syrc", "thaa"])

_READ_BYTES = 3 * 2**18
"""Bytes; a multiple of 3, so that pieces of base64 join without padding between them."""


def write_page(
    target: Path, *, script: Script, timeline: Timeline, audio: Path, name: str = ""
) -> None:
    """Writes the read-along page of a recording whose finished sound is the file `audio`, which
    will lie beside the page under `name` (its own, by default).

    Raises Unwritable or DiskFull; then an older `target` stays as it was.
    """
    pieces = (
        environment()
        .get_template("readalong.html")
        .generate(
            page_context(script, timeline)
            | _code(sound_source="data:" if _is_embedded(audio) else "'self' file:")
            | {
                "timings": _timings(script, timeline, audio),
                "sound": _sound(audio, name or audio.name),
            }
        )
    )
    with (
        atomic_write(target) as aside,
        aside.open("w", encoding="utf-8", errors="xmlcharrefreplace", newline="\n") as page,
    ):
        page.writelines(pieces)


def direction(language: str) -> str:
    """`rtl` or `ltr`: how a BCP 47 language is written, by its script where the tag names one."""
    primary, *rest = language.lower().replace("_", "-").split("-")
    scripts = [subtag for subtag in rest if len(subtag) == 4 and subtag.isalpha()]
    if scripts:
        return "rtl" if scripts[0] in RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if primary in RIGHT_TO_LEFT_LANGUAGES else "ltr"


def page_context(script: Script, timeline: Timeline) -> dict[str, object]:
    """What the page shows, by its name in the template."""
    article = script.article
    return {
        "article": article,
        "direction": direction(article.language),
        "source": _web_address(article.url),
        "minutes": max(1, round(timeline.ms(timeline.duration) / 60_000)),
        "parts": _parts(article),
        "chapters": [(timeline.ms(chapter.start), chapter.title) for chapter in timeline.chapters],
    }


def _parts(article: Article) -> Iterator[tuple[str, Sequence[object]]]:
    """Neighbours of one kind together, so that the items of a list share it: (id, text) of each,
    and the pictures in their places."""
    shown = [each for each in article.images if _web_address(each.url)]
    at = sorted({0, len(article.blocks), *(each.block for each in shown)})
    for start, end in zip(at, [*at[1:], len(article.blocks)], strict=True):
        if pictures := [each for each in shown if each.block == start]:
            yield "picture", pictures
        numbered = enumerate(article.blocks[start:end], start)
        for kind, neighbours in groupby(numbered, key=lambda pair: pair[1].kind):
            yield kind, [(f"b{number}", block.text) for number, block in neighbours]


def _web_address(url: str) -> str:
    """The address if it is one that a reader may be sent to, else nothing."""
    return url if url.lower().startswith(("https://", "http://")) else ""


def _timings(script: Script, timeline: Timeline, audio: Path) -> dict[str, object]:
    """The timings of the recording, compact: `readTimings` of player/src/api.js reads them."""
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
        "audio": {"file": audio.name, "duration": ms(timeline.duration), "digest": digest[:16]},
        "blocks": [{"kind": block.kind, "text": block.text} for block in article.blocks],
        "sentences": [{"start": ms(cue.start)} for cue in timeline.cues],
        "words": [
            (each.word.block, each.word.start, each.word.end, ms(each.start), ms(each.end))
            for each in timeline.timings
        ],
    }


def _is_embedded(audio: Path) -> bool:
    return audio.stat().st_size <= MAX_EMBEDDED_BYTES


def _sound(audio: Path, name: str) -> Iterator[str]:
    """The address of the sound in pieces: `data:` with all of it, or the name of its file."""
    if not _is_embedded(audio):
        yield f"./{quote(name)}"
        return
    yield f"data:{get_media_type(audio)};base64,"
    with audio.open("rb") as sound:
        while piece := sound.read(_READ_BYTES):
            yield b64encode(piece).decode("ascii")


def _code(*, sound_source: str) -> dict[str, object]:
    """Style and scripts of the page, and the policy that lets nothing but them run."""
    web = files("earshot").joinpath("web")
    style = web.joinpath("readalong.css").read_text("utf-8")
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


def environment() -> Environment:
    """The templates of `web/`: whatever they are given is escaped."""
    made = Environment(
        loader=PackageLoader("earshot", "web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.policies["json.dumps_kwargs"] = {"separators": (",", ":")}
    return made
