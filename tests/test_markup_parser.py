"""`[word](/ipa/)` and `[pause:1s]` become annotations; incomplete marks stay in the text."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from earshot import extract_article
from earshot.ingest.readers.author_markup import parse_markup
from earshot.model import Annotation, Article

PIECES = st.lists(
    st.sampled_from("[ ] ( ) / [pause:1s] [pause: [Xi](/ʃi/) word . , “ ” \n ˈ 9 ms] :".split(" ")),
    max_size=14,
).map("".join)


def read(folder: Path, name: str, text: str) -> Article:
    file = folder / name
    file.write_text(text, "utf-8")
    return extract_article(str(file))


def test_a_word_keeps_its_letters_and_gets_its_pronunciation() -> None:
    text, marks = parse_markup("They met [Keir Starmer](/kɪə ˈstɑːmə/)'s aide.")
    assert text == "They met Keir Starmer's aide."
    assert marks == (Annotation(start=9, end=21, ipa="kɪə ˈstɑːmə"),)


@pytest.mark.parametrize(
    ("written", "said", "pause"),
    [
        ("He left. [pause:1s] She came.", "He left. She came.", 1000),
        ("He left [pause:0.5s].", "He left.", 500),
        ("He left,[pause:250ms] she came.", "He left, she came.", 250),
        ("He left.[pause:1s]She came.", "He left. She came.", 1000),
        ("[pause:2s] He left.", "He left.", 2000),
        ("He left. [PAUSE: 2 s]", "He left.", 2000),
        ("[pause:3s]", "", 3000),
    ],
)
def test_a_pause_leaves_no_trace_in_the_text(written: str, said: str, pause: int) -> None:
    text, [mark] = parse_markup(written)
    assert (text, mark.pause) == (said, pause)
    assert mark.start == mark.end <= len(text)


@pytest.mark.parametrize(
    "written",
    [
        *("[pause]", "[pause:]", "[pause:x]", "[pause:1h]", "[pause:-1s]", "[pause:1s"),
        *("[x](/y)", "[](/y/)", "[x](y)", "[-](/y/)", "[sic]"),
    ],
)
def test_an_incomplete_mark_stays_in_the_text(written: str) -> None:
    assert parse_markup(written) == (written, ())


@given(PIECES)
@example("[" * 20_000)
@example("[pause:" * 5_000)
@example("[a](/" * 5_000)
@example("\n[pause:1s][pause:1s]")
def test_annotations_are_inside_the_text_and_in_order(written: str) -> None:
    text, marks = parse_markup(written)
    places = [at for mark in marks for at in (mark.start, mark.end)]
    assert places == sorted(places)
    assert max(places, default=0) <= len(text)
    kept = [c for c in written if c.isalnum()]
    lost = [c for mark in marks for c in (mark.ipa or f"pauses{mark.pause}") if c.isalnum()]
    assert len([c for c in text if c.isalnum()]) >= len(kept) - len(lost) - 2 * len(marks)


def test_a_plain_text_has_them_in_headline_and_paragraphs(tmp_path: Path) -> None:
    story = read(
        tmp_path,
        "story.txt",
        "[Nice](/nis/) wins the race\n\nThe mayor met [Xi](/ʃi/).\n\n[pause:2s]\n\nThey left.\n",
    )
    assert story.headline == "Nice wins the race"
    assert story.headline_annotations == (Annotation(start=0, end=4, ipa="nis"),)
    assert [block.text for block in story.blocks] == ["The mayor met Xi.", "They left."]
    assert story.blocks[0].annotations == (
        Annotation(start=14, end=16, ipa="ʃi"),
        Annotation(start=17, end=17, pause=2000),
    )


def test_a_markdown_text_has_them_beside_its_links(tmp_path: Path) -> None:
    story = read(
        tmp_path,
        "story.md",
        "# [Siobhán](/ʃɪˈvɔːn/) wins\n\nThe *[Xi](/ˈʃi/)* met [the press](/news/) and "
        "[us](https://example.org/). [pause:1s] It was [Keir **Starmer**](/kɪə ˈstɑːmə/).\n",
    )
    assert story.headline == "Siobhán wins"
    assert [mark.ipa for mark in story.headline_annotations] == ["ʃɪˈvɔːn"]
    [block] = story.blocks
    assert block.text == "The Xi met the press and us. It was Keir Starmer."
    assert [mark.ipa or mark.pause for mark in block.annotations] == ["ˈʃi", 1000, "kɪə ˈstɑːmə"]
    assert [block.text[m.start : m.end] for m in block.annotations] == ["Xi", "", "Keir Starmer"]


def test_escaped_markdown_and_code_are_not_marks(tmp_path: Path) -> None:
    story = read(tmp_path, "story.md", "We write `[pause:1s]` or \\[pause:2s\\] for silence.\n")
    assert story.blocks[0].text == "We write [pause:1s] or [pause:2s] for silence."
    assert story.blocks[0].annotations == ()


def test_a_page_has_no_marks(tmp_path: Path) -> None:
    story = read(
        tmp_path, "story.html", f"<article><p>He left [pause:1s] at once. {'It rained. ' * 40}"
    )
    assert story.blocks[0].text.startswith("He left [pause:1s] at once.")
    assert story.blocks[0].annotations == ()
