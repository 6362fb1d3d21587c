"""Geographic coordinates, in any language."""

from __future__ import annotations

import re

from earshot.script.normalize.languages.grammar import (
    Grammar,
    inflect_noun,
    number,
    parse_figure,
)
from earshot.script.normalize.languages.measures import units_of
from earshot.script.normalize.languages.numbers import ALONE
from earshot.script.normalize.matching import SemioticClass, SpokenGroups, any_of, semiotic_class


def coordinate(grammar: Grammar) -> SemioticClass:
    units = units_of(grammar)
    parts = (("degrees", "°"), ("minutes", "min"), ("seconds", "s"))

    @semiotic_class(
        rf"{ALONE}(?P<degrees>[0-9]{{1,3}}(?:[.,][0-9]{{1,6}})?)\s?°\s?"
        rf"(?:(?P<minutes>[0-5]?[0-9](?:[.,][0-9]{{1,4}})?)\s?'\s?)?"
        rf"(?:(?P<seconds>[0-5]?[0-9](?:[.,][0-9]{{1,4}})?)\s?(?:\"|'')\s?)?"
        rf"(?P<direction>{any_of(grammar.directions)})(?!\w)",
        "°",
    )
    def coordinate(m: re.Match[str], british: bool) -> SpokenGroups:
        """52° 31' N"""
        spoken = []
        for group, unit in parts:
            if m[group]:
                figure = parse_figure(grammar, m[group].lstrip("0") or "0")
                form = grammar.agreement("", "", units[unit].gender)
                spoken += [
                    number(grammar, figure, form),
                    inflect_noun(grammar, units[unit], figure),
                ]
        yield 0, " ".join([*spoken, grammar.directions[m["direction"]]])

    return coordinate
