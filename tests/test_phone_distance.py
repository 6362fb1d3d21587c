import pytest

from earshot.script.g2p.phone_distance import Phones, choose_nearest, measure_distance


@pytest.mark.parametrize(
    ("one", "two", "distance"),
    [
        ("K AE T", "K AE T", 0.0),
        ("K AE T", "K AA T", 0.2),
        ("K AE T", "K UW T", 0.4),
        ("K AE T", "K AE T AH", 0.6),
        ("K AE T", "P AE T", 1.0),
        ("", "K AE", 1.6),
    ],
)
def test_a_consonant_counts_more_than_a_vowel(one: str, two: str, distance: float) -> None:
    assert measure_distance(one.split(), two.split()) == pytest.approx(distance)
    assert measure_distance(two.split(), one.split()) == pytest.approx(distance)


def test_a_pronunciation_between_two_others_is_chosen_over_the_most_likely_one() -> None:
    weights: dict[Phones, float] = {
        ("K", "UW1", "L", "AH0"): 1.0,
        ("K", "AA1", "L", "AA0"): 0.8,
        ("K", "AA1", "L", "AH0"): 0.7,
    }
    assert choose_nearest(weights) == ("K", "AA1", "L", "AH0")


def test_stress_does_not_count() -> None:
    weights: dict[Phones, float] = {("AH0", "N", "AA1"): 1.0, ("AH1", "N", "AA0"): 0.5}
    assert choose_nearest(weights) == ("AH0", "N", "AA1")
