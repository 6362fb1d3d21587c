"""The order in which the classes of a language are applied."""

from __future__ import annotations

from collections.abc import Sequence

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
        numbers.number_range(grammar),
        numbers.season(grammar),
        numbers.ratio(grammar),
        numbers.fraction(grammar),
        *years,
        numbers.plain(grammar),
        numbers.code(grammar),
        numbers.leftover(grammar),
        numbers.signs(grammar),
    )
