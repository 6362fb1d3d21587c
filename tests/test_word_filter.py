"""Entries of a feed are chosen by words."""

import pytest

from earshot.server.subscriptions.word_filter import MAX_WORDS, WordFilter, split_words


@pytest.mark.parametrize(
    ("included", "excluded", "text", "is_accepted"),
    [
        ((), (), "Ferry returns", True),
        (("ferry",), (), "The FERRY returns", True),
        (("ferry",), (), "Ferryman retires", False),
        (("climate change", "ferry"), (), "Talks on climate\nchange", True),
        ((), ("football",), "Football: two goals", False),
        (("ferry",), ("football",), "Football on a ferry", False),
        (("C++",), (), "Why C++ stays", True),
        (("選挙",), (), "東京都知事選挙の結果", True),
        (("Wahl",), (), "Die Wahl, erklärt", True),
    ],
)
def test_whole_words_decide_in_any_case(
    included: tuple[str, ...], excluded: tuple[str, ...], text: str, is_accepted: bool
) -> None:
    assert WordFilter(included, excluded).accepts(text) is is_accepted


def test_words_are_separated_by_commas_or_lines() -> None:
    assert split_words("ferry, climate change\n ferry,,\0bell") == (
        "ferry",
        "climate change",
        "bell",
    )
    assert len(split_words(",".join(map(str, range(200))))) == MAX_WORDS
