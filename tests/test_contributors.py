"""Contributors in the lines below an article."""

from __future__ import annotations

import pytest

from earshot.ingest.metadata.contributors import parse_contributors
from earshot.ingest.readers import html
from earshot.ingest.source import Origin


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Maeve Tully contributed to this report.", ("Maeve Tully",)),
        (
            "AP writers Ann Lee in Rome and Bo Ek in Oslo contributed to this report.",
            ("Ann Lee", "Bo Ek"),
        ),
        ("CNN’s Ann Lee and Bo Ek contributed reporting.", ("Ann Lee", "Bo Ek")),
        ("Reporting by Ann Lee in Skerrow; editing by Bo Ek", ("Ann Lee", "Bo Ek")),
        ("Additional reporting by Ann Lee.", ("Ann Lee",)),
        ("(With inputs from Ann Lee)", ("Ann Lee",)),
        ("Sign up for our newsletter", ()),
        ("x" * 500 + " contributed to this report.", ()),
    ],
)
def test_names_are_freed_from_employers_and_places(line: str, names: tuple[str, ...]) -> None:
    assert parse_contributors([line]) == names


def test_contributors_are_known_and_not_spoken() -> None:
    paragraphs = "".join(
        f"<p>In week {n} the ferry kept its timetable on all days but one, its master said.</p>"
        for n in range(4)
    )
    page = f"<article>{paragraphs}<p>Maeve Tully contributed to this report.</p></article>"
    article = html.read(page, Origin("ferry.html")).article()
    assert article.contributors == ("Maeve Tully",)
    assert not any("Tully" in block.text for block in article.blocks)
