"""Switches for the parts of a page and of the intro, on the command line and in Python."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sample_pages import build_page

from earshot import build_script, extract_article
from earshot.cli import main

CAPTION = "The pier of Skerrow on the morning after the storm."
TABLE = "<table><tr><th>Pier</th><th>Boats</th></tr><tr><td>Skerrow</td><td>21</td></tr></table>"
HEAD = '<meta name="author" content="Ann Lee"><meta name="date" content="2026-03-08">'


@pytest.fixture
def page(tmp_path: Path) -> str:
    path = tmp_path / "story.html"
    figure = f'<figure><img src="a.jpg"><figcaption>{CAPTION}</figcaption></figure>'
    path.write_text(build_page(f"{figure}{TABLE}", HEAD), "utf-8")
    return str(path)


def test_captions_and_tables_are_switched_on_the_command_line(
    page: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["article", page, "--captions", "--no-tables", "--json"]) == 0
    paragraphs = json.loads(capsys.readouterr().out)["paragraphs"]
    assert CAPTION in paragraphs
    assert "Skerrow: Boats 21." not in paragraphs


def test_long_tables_are_switched_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "story.html"
    rows = "".join(f"<tr><td>Pier {n}</td><td>{n} boats</td></tr>" for n in range(1, 30))
    path.write_text(build_page(f"<table>{rows}</table>", HEAD), "utf-8")
    spoken = []
    for switch in ([], ["--long-tables"], ["--long-tables", "--no-tables"]):
        assert main(["article", str(path), *switch, "--json"]) == 0
        spoken.append("Pier 29: 29 boats." in json.loads(capsys.readouterr().out)["paragraphs"])
    assert spoken == [False, True, False]


@pytest.mark.parametrize(
    ("switch", "parts"),
    [
        ("--intro", {"By Ann Lee", "March eighth"}),
        ("--no-date", {"By Ann Lee"}),
        ("--no-byline", {"March eighth"}),
        ("--no-intro", set()),
    ],
)
def test_byline_and_date_are_switched_apart(
    page: str, switch: str, parts: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["script", page, switch]) == 0
    second = capsys.readouterr().out.splitlines()[1]
    assert {part for part in ("By Ann Lee", "March eighth") if part in second} == parts


def test_an_article_keeps_the_byline_that_its_script_leaves_out(page: str) -> None:
    script = build_script(extract_article(page), intro=["date"])
    assert script.article.authors == ("Ann Lee",)
    assert "Ann" not in script.utterances[1].spoken
