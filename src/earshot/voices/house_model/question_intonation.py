"""Finds English questions with rising intonation: yes-no questions. Wh-questions ("Who paid?") and
alternatives ("Tea or coffee?") fall."""

from __future__ import annotations

from collections.abc import Sequence

from earshot.model import Word

WH_WORDS = frozenset("who whom whose what which when where why how".split())
AUXILIARIES = frozenset(
    "am is are was were do does did have has had can could will would shall should may might must"
    " ai ca wo".split()
)
"""First words of yes-no questions; the last three are of "ain't", "can't" and "won't"."""
LEADING_WORDS = frozenset("and but so yet well then now or".split())
"""Words that may precede the first word without changing the type of question."""
PREPOSITIONS = frozenset(
    "to of in on at by for from with about into under over since until".split()
)
"""Prepositions that may precede a question word: "To whom?"."""
ALTERNATIVE = "or"
SENTENCE_ENDS = frozenset(".?!")


def find_rising_words(words: Sequence[Word]) -> set[int]:
    """The indices of the words after which the pitch rises."""
    found, start = set(), 0
    for number, word in enumerate(words):
        if word.boundary == "?" and _is_yes_no_question(words[start : number + 1]):
            found.add(number)
        if word.boundary in SENTENCE_ENDS:
            start = number + 1
    return found


def _is_yes_no_question(question: Sequence[Word]) -> bool:
    phrases = [[_normalize_word(word) for word in phrase] for phrase in _split_phrases(question)]
    if any(ALTERNATIVE in phrase[1:] for phrase in phrases):
        return False
    wh_flags = [kind for kind in map(_is_wh_question, phrases) if kind is not None]
    is_bare_wh_word = any(len(phrase) == 1 and phrase[0] in WH_WORDS for phrase in phrases)
    return not is_bare_wh_word and not any(wh_flags[-1:])


def _is_wh_question(phrase: Sequence[str]) -> bool | None:
    """Judging by the first words; None if it is not a question."""
    rest = [word for position, word in enumerate(phrase) if position or word not in LEADING_WORDS]
    if any(word in WH_WORDS for word in rest[:1]):
        return True
    if any(word in PREPOSITIONS for word in rest[:1]) and any(
        word in WH_WORDS for word in rest[1:2]
    ):
        return True
    return False if any(word in AUXILIARIES for word in rest[:1]) else None


def _split_phrases(words: Sequence[Word]) -> list[list[Word]]:
    phrases: list[list[Word]] = [[]]
    for word in words:
        phrases[-1].append(word)
        if word.boundary:
            phrases.append([])
    return [phrase for phrase in phrases if phrase]


def _normalize_word(word: Word) -> str:
    """Its first part in lower case: "who" of "who's", "is" of "isn't"."""
    spoken = word.spoken.lower().replace("’", "'")
    return spoken.removesuffix("n't").partition("'")[0]
