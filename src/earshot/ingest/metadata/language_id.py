"""Detect the language of a text."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection

from earshot.files import temporary_space

_MAX_SAMPLE_CHARS = 4_000
"""More characters add time but no certainty."""
_MIN_LETTERS = 40
"""A shorter text in Latin letters is not classified: "Yes." fits several languages."""
_CERTAIN_LETTERS = 200
"""From this length on the most likely language is accepted."""
_MIN_MARGIN = 15.0
"""Difference of log probabilities that a shorter text needs for a language other than `default`."""
_MIN_LETTERS_AROUND = 6
"""A quotation with fewer letters around it is the whole text."""
_MAIN_LANGUAGES = {"CYRILLIC": "ru", "ARABIC": "ar", "DEVANAGARI": "hi"}
"""The language of a few words in a script, unless another one is more likely."""
_MAIN_MARGIN = 2.5
"""Difference of log probabilities that makes it more likely."""
_COMMON_WORDS = {
    word: code
    for code, words in {
        "en": "the of and that with from which this were their been have",
        "de": "und nicht ist mit auch wird eine einen dem sich wurde über der",
        "fr": "les des dans une qui pour avec sur été cette aux du et",
        "es": "y el por los fue más pero también muy según hay sus ha",
        "it": "che della gli nel sono anche dei alla più delle è di il",
        "nl": "een niet zijn ook wordt heeft deze bij werd voor het naar",
        "pt": "não uma são também com pela pelo em um já até sua isso",
        "pl": "nie się jest że przez oraz który dla był są na w",
    }.items()
    for word in words.split()
}
"""Words that identify a text in one of these languages without the model. Those that are as
common in a related language are left out, such as "van" (Afrikaans) and "una" (Catalan)."""
_MIN_COMMON = 6
_MIN_COMMON_SHARE = 0.06
_MIN_COMMON_RATIO = 4
"""How many times as often as those of any other language they must occur."""
_QUOTATION = re.compile(r"[“„«\"][^“”„«»\"]{1,1000}[”“»\"]")


def identify_language(
    text: str, *, default: str = "", candidates: Collection[str] = frozenset()
) -> str:
    """Return the ISO 639-1 code of the text's language.

    A short text has the `default` language if there is one. `candidates` limits the possible codes.
    Quotations are ignored if enough text remains. Raises NoTemporarySpace.
    """
    letters = sum(map(str.isalpha, text[:_MAX_SAMPLE_CHARS]))
    sample = _without_quotations(text[: 2 * _MAX_SAMPLE_CHARS])[:_MAX_SAMPLE_CHARS]
    is_short = letters < _MIN_LETTERS
    is_unclear = (is_short and _is_latin(sample)) or _is_mostly_quotation(text, sample)
    if not letters or (default and is_unclear):
        return default
    found = _identify_by_common_words(sample) if letters >= _CERTAIN_LETTERS else ""
    if found and (not candidates or found in candidates):
        return found
    scores = [each for each in _rank_languages(sample) if not candidates or each[0] in candidates]
    if not scores:
        return default
    best, best_score = scores[0]
    own_score = dict(scores).get(default.split("-")[0])
    main = _MAIN_LANGUAGES.get(_script(sample), "")
    main_score = dict(scores).get(main, -math.inf)
    is_own_script = own_score is not None and main_score - own_score < _MIN_MARGIN
    if is_short and not is_own_script and best_score - main_score < _MAIN_MARGIN:
        return main
    if letters < _CERTAIN_LETTERS and own_score is not None:
        return best if best_score - own_score > _MIN_MARGIN else default
    return best


def _identify_by_common_words(sample: str) -> str:
    """The language whose common words prevail, or an empty string."""
    words = re.findall(r"\w+", sample.lower())
    counts = Counter(_COMMON_WORDS[word] for word in words if word in _COMMON_WORDS)
    (code, most), (_, next_most) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
    is_common = most >= max(_MIN_COMMON, _MIN_COMMON_SHARE * len(words))
    return code if is_common and most >= _MIN_COMMON_RATIO * next_most else ""


def _rank_languages(sample: str) -> list[tuple[str, float]]:
    """Each language with its log probability, the most likely first."""
    import py3langid  # noqa: PLC0415 - its model takes half a second to load

    with temporary_space():  # py3langid unpacks its model into a temporary file
        return [(code, float(score)) for code, score in py3langid.rank(sample)]


def _without_quotations(text: str) -> str:
    narrated = _QUOTATION.sub(" ", text)
    return narrated if sum(map(str.isalpha, narrated)) >= _MIN_LETTERS else text


def _is_mostly_quotation(text: str, sample: str) -> bool:
    """Whether a short text in Latin letters has words around a quotation, which is longer."""
    around = sum(map(str.isalpha, _QUOTATION.sub(" ", text)))
    return sample == text and _MIN_LETTERS_AROUND <= around < _MIN_LETTERS and _is_latin(text)


def _script(text: str) -> str:
    """The script of the first letter, by its Unicode name: "CYRILLIC"."""
    first = next(filter(str.isalpha, text), " ")
    return unicodedata.name(first, "").partition(" ")[0]


def _is_latin(text: str) -> bool:
    """Whether most letters are Latin."""
    return sum(c.isalpha() and c > "\u024f" for c in text) * 2 < sum(map(str.isalpha, text))
