"""Finds questions with rising intonation: yes-no questions. Wh-questions ("Who paid?") and
alternatives ("Tea or coffee?") fall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from earshot.model import Word


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """The words of a language that decide the type of a question."""

    wh_words: frozenset[str]
    auxiliaries: frozenset[str]
    """First words of yes-no questions that a wh-question may contain: "Who paid, do you know?"."""
    leading: frozenset[str]
    """Words that may precede the first word without changing the type of question."""
    prepositions: frozenset[str]
    """Prepositions that may precede a question word: "To whom?"."""
    alternative: str
    """Joins the alternatives of a question."""


def _split(words: str) -> frozenset[str]:
    return frozenset(words.split())


ENGLISH = QuestionWords(
    wh_words=_split("who whom whose what which when where why how"),
    # The last three are of "ain't", "can't" and "won't".
    auxiliaries=_split(
        "am is are was were do does did have has had can could will would shall should may might"
        " must ai ca wo"
    ),
    leading=_split("and but so yet well then now or"),
    prepositions=_split("to of in on at by for from with about into under over since until"),
    alternative="or",
)
GERMAN = QuestionWords(
    wh_words=_split(
        "wer wen wem wessen was welche welcher welches welchen welchem wann wo wohin woher warum"
        " weshalb wieso weswegen wie wieviel womit wofür wodurch worum worüber worauf woran worin"
        " wovon wozu wogegen wobei"
    ),
    auxiliaries=_split(
        "bin bist ist sind seid war waren habe hast hat haben hatte hatten werde wird werden würde"
        " würden kann kannst können könnte könnten muss müssen soll sollen sollte sollten will"
        " wollen darf dürfen mag mögen"
    ),
    leading=_split("und aber also doch nun ja oder denn"),
    prepositions=_split(
        "an auf aus bei bis durch für gegen in mit nach ohne seit über um unter von vor zu zwischen"
    ),
    alternative="oder",
)
LANGUAGES = {"en": ENGLISH, "de": GERMAN}
SENTENCE_ENDS = frozenset(".?!")


def find_rising_words(words: Sequence[Word], language: str = "en") -> set[int]:
    """The indices of the words after which the pitch rises."""
    question_words = LANGUAGES[language.split("-")[0]]
    found, start = set(), 0
    for number, word in enumerate(words):
        if word.boundary == "?" and _is_yes_no_question(words[start : number + 1], question_words):
            found.add(number)
        if word.boundary in SENTENCE_ENDS:
            start = number + 1
    return found


def _is_yes_no_question(question: Sequence[Word], known: QuestionWords) -> bool:
    phrases = [[_normalize_word(word) for word in phrase] for phrase in _split_phrases(question)]
    if any(known.alternative in phrase[1:] for phrase in phrases):
        return False
    kinds = (_is_wh_question(phrase, known) for phrase in phrases)
    wh_flags = [kind for kind in kinds if kind is not None]
    is_bare_wh_word = any(len(phrase) == 1 and phrase[0] in known.wh_words for phrase in phrases)
    return not is_bare_wh_word and not any(wh_flags[-1:])


def _is_wh_question(phrase: Sequence[str], known: QuestionWords) -> bool | None:
    """Judging by the first words; None if it is not a question."""
    rest = [word for position, word in enumerate(phrase) if position or word not in known.leading]
    if any(word in known.wh_words for word in rest[:1]):
        return True
    if any(word in known.prepositions for word in rest[:1]) and any(
        word in known.wh_words for word in rest[1:2]
    ):
        return True
    return False if any(word in known.auxiliaries for word in rest[:1]) else None


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
