"""Formulas in a story."""

from __future__ import annotations

from sample_pages import read_between


def test_a_short_formula_is_read_once() -> None:
    math = (
        '<span class="katex"><span class="katex-mathml"><math><semantics><mrow><mi>E</mi>'
        "<mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></mrow><annotation "
        'encoding="application/x-tex">E=mc^2</annotation></semantics></math></span>'
        '<span class="katex-html" aria-hidden="true">E=mc2</span></span>'
    )
    assert read_between(f"<p>The mayor wrote {math} on the wall of the hall.</p>") == [
        "The mayor wrote E = mc² on the wall of the hall."
    ]


def test_a_formula_that_cannot_be_followed_leaves_a_word() -> None:
    table = "<math><mtable><mtr><mtd><mn>1</mn></mtd></mtr></mtable></math>"
    for written, language, word in (
        (table, "en", "formula"),
        (table, "de", "Formel"),
        (r"\(\frac{a}{b}\)", "en", "formula"),
        (r'<img class="tex" alt="\sum_{i}" src="x.png">', "en", "formula"),
    ):
        said = read_between(f"<p>The mayor wrote {written} on the wall of it.</p>", "", language)
        assert said == [f"The mayor wrote ({word}) on the wall of it."]
