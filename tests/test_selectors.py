"""Selectors and marks by publishers."""

from __future__ import annotations

from pathlib import Path

import pytest

from earshot import IngestOptions
from earshot.errors import InvalidOption, UnmatchedSelector
from earshot.ingest.readers import html
from earshot.ingest.source import Origin

PAGE = """<html lang="en"><body><article><h1>Ferry returns</h1>
<p class="standfirst">The ferry came back on Monday, and the whole island stood on the wall.</p>
<div class="body"><p>It carried forty passengers and the mail of eleven weeks, its master said.</p>
<p id="poll">Should the ferry sail on Sundays too? Tell the council what you think of it.</p>
<p>The next crossing is on Thursday, if the wind allows it, and tickets are sold at the pier.</p>
<figure><figcaption>Boats at the wall.</figcaption></figure></div>
<p>The council will decide about the tickets of the summer at its next meeting in the hall.</p>
</article></body></html>"""
URL = "https://www.courier.example/news/ferry"


def said(wishes: IngestOptions, url: str = URL) -> list[str]:
    page = html.read(PAGE, Origin("ferry.html", url), wishes)
    return [block.text.split()[0] for block in page.article().blocks]


def test_excluded_elements_are_dropped_with_the_reason() -> None:
    wishes = IngestOptions(exclude=("#poll", ".standfirst"))
    assert said(wishes) == ["It", "The", "The"]
    fragments = html.read(PAGE, Origin("ferry.html", URL), wishes).fragments()
    (poll,) = [fragment for fragment in fragments if fragment.text.startswith("Should")]
    assert poll.reason == "excluded by a selector"


def test_only_included_elements_are_read_without_captions() -> None:
    assert said(IngestOptions(include=(".body",))) == ["It", "Should", "The"]


def test_selectors_of_a_site_go_by_the_end_of_its_host(tmp_path: Path) -> None:
    sites = tmp_path / "sites.toml"
    sites.write_text(
        '[sites."courier.example"]\ninclude = [".body"]\nexclude = ["#poll"]\n'
        '[sites."other.example"]\nexclude = [".body"]\n'
    )
    wishes = IngestOptions(sites=str(sites))
    assert said(wishes) == ["It", "The"]
    assert len(said(wishes, "https://notcourier.example/a")) == 5


def test_a_site_that_was_rebuilt_is_read_by_the_rules_with_a_warning() -> None:
    with pytest.warns(UnmatchedSelector, match="courier.example"):
        assert len(said(IngestOptions(include=(".old-body",)))) == 5


@pytest.mark.parametrize("css", ["p[", ":has(", "p:nth-child(x)", "///", "p::before::"])
def test_a_broken_selector_is_the_users_mistake(css: str) -> None:
    with pytest.raises(InvalidOption, match="CSS selector"):
        said(IngestOptions(exclude=(css,)))


@pytest.mark.parametrize("toml", ["sites = 1 1", '[sites."courier.example"]\ninclude = ".body"'])
def test_a_broken_file_of_sites_is_the_users_mistake(tmp_path: Path, toml: str) -> None:
    (tmp_path / "sites.toml").write_text(toml)
    with pytest.raises(InvalidOption, match=r"sites\.toml"):
        said(IngestOptions(sites=str(tmp_path / "sites.toml")))
    with pytest.raises(InvalidOption, match="sites"):
        said(IngestOptions(sites=str(tmp_path / "none.toml")))
