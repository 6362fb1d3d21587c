"""Rules of sense: what neither part of speech nor the model tells apart, but its company does."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple


class Rule(NamedTuple):
    """A word, written like this, after and before such a context, is said so."""

    word: str
    before: str
    after: str
    ipa: str


_WIND = "(?:up|down|through|along|around|its|their|back)"
_GAME = "(?:guitar|player|line|drum|clef|solo|note|voice|singer|trombone|amp)"
_CLASS = (
    "(?:Plan|Group|Class|Serie|Type|Vitamin|vitamin|Hepatitis|hepatitis|Influenza|influenza|Team|Grade|Block|Wing"
    "|Section|Schedule|Category|Appendix|Exhibit|Series|Pool|Phase|Terminal|Building|Unit|Title|Round|Gate|Tier)"
)
RULES = (
    Rule("A", rf"{_CLASS}\s|\b(?:[Aa]n|[Tt]he|straight|capital|letter|double|grade)\s", r"", "eɪ"),
    Rule("A", r"[\w’']\s", r"(?=[,.;:)!?\"”’]|$)", "eɪ"),
    Rule("A", r"", r"\s(?:levels|roads|sharp|and\sB)\b", "eɪ"),
    Rule("used", r"(?<!is)(?<!are)(?<!was)(?<!were)(?<!be)(?<!been)(?<!being)\s", r"\sto\b", "just"),
    Rule("used", r"(?:get|got|getting|gotten|am|become|became|grown|grew)\s", r"\sto\b", "just"),
    Rule("Nice", r"(?:in|of|from|near|to|at)\s", r"(?=[\s,.;:)'’]|$)(?!\s[a-z]*(?:ly|st)\b)", "nis"),
    Rule("Reading", r"(?:in|of|from|near|to|at|and|through)\s", r"(?=[,.;:)'’]|\s(?:and|in|on|at|for|to|was|is)\b|$)", "ˈɹɛdɪŋ"),
    Rule("Lima", r"", r",\sOhio\b", "ˈlaɪmə"),
    Rule("Cairo", r"", r",\sIll", "ˈkɛɹoʊ"),
    Rule("Versailles", r"", r",\s(?:Ky|Ind|Ohio|Ill)", "vɚˈseɪlz"),
    Rule("Lancaster", r"", r",\s(?:Pa|Calif|Penn)", "ˈlæŋkəstɚ"),
    Rule("Beaufort", r"", r",\s(?:S\.C|South C)", "ˈbjufɚt"),
    Rule("Athens", r"", r",\sIll", "ˈeɪθənz"),
    Rule("bass", r"", rf"\s{_GAME}", "beɪs"),
    Rule("bass", r"\b(?:caught|catch|fish\w*|lake|river|angl\w+|grilled|fried)\b[^.]{0,25}\s", r"", "bæs"),
    Rule("bass", r"", r"\s(?:fishing|fillets?|population)\b", "bæs"),
    Rule("bass", r"(?:sea|striped|largemouth|smallmouth|black|rock|peacock|stock\w*|catch\w*)\s", r"", "bæs"),
    Rule("tear", r"", r"(?:\s|-)(?:gas|gassed|ducts?|drops?|jerker)\b", "tɪɹ"),
    Rule("tear", r"(?:shed|single|a|every|last|wiped?)\s(?:a\s)?", r"\s(?:rolled|fell|in (?:his|her|my|their) eye)", "tɪɹ"),
    Rule("tear", r"(?:wear and|rotator cuff|ACL|ligament|muscle|meniscus|calf|hamstring|labrum|tendon)\s", r"", "tɛɹ"),
    Rule("tears", r"(?:in|to|of|with|through|his|her|their|my|back|shed|wiped?)\s", r"(?!\s(?:up|down|apart|off|through|into))", "tɪɹz"),
    Rule("bow", r"(?:took|take|takes|taking)\s(?:a|his|her|their|one)\s(?:final\s|last\s)?", r"", "baʊ"),
    Rule("bow", r"", r"\s(?:your|his|her|their|our|my)\sheads?\b", "baʊ"),
    Rule("bow", r"", r"\s(?:to|out|down|before|under)\b", "baʊ"),
    Rule("bow", r"", r"\s(?:and arrows?|ties?)\b", "boʊ"),
    Rule("bow", r"(?:ship's|vessel's|port|starboard)\s", r"", "baʊ"),
    Rule("wound", r"(?:has|have|had|which|and|river|road|trail|path|he|she|it|they|we)\s", rf"\s{_WIND}\b", "waʊnd"),
    Rule("lead", r"", r"\s(?:pipes?|paint|poisoning|exposure|contamination|levels?|bullets?|acid|service lines?|ammunition|shot)\b", "lɛd"),
    Rule("lead", r"(?:of|from|containing|removing|remove|replace|toxic|for|traces of)\s", r"\s(?:in|from|and|or)\s(?:the\s)?(?:water|paint|pipes?|copper|arsenic|mercury|blood|soil)", "lɛd"),
    Rule("wind", r"", rf"\s{_WIND}\b", "waɪnd"),
    Rule("live", r"", r"\s(?:music|TV|television|broadcasts?|stream\w*|coverage|updates?|ammunition|fire|rounds?|audience|performances?|shows?|animals?|blog|feed|event|album|concerts?|on (?:TV|air|CNN|stage))\b", "laɪv"),
    Rule("row", r"(?:diplomatic|political|public|furious|bitter|growing|trade|spending|first)\s(?:legal\s)?", r"\s(?:over|with|between|erupt\w*|about|broke)\b", "ɹaʊ"),
    Rule("row", r"(?:[Tt]he|[Aa]n?|this|his|her|their|latest|fresh|new)\s(?:\w+\s)?", r"\s(?:over|about|between|erupt\w*|broke|escalat\w*)\b", "ɹaʊ"),
    Rule("row", r"(?:in a|front|back|death|second|third|each|every|skid)\s", r"", "ɹoʊ"),
    Rule("minute", r"", r"\s(?:amounts?|details?|quantit\w+|traces?|particles?|fractions?|differences?)\b", "maɪˈnut"),
    Rule("job", r"(?:Book of|patience of)\s", r"", "dʒoʊb"),
    Rule("does", r"(?:the|two|three|and|bucks and)\s", r"\s(?:were|are|in the (?:herd|wild))\b", "doʊz"),
    Rule("putting", r"", r"\s(?:green|surface|stroke)\b", "ˈpʌtɪŋ"),
    Rule("resume", r"(?:a|his|her|their|your|my|the|padded)\s", r"(?=\s(?:and|that|to|with|or|in)\b|[,.;]|$)", "ˈɹɛzəˌmeɪ"),
    Rule("read", r"(?:has|have|had|having|'ve|'s|was|were|been|be|being|is|are|widely|well)\s(?:been\s|never\s|already\s|ever\s|also\s)?", r"", "ɹɛd"),
    Rule("read", r"(?:to|will|would|can|could|must|should|may|might|cannot|can't|couldn't|didn't|doesn't|don't|did not|do not|does not)\s", r"", "ɹid"),
)  # fmt: skip


class Compiled(NamedTuple):
    before: re.Pattern[str]
    after: re.Pattern[str]
    ipa: str


@cache
def _rules() -> dict[str, list[Compiled]]:
    found: dict[str, list[Compiled]] = {}
    for rule in RULES:
        before = re.compile(rf"(?:{rule.before})\Z") if rule.before else re.compile("")
        found.setdefault(rule.word, []).append(Compiled(before, re.compile(rule.after), rule.ipa))
    return found


_NEAR = 40
"""Characters before a word that a rule may look at."""


def sensed(sentence: str, start: int, end: int) -> str:
    """The IPA of a word whose company says which word it is, or nothing."""
    word = sentence[start:end]
    rules = _rules().get(word) or _rules().get(word.lower()) or []
    before = sentence[max(0, start - _NEAR) : start] if rules else ""
    return next(
        (r.ipa for r in rules if r.before.search(before) and r.after.match(sentence, end)), ""
    )
