import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from earshot.voices.espeak_numbers import HYPHEN, readable


@pytest.mark.parametrize(
    ("written", "given"),
    [
        ("1\u202f200", "1200"),
        ("12 345 678,5", "12345678,5"),
        ("030 123", "030 123"),
        ("1.200", "1.200"),
        ("١٬٢٠٠", "١٢٠٠"),
        ("٤٫٧", "٤.٧"),
        ("１２．５％", "12.5%"),
        ("–12 °C", "−12 °C"),
        ("10–12", "10–12"),
        ("Covid-19", "Covid-19"),
        ("在-5度", "在−5度"),
    ],
)
def test_a_number_is_given_in_the_form_that_is_read(written: str, given: str) -> None:
    assert readable(written) == given


def test_the_minus_sign_is_the_one_that_the_language_says() -> None:
    assert readable("−12", HYPHEN) == "-12"


@given(st.text(alphabet="0123456789٣४５ -–−.,٫٬%€ab\u00a0\u202f", max_size=30))
@example("1 00٬0")
def test_no_digit_is_lost_or_moved(written: str) -> None:
    def digits(text: str) -> list[int]:
        return [unicodedata.decimal(each) for each in text if each.isdecimal()]

    assert digits(readable(written)) == digits(written)
    assert readable(readable(written)) == readable(written)
