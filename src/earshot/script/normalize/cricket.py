"""Scores and figures of cricket."""

from __future__ import annotations

import re

from earshot.script.normalize.matching import DIGITS, FIRST_DIGIT, SpokenGroups, semiotic_class
from earshot.script.normalize.number_words import cardinal
from earshot.script.normalize.word_context import COUNTED_FOLLOWS, follows, precedes

_CRICKET = re.compile(
    r"\b(?:ov(?:ers?)?|wickets?|innings|declared|all\sout|stumps|batsm[ae]n|batters?|bowl\w*|chas\w+|Test|ODI|T20|reached|made"
    r"|runs?|follow-on|lunch|tea|posted)\b"
)
_BOWLING = re.compile(
    r"\b(?:took|takes?|taking|figures\sof|claim(?:ed|ing)|return\w*|finish\w*\swith|career-best|bowled|spell\sof|haul\sof)\s"
    r"(?:[a-z-]+\s){0,2}\Z"
)
_LETTERED_PLURAL = re.compile(r"\s[A-Z]-[a-z]+s\b")
_OVERS = re.compile(r"\s(?:off|from|in|against)\b|\W*\Z|[,;.]")
_STATISTIC = re.compile(
    r"[0-9]\*\s\([0-9]|\([0-9]{1,3}b\)|[0-9]\sov\b|\b(?:wickets?|innings|stumps|unbeaten)\b|\boff\s[0-9]+\sballs"
)
"""Text around a score that only occurs in cricket."""


@semiotic_class(
    r"(?<![\w.,/$£€-])(?P<runs>[0-9]{1,3})(?P<slash>[/-])(?P<wickets>[0-9]|10)(?P<declared>\s?d(?:ec)?\b\.?)?(?![\w/-]|[.,][0-9])",
    "/-",
    start=FIRST_DIGIT,
)
def cricket_total(m: re.Match[str], british: bool) -> SpokenGroups:
    """312/6 in 50 overs"""
    context = m.string[max(0, m.start() - 40) : m.end() + 40]
    runs, wickets = int(m["runs"]), int(m["wickets"])
    if wickets < 1 or runs <= 12 or not (m["declared"] or _CRICKET.search(context)):
        return
    if (
        m["slash"] == "-"
        and not m["declared"]
        and not re.search(r"\bov(?:ers?)?\b|wicket|declared|stumps", context)
    ):
        return
    yield "runs", f"{cardinal(runs, british)} for"
    declared = " declared" if m["declared"] else ""
    yield ("wickets", "declared") if declared else "wickets", cardinal(wickets) + declared


@semiotic_class(
    r"(?<![\w.,/$£€-])(?P<wickets>[0-9]|10)(?P<slash>[/-])(?P<runs>[0-9]{1,3})(?![\w/-]|[.,][0-9])",
    "/-",
    start=FIRST_DIGIT,
)
def bowling_figures(m: re.Match[str], british: bool) -> SpokenGroups:
    """took 5-42"""
    if follows(_LETTERED_PLURAL, m) or (m["slash"] == "/" and not follows(_OVERS, m)):
        return
    if int(m["runs"]) > 3 and precedes(_BOWLING, m) and not follows(COUNTED_FOLLOWS, m):
        yield "wickets", f"{cardinal(int(m['wickets']))} for"
        yield "runs", cardinal(int(m["runs"]), british)


@semiotic_class(
    r"(?<![\w.,/$£€-])(?P<score>(?P<runs>[0-9]{1,3})\*)(?![\w*])",
    "*",
    start=FIRST_DIGIT,
)
def not_out(m: re.Match[str], british: bool) -> SpokenGroups:
    """Kohli 101* (98b)"""
    if _STATISTIC.search(m.string, max(0, m.start() - 80), m.end() + 40):
        yield "score", f"{cardinal(int(m['runs']), british)} not out"


@semiotic_class(
    r"(?<=\()(?P<balls>(?P<count>[0-9]{1,3})b)(?=[,)])|(?<=[0-9]\s)(?P<overs>ov)(?!\w)",
    DIGITS,
    ("0b", "0 ov"),
)
def balls_or_overs(m: re.Match[str], british: bool) -> SpokenGroups:
    """101 (98b) · 326/8 (50 ov)"""
    if m["overs"]:
        yield "overs", "overs"
    elif _STATISTIC.search(m.string, max(0, m.start() - 80), m.end() + 40):
        yield "balls", f"{cardinal(int(m['count']))} balls"
