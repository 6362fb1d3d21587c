"""The order in which the classes of a language are applied."""

from __future__ import annotations

from collections.abc import Sequence

from earshot.script.normalize.footnote_marks import NOTE_CLASSES
from earshot.script.normalize.languages import (
    amounts,
    calendar,
    coordinates,
    electronic,
    measures,
    numbers,
    roman_numerals,
)
from earshot.script.normalize.languages.grammar import Grammar
from earshot.script.normalize.matching import SemioticClass

_MEASURES = (
    measures.product,
    measures.multiple,
    measures.measure,
    measures.unit_of_part,
    measures.rate_word,
    measures.unit_of_millions,
)

_PAIRS = (numbers.number_range, numbers.season, numbers.ratio, numbers.fraction)


def order_classes(
    grammar: Grammar,
    own: Sequence[SemioticClass] = (),
    ordinals: Sequence[SemioticClass] = (),
    years: Sequence[SemioticClass] = (),
) -> tuple[SemioticClass, ...]:
    """The shared classes and those of the language: `own` first, `ordinals` after money and
    measures, `years` before plain numbers."""
    hours = [calendar.hour_letter(grammar)] if grammar.clock.letter else []
    return (
        electronic.address(grammar),
        *NOTE_CLASSES,
        electronic.bank_account(grammar),
        *own,
        numbers.telephone(grammar),
        coordinates.coordinate(grammar),
        calendar.numeric_date(grammar),
        *([calendar.day_and_month(grammar)] if grammar.date_cue else []),
        calendar.written_date(grammar),
        calendar.weekday_range(grammar),
        calendar.duration(grammar),
        *hours,
        calendar.clock_time(grammar),
        amounts.money(grammar),
        amounts.money_after_sign(grammar),
        amounts.written_money(grammar),
        amounts.scaled_number(grammar),
        *(measure(grammar) for measure in _MEASURES),
        *ordinals,
        roman_numerals.abbreviation(grammar),
        roman_numerals.roman(grammar),
        *(pair(grammar) for pair in _PAIRS),
        *years,
        numbers.plain(grammar),
        numbers.code(grammar),
        numbers.leftover(grammar),
        numbers.signs(grammar),
    )
