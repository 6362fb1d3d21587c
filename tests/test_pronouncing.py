import pytest

from earshot import pronunciation
from earshot.errors import BadOption


def test_a_word_is_pronounced_in_ipa() -> None:
    assert pronunciation("The news is good.", (4, 8)) == "nˈuːz"


def test_a_number_is_pronounced_as_it_is_read() -> None:
    heard = pronunciation("It cost $3 million.", (8, 18))
    assert heard.startswith("θɹˈiː mˈɪliə")
    assert "dˈɑː" in heard


def test_british_english_is_pronounced_as_such() -> None:
    assert (
        pronunciation("The bath was cold.", (4, 8), "en-GB")
        == "bˈaθ"
        != pronunciation("The bath was cold.", (4, 8))
    )


@pytest.mark.parametrize("span", [(-1, 3), (5, 5), (3, 99)])
def test_a_span_outside_the_sentence_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(BadOption, match="outside"):
        pronunciation("Five people left.", span)


def test_a_span_without_a_word_is_refused() -> None:
    with pytest.raises(BadOption, match="no word"):
        pronunciation("Five — six.", (5, 6))
