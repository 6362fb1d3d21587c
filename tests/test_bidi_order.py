from __future__ import annotations

import pytest

from earshot.ingest.readers.bidi_order import to_logical_order

# what is seen, from left to right, and what is read
HEBREW = [
    ("ףיצרה לע וכיח שיא 250-מ רתויו", "ויותר מ-250 איש חיכו על הרציף"),
    ("12.5%-ב הלע סיטרכה ריחמ", "מחיר הכרטיס עלה ב-12.5%"),
    (".םיילקש $42 ,2026-11-29 ןוילימ", "מיליון 2026-11-29, $42 שקליים."),
    ("גילפת Skerrow Star הניפסה", "הספינה Skerrow Star תפליג"),
    ("(UN) ם״ואה רבוד", "דובר האו״ם (UN)"),
    ("(םידימלת םבור) שיא", "איש (רובם תלמידים)"),
    (")םידימלת םבור( שיא", "איש (רובם תלמידים)"),
    ("רקובב 07:30 העשב", "בשעה 07:30 בבוקר"),
    ("www.example.com/page רתאב", "באתר www.example.com/page"),
    ("הסנ Boeing 747 סוטמה", "המטוס Boeing 747 נסה"),
    ("תנש Star (Skerrow) הניפסה", "הספינה Star (Skerrow) שנת"),
    ("The ferry, at 07:30.", "The ferry, at 07:30."),
    (". 07:30", "07:30 ."),
]
ARABIC = [
    ("%12.5 ةبسنب عفترا", "ارتفع بنسبة 12.5%"),
    ("ةبابد ٢٥٠ و ارانيد 1,250", "1,250 دينارا و ٢٥٠ دبابة"),
    ("29-11-2026 موي", "يوم 2026-11-29"),
    ("،»)وروي 27( لبقن نل« :لاق", "قال: «لن نقبل (27 يورو)»،"),
]


@pytest.mark.parametrize(("seen", "read"), HEBREW)
def test_hebrew_is_read_from_the_right_and_numbers_and_names_from_the_left(
    seen: str, read: str
) -> None:
    assert to_logical_order(list(seen), arabic=False) == read


@pytest.mark.parametrize(("seen", "read"), ARABIC)
def test_arabic_signs_follow_the_letters(seen: str, read: str) -> None:
    assert to_logical_order(list(seen), arabic=True) == read


def test_letters_of_a_ligature_and_marks_stay_together() -> None:
    assert to_logical_order(["ث", "لا", "ث", "مَ"], arabic=True) == "مَثلاث"
