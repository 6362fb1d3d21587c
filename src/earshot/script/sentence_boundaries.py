"""Rules that decide whether a sentence ends at a boundary site. None leaves it to the next rule."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from earshot.script.abbreviations import (
    BEFORE_A_NUMBER,
    EXCLAIMED_NAMES,
    GERMAN_STARTERS,
    LETTERED_NOUN,
    NEVER_FINAL,
    NEVER_FINAL_ABROAD,
    NEVER_SURNAMES,
    NUMBERED,
    PRONOUNS,
    SENTENCE_STARTERS,
    SHORT_WORDS,
    SOMETIMES_FINAL,
)
from earshot.script.normalize.languages import sentences_of
from earshot.script.normalize.languages.sentence_ends import Sentences, ends_sentence

_CLOCK = re.compile(r"(?:\A|[^\w])\d{1,2}(?::\d\d)?\s?[apAP]\.?[mM]\.\Z")
_DAY_OR_ZONE = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:[ECMP][SD]?|GM|BS|UC)T|Eastern|Pacific|Central"
)
_CLIPPED_OPENER = re.compile(r"\s['’‘`][tsknmr]\s[A-ZÀ-Ý]")
_BRAND = re.compile(r"[a-z]{1,2}[A-Z]")
_FINITE_VERB = (
    r"(?:is|was|are|were|will|has|have|had|can|could|would|should|may|might|must|did|does|do|said|says|came|went|brings?"
    r"|brought|began|begins|marks?|remains?|seems?|looks?|opens?|ends?|saw|sees|means|meant|[a-z]{3,}ed)\b"
)
_DAY_OPENS_SENTENCE = re.compile(rf"\s+\w+day\s+(?!\w+ed\s+by\b){_FINITE_VERB}")
_ZONE_STOP = re.compile(r"[apAP]\.?[mM]\.?\s(?:[ECMP][SD]?T|GMT|BST|UTC|CET|CEST|IST|JST|AEST)\.\Z")
_IN_COUNTRY = re.compile(
    r"\b(?:in|to|from|into|across|throughout|outside|inside|within|toward|left|leaves?|entered|reached)\s(?:the\s)?\Z"
)
_PLURAL_OPENS_SENTENCE = re.compile(
    r"\s+(?!(?:Forces|Marines|Marshals|Airways|Customs|Armed|States)\b)[A-Z][a-z]+s\s+"
    r"(?:are|were|have|had|will|can|could|said|say|may|must|[a-z]{3,}ed)\b"
)
_NOUN_OPENS_SENTENCE = re.compile(
    r"\s+(?!(?:Congress|Senate|House|Army|Navy|Treasury|Supreme|Department|Capitol|Constitution|Embassy|Open|President"
    r"|Court|Government|State|Military|Economy|Mission|Bank)\b)[A-Z][a-z]+\s(?:has|was|is|will|rose|fell|had|remains)\b"
)
_SPEECH_VERB = (
    r"(?:said|says|asked|asks|added|told|wrote|writes|replied|shouted|cried|tweeted|posted"
    r"|continued|explained|answered|recalled|joked|quipped|warned|insisted|argued|yelled)"
)
_ATTRIBUTION = re.compile(rf"\s+(?:[A-Z][\w.'’-]*\s+){{1,4}}{_SPEECH_VERB}\b|\s+{_SPEECH_VERB}\b")
_ADVERBIAL = re.compile(
    r"(?:At|By|Around|About|Before|After|Until|Since|From|On|Between)\s(?:\S+\s){0,3}\Z"
)
_NUMBER_DOT = re.compile(r"(?:\A|\s)\d{1,3}\.\Z")
_CHESS_MOVE_FOLLOWS = re.compile(r"\s+(?:[KQRBN][a-h1-8]?x?[a-h][1-8]|O-O)")
_LISTED_ITEM = re.compile(r":\s1\.\Z")
_ORDINAL = re.compile(r"(?:\A|[\s(])(?:\d{1,3}\.?[-–/])?\d{1,3}\.\Z")
_VERSE_FOLLOWS = re.compile(r"\s+[0-9]{1,3}:[0-9]")
_JOINT = re.compile("[-–/]")
_SAINT = re.compile(r"(?:\A|\s)[a-z]+\sSt\.\Z")
_MONEY_FOLLOWS = re.compile(r"\s+[$£€¥][0-9]")
_DEGREES = re.compile(r"[0-9°]\s?[CF]\.\Z")
_AFTER_SMALL_WORD = re.compile(r"(?:\A|\s)[a-z]+\sI\.\Z")
_ORDINAL_DOT_LANGUAGES = frozenset("de da no nb nn fi cs sk pl hu hr sl et lv tr is".split())


class BoundarySite(NamedTuple):
    """A position at which a sentence may end, and its context."""

    token: str
    """The last token before the site, with its full stop and without closing quotes."""
    close: str
    """The closing quotes and brackets after the stop."""
    open: str
    word: str
    """The word after the site."""
    before: str
    """The end of the sentence before the site, within the limit of the context."""
    after: str
    is_quoted: bool
    """Whether the site is inside double quotation marks."""
    is_whole: bool
    """Whether `before` is the whole sentence so far."""


Guard = Callable[[BoundarySite], bool | None]


def ends_at(site: BoundarySite, guards: tuple[Guard, ...], default: bool) -> bool:
    """Whether a sentence ends at the site. The first guard with an answer decides."""
    for guard in guards:
        verdict = guard(site)
        if verdict is not None:
            return verdict
    return default


def _continues_in_lower_case(site: BoundarySite) -> bool | None:
    """A brand can open a sentence in lower case: "iPhone sales rose. eBay fell.", and so can a
    clipped word in Dutch: "'s Avonds"."""
    if _BRAND.match(site.word) and site.token[:-1].isalnum():
        return None
    is_lower = site.word[:1].islower() and not _CLIPPED_OPENER.match(site.after)
    return False if is_lower else None


def _nothing_follows(site: BoundarySite) -> bool | None:
    is_last = not (site.word or site.open or _MONEY_FOLLOWS.match(site.after))
    return False if is_last else None


def _nested_quotation(site: BoundarySite) -> bool | None:
    """'…, say, "Oh, must you?" No, you need not,' she said: a nested quotation does not end it."""
    is_nested = site.close[:1] in ("'", "’") and site.is_quoted and '"' not in site.close
    return False if is_nested else None


def _attribution_follows(site: BoundarySite) -> bool | None:
    """'"Why?" Mr. Lee asked.'"""
    attribution = site.close and site.token[-1:] in "?!…" and _ATTRIBUTION.match(site.after)
    return False if attribution else None


def _question_or_exclamation(site: BoundarySite) -> bool | None:
    if site.token in EXCLAIMED_NAMES and not site.close:
        return site.word in SENTENCE_STARTERS
    if site.token[-1:] in ("?", "!"):
        inside_name = site.token[-1] == "!" and not site.close and site.word[:1].islower()
        return not inside_name
    return None


def _ellipsis(site: BoundarySite) -> bool | None:
    """Three dots end a sentence only before a clear opener. A fourth dot is the full stop."""
    if not (site.token.endswith(("...", "…")) or site.before.endswith(". .")):
        return None
    full = site.token.endswith("....") or site.before.endswith(". . . .")
    return full or bool(site.close) or (site.word in SENTENCE_STARTERS and site.word != "I")


def _time_of_day(site: BoundarySite) -> bool | None:
    """'at 5 p.m. Officials left' splits, 'At 5 p.m. Mr. Lee left' and '5 p.m. Monday' do not."""
    if _ZONE_STOP.search(site.before):
        return True
    clock = _CLOCK.search(site.before)
    if not clock:
        return None
    if _DAY_OR_ZONE.match(site.word) and _DAY_OPENS_SENTENCE.match(site.after):
        return True
    if site.open == "(":
        return False
    opens_sentence = (
        site.is_whole and _ADVERBIAL.match(site.before[: clock.start() + 1]) is not None
    )
    return not opens_sentence and _DAY_OR_ZONE.match(site.word) is None


def _title_or_book(site: BoundarySite) -> bool | None:
    """'Rom. 8:28', 'the Rt. Hon. Bo Lee', 'Sec. Marco Rubio' continue."""
    if site.token.istitle() and _VERSE_FOLLOWS.match(site.after):
        return False
    if site.token == "Rt." and site.word in ("Hon", "Rev"):
        return False
    return site.word in SENTENCE_STARTERS if site.token == "Sec." and site.word.istitle() else None


def _known_abbreviation(site: BoundarySite) -> bool | None:
    token = _JOINT.split(site.token)[-1]
    if token == "St." and _SAINT.search(site.before):  # of St. Louis, but on Main St.
        return False
    if token in NEVER_FINAL and not site.close:
        return site.word in PRONOUNS and token[0].isupper()
    if token in NUMBERED:
        return not site.word[:1].isdigit() and site.word not in ("",)
    if token in SOMETIMES_FINAL or (
        len(token) > 3 and token.isupper() and token.capitalize() in SOMETIMES_FINAL
    ):
        opens_sentence = _PLURAL_OPENS_SENTENCE.match(site.after) is not None
        return site.word in SENTENCE_STARTERS or opens_sentence or bool(site.open.strip("(["))
    return None


def _initials(site: BoundarySite) -> bool | None:
    """'J. K. Rowling', 'the U.S. Senate' continue; 'to the U.S. She stayed', 'and I. Did' end."""
    token = site.token.rsplit("-", 1)[-1]
    if len(token) == 2 and token[0].isupper():
        return _ends_after_letter(site, token)
    if re.fullmatch(r"(?:[^\W\d_]\.){2,}|(?:Ph|Ed)\.D\.", token):
        before = site.before[: len(site.before) - len(token)]
        if _IN_COUNTRY.search(before) and (
            _PLURAL_OPENS_SENTENCE.match(site.after) or _NOUN_OPENS_SENTENCE.match(site.after)
        ):
            return True
        return site.word in SENTENCE_STARTERS or bool(site.open.strip("([")) or bool(site.close)
    return None


def _ends_after_letter(site: BoundarySite, token: str) -> bool:
    if _DEGREES.search(site.before):
        return site.word[:1].isupper()
    if token == "I.":
        return _AFTER_SMALL_WORD.search(site.before) is not None
    is_noun = LETTERED_NOUN.search(site.before) is not None
    return site.word in NEVER_SURNAMES or (is_noun and site.word in SENTENCE_STARTERS)


def _numbered_item(site: BoundarySite) -> bool | None:
    """'1. The first item' continues if the number opens the sentence or follows a colon."""
    if _LISTED_ITEM.search(site.before) and site.word[:1].isupper():
        return False
    if _NUMBER_DOT.search(site.before):
        return not _CHESS_MOVE_FOLLOWS.match(site.after) and not (
            site.is_whole and re.fullmatch(r"\W?\d{1,3}\.", site.before.strip())
        )
    return None


def _dotted_ordinal(site: BoundarySite) -> bool | None:
    """'am 3. Oktober', 'vom 3.–5. Mai' continue, 'Es waren 20. Danach kam er' ends."""
    ordinal = _ORDINAL.search(site.before)
    if not ordinal:
        return None
    opens = site.is_whole and not site.before[: ordinal.start()].strip()
    return site.word in GERMAN_STARTERS and not opens


def _foreign_abbreviation(site: BoundarySite) -> bool | None:
    """'ca. 500', 'Prof. Weber', 'pág. 5'"""
    number = site.word[:1].isdigit() and site.token in BEFORE_A_NUMBER
    return False if number or (site.token in NEVER_FINAL_ABROAD and not site.close) else None


def _short_abbreviation(site: BoundarySite) -> bool | None:
    """'Sr. López', 'z. B.', 'J. Dupont', in languages without a list of abbreviations."""
    if site.close:
        return None
    word = re.fullmatch(r"[^\W\d_]{2,3}\.", site.token)
    if word and site.word in GERMAN_STARTERS and site.token not in NEVER_FINAL:
        return None  # "im Mai. Danach"
    abbreviation = re.fullmatch(r"[^\W\d_]{1,3}\.|(?:[^\W\d_]\.){2,}", site.token)
    return False if abbreviation and (site.token[0].isupper() or len(site.token) == 2) else None


def _plain_stop(site: BoundarySite) -> bool | None:
    """A capital opens a sentence after a lower-case word, a number or a closed quotation."""
    stem = site.token.rstrip(".")
    is_short_word = stem in SHORT_WORDS and not site.word[:1].isdigit()
    is_name = len(stem) == 3 and site.open.startswith(('"', "“"))  # said Ann. “Let us go.”
    is_ordinary = ((len(stem) > 3 or is_name) and stem.isalpha()) or is_short_word
    may_open = site.word[:1].isupper() or site.word[:1].isdigit() or site.open.strip("([-–—")
    is_unusual = _BRAND.match(site.word) or _MONEY_FOLLOWS.match(site.after)
    is_figure = stem[-1:].isdigit() or stem[-1:] == "%"
    return True if (may_open or is_unusual) and (is_ordinary or site.close or is_figure) else None


_COMMON_GUARDS: tuple[Guard, ...] = (_nothing_follows, _continues_in_lower_case)
_DEFAULT_GUARDS: tuple[Guard, ...] = (
    *_COMMON_GUARDS,
    _question_or_exclamation,
    _foreign_abbreviation,
    _short_abbreviation,
)
_DOTTED_ORDINAL_GUARDS: tuple[Guard, ...] = (*_DEFAULT_GUARDS, _dotted_ordinal)
_ENGLISH_GUARDS: tuple[Guard, ...] = (
    *_COMMON_GUARDS,
    _nested_quotation,
    _attribution_follows,
    _question_or_exclamation,
    _ellipsis,
    _time_of_day,
    _title_or_book,
    _known_abbreviation,
    _initials,
    _numbered_item,
    _plain_stop,
)


def select_guards(language: str) -> tuple[Guard, ...]:
    """The guards of a language, in the order of their evaluation."""
    if language.split("-")[0] == "en":
        return _ENGLISH_GUARDS
    known = sentences_of(language)
    if known:
        return (*_COMMON_GUARDS, _question_or_exclamation, _make_guard(known))
    return (
        _DOTTED_ORDINAL_GUARDS
        if language.split("-")[0] in _ORDINAL_DOT_LANGUAGES
        else _DEFAULT_GUARDS
    )


def _make_guard(known: Sentences) -> Guard:
    def guard(site: BoundarySite) -> bool | None:
        return None if site.close else ends_sentence(known, site.token, site.before, site.word)

    return guard
