"""How the text of an article is read aloud."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from earshot.script.pauses import Boundary, check_pauses


@dataclass(frozen=True, slots=True, kw_only=True)
class TextOptions:
    """The parts of a text that are read, and the lengths of pauses.

    Raises InvalidOption for a pause of an unknown kind or an invalid length.
    """

    pauses: Mapping[Boundary, int] = field(default_factory=dict)
    """Lengths in ms by kind, in place of the default ones: `{"paragraph": 900}`."""
    notes: bool = False
    """Whether note marks such as [3] and references such as (Lee et al., 2019) are read."""
    brackets: bool = True
    """Whether words in square brackets, such as [sic], are read."""

    def __post_init__(self) -> None:
        check_pauses(self.pauses.items())
