"""Build the documentation as a web site: `python -m scripts.build_site [FOLDER]`.

The site needs no server and loads nothing from elsewhere: it can be opened from its folder, with
search, samples and a story to read along. Its pages are those of docs/ and the documents of the
repository they link to, and a page of the docstrings of the public API.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markdown_it import MarkdownIt
from markdown_it.token import Token

import earshot
from scripts.build_reference import build_signature
from scripts.live_story import write_live_story

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
TEMPLATES = Path(__file__).with_name("site")
START = DOCS / "README.md"
DOCSTRINGS = Path("reference/docstrings.html")
READ_ALONG = Path("read-along.html")
STORY = Path("samples/read-along.html")
AUDIO_ENDINGS = (".opus", ".mp3")
EXTERNAL = ("http:", "https:", "mailto:", "#")
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
READ_ALONG_TEXT = f"""# Listen and read along

This is the page that `earshot narrate` writes beside a recording. Press play: each word is
highlighted while it is spoken. Click a word to play from there. The sound, the word times and the
player are in [one file]({STORY}), which needs no server.

<iframe class="story" src="{STORY}" title="Harbour wall reopens"></iframe>
"""


@dataclass
class Page:
    """A page of the site. Paths are relative to its folder."""

    path: Path
    title: str
    html: str
    text: str
    headings: list[tuple[str, str]] = field(default_factory=list)
    """Ids and texts."""


class SiteBuilder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pages: dict[Path, Page] = {}
        """By source file."""
        self._files: set[Path] = set()

    def build(self) -> None:
        waiting = [START, *sorted(DOCS.rglob("*.md"))]
        while waiting:
            source = waiting.pop(0)
            if source not in self._pages:
                waiting += self._render(source)
        read_along = build_page(READ_ALONG, READ_ALONG_TEXT)
        pages = [*self._pages.values(), read_along, build_docstrings()]
        navigation = self._list_navigation()
        template = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
        for page in pages:
            self._write(page, template.get_template("page.html"), navigation)
        index = [
            {"title": each.title, "url": each.path.as_posix(), "headings": each.headings}
            | {"text": each.text}
            for each in pages
        ]
        script = f"const PAGES = {json.dumps(index, ensure_ascii=False)};\n"
        (self._folder / "search-index.js").write_text(script, "utf-8")
        for name in ("site.css", "search.js"):
            shutil.copy(TEMPLATES / name, self._folder)
        for each in self._files:
            target = self._folder / _target(each)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(each, target)
        write_live_story(self._folder / STORY)

    def _render(self, source: Path) -> list[Path]:
        """Render a page; return the documents outside docs/ that it links to."""
        tokens = MARKDOWN.parse(_read_source(source))
        linked: list[Path] = []
        for token in tokens:
            for child in token.children or ():
                linked += self._rewrite(child, source)
            if token.children:
                token.children = list(_add_players(token.children))
        self._pages[source] = render_page(_target(source), tokens)
        return linked

    def _rewrite(self, token: Token, source: Path) -> Iterator[Path]:
        """Point a link or a picture to its place on the site."""
        attribute = {"link_open": "href", "image": "src"}.get(token.type)
        target = str(token.attrGet(attribute)) if attribute else "#"
        if target.startswith(EXTERNAL) or attribute is None:
            return
        path, _, anchor = target.partition("#")
        folder = source if source.is_dir() else source.parent
        linked = (folder / path).resolve()
        if (linked / "README.md").exists():
            linked = linked / "README.md"
        if linked.is_dir() or (linked.suffix == ".md" and linked.exists()):
            yield linked
        elif linked.exists():
            self._files.add(linked)
        place = os.path.relpath(_target(linked), _target(source).parent)
        token.attrSet(attribute, f"{Path(place).as_posix()}{'#' if anchor else ''}{anchor}")

    def _list_navigation(self) -> list[tuple[str, Path]]:
        """The first page, the pages it links to in its order, and those that are no documents."""
        found = re.findall(r'<a href="([^"#:]+)">(.+?)</a>', self._pages[START].html)
        links = [(re.sub(r"<[^>]*>", "", text), Path(href)) for href, text in found]
        start = [("Start", Path("index.html")), ("Listen and read along", READ_ALONG)]
        return [*start, *links, ("Docstrings", DOCSTRINGS)]

    def _write(self, page: Page, template: Any, navigation: list[tuple[str, Path]]) -> None:
        target = self._folder / page.path
        target.parent.mkdir(parents=True, exist_ok=True)
        root = "../" * (len(page.path.parts) - 1)
        links = [(text, f"{root}{path.as_posix()}", path == page.path) for text, path in navigation]
        target.write_text(template.render(page=page, root=root, links=links), "utf-8")


def _read_source(source: Path) -> str:
    """The Markdown of a page; of a folder a list of its files."""
    if not source.is_dir():
        return source.read_text("utf-8")
    names = sorted(each.name for each in source.iterdir() if each.is_file())
    return f"# {source.name}\n\n" + "".join(f"- [{name}]({name})\n" for name in names)


def _target(source: Path) -> Path:
    """The path on the site. Files outside docs/ are in a separate folder."""
    inside = source.is_relative_to(DOCS)
    path = source.relative_to(DOCS) if inside else Path("repository", source.relative_to(ROOT))
    if source.is_dir():
        return path / "index.html"
    if path.suffix != ".md":
        return path
    return path.with_name("index.html") if path.name == "README.md" else path.with_suffix(".html")


def _name_headings(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    """Give headings the ids that their links use."""
    for token, content in pairwise(tokens):
        if token.type == "heading_open":
            text = "".join(each.content for each in content.children or ())
            raw = content.content.lower().replace(" ", "-")
            name = re.sub(r"[^\w-]", "", raw)
            token.attrSet("id", name)
            yield name, text


def _add_players(tokens: list[Token]) -> Iterator[Token]:
    """Add a player behind each link to a recording."""
    source = ""
    for token in tokens:
        yield token
        if token.type == "link_open":
            source = str(token.attrGet("href"))
        elif token.type == "link_close" and source.endswith(AUDIO_ENDINGS):
            player = f' <audio controls preload="none" src="{source}"></audio>'
            yield Token("html_inline", "", 0, content=player)


def build_docstrings() -> Page:
    """A page of the public names, their signatures and docstrings."""
    parts = ["# Docstrings\n\nThe public API of the package `earshot`, from its source code.\n"]
    for name in sorted(earshot.__all__, key=str.lower):
        found = getattr(earshot, name)
        parts.append(f"\n## {name}\n\n{build_signature(name)}\n{_docstring(found)}\n")
        for member, value in _public_members(found):
            parts.append(f"\n### {name}.{member}\n\n{_docstring(value)}\n")
    return build_page(DOCSTRINGS, "".join(parts))


def build_page(path: Path, source: str) -> Page:
    """Render a page whose links need no change."""
    return render_page(path, MARKDOWN.parse(source))


def render_page(path: Path, tokens: list[Token]) -> Page:
    headings = list(_name_headings(tokens))
    html = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    text = " ".join(re.sub(r"<[^>]*>", " ", html).split())
    return Page(path, headings[0][1] if headings else path.stem, html, text, headings)


def _public_members(found: Any) -> Iterator[tuple[str, Any]]:
    """The documented methods and properties of a class."""
    if inspect.isclass(found):
        for name, value in vars(found).items():
            is_member = inspect.isfunction(value) or isinstance(value, property)
            if is_member and not name.startswith("_") and inspect.getdoc(value):
                yield name, value


def _docstring(found: Any) -> str:
    """As Markdown. Lines of code in docstrings are indented already."""
    text = inspect.getdoc(found) or ""
    return "" if text.startswith(f"{getattr(found, '__name__', '')}(") else text


def build_site(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    SiteBuilder(folder).build()


if __name__ == "__main__":
    build_site(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist/site")
