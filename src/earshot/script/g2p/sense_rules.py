"""Rules of sense: what neither part of speech nor the model tells apart, but its company does."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple


class SenseRule(NamedTuple):
    """A word, written like this, after and before such a context, is said so."""

    word: str
    before: str
    after: str
    ipa: str


_WIND_ADVERBS = "(?:up|down|through|along|around|its|their|back)"
_BASS_NOUNS = "(?:guitar|player|line|drum|clef|solo|note|voice|singer|trombone|amp)"
_LETTERED_NOUNS = (
    "(?:Plan|Group|Class|Serie|Type|Vitamin|vitamin|Hepatitis|hepatitis|Influenza|influenza|Team|Grade|Block|Wing"
    "|Section|Schedule|Category|Appendix|Exhibit|Series|Pool|Phase|Terminal|Building|Unit|Title|Round|Gate|Tier)"
)
SENSE_RULES = (
    SenseRule("A", rf"{_LETTERED_NOUNS}\s|\b(?:[Aa]n|[Tt]he|straight|capital|letter|double|grade)\s", r"", "eɪ"),
    SenseRule("A", r"[\w’']\s", r"(?=[,.;:)!?\"”’]|$)", "eɪ"),
    SenseRule("A", r"", r"\s(?:levels|roads|sharp|and\sB)\b", "eɪ"),
    SenseRule("used", r"(?<!is)(?<!are)(?<!was)(?<!were)(?<!be)(?<!been)(?<!being)\s", r"\sto\b", "just"),
    SenseRule("used", r"(?:get|got|getting|gotten|am|become|became|grown|grew)\s", r"\sto\b", "just"),
    SenseRule("Nice", r"(?:in|of|from|near|to|at)\s", r"(?=[\s,.;:)'’]|$)(?!\s[a-z]*(?:ly|st)\b)", "nis"),
    SenseRule("Reading", r"(?:in|of|from|near|to|at|and|through)\s", r"(?=[,.;:)'’]|\s(?:and|in|on|at|for|to|was|is)\b|$)", "ˈɹɛdɪŋ"),
    SenseRule("Lima", r"", r",\sOhio\b", "ˈlaɪmə"),
    SenseRule("Cairo", r"", r",\sIll", "ˈkɛɹoʊ"),
    SenseRule("Versailles", r"", r",\s(?:Ky|Ind|Ohio|Ill)", "vɚˈseɪlz"),
    SenseRule("Lancaster", r"", r",\s(?:Pa|Calif|Penn)", "ˈlæŋkəstɚ"),
    SenseRule("Beaufort", r"", r",\s(?:S\.C|South C)", "ˈbjufɚt"),
    SenseRule("Athens", r"", r",\sIll", "ˈeɪθənz"),
    SenseRule("bass", r"", rf"\s{_BASS_NOUNS}", "beɪs"),
    SenseRule("bass", r"\b(?:caught|catch|fish\w*|lake|river|angl\w+|grilled|fried)\b[^.]{0,25}\s", r"", "bæs"),
    SenseRule("bass", r"", r"\s(?:fishing|fillets?|population)\b", "bæs"),
    SenseRule("bass", r"(?:sea|striped|largemouth|smallmouth|black|rock|peacock|stock\w*|catch\w*)\s", r"", "bæs"),
    SenseRule("tear", r"", r"(?:\s|-)(?:gas|gassed|ducts?|drops?|jerker)\b", "tɪɹ"),
    SenseRule("tear", r"(?:shed|single|a|every|last|wiped?)\s(?:a\s)?", r"\s(?:rolled|fell|in (?:his|her|my|their) eye)", "tɪɹ"),
    SenseRule("tear", r"(?:wear and|rotator cuff|ACL|ligament|muscle|meniscus|calf|hamstring|labrum|tendon)\s", r"", "tɛɹ"),
    SenseRule("tears", r"(?:in|to|of|with|through|his|her|their|my|back|shed|wiped?)\s", r"(?!\s(?:up|down|apart|off|through|into))", "tɪɹz"),
    SenseRule("bow", r"(?:took|take|takes|taking)\s(?:a|his|her|their|one)\s(?:final\s|last\s)?", r"", "baʊ"),
    SenseRule("bow", r"", r"\s(?:your|his|her|their|our|my)\sheads?\b", "baʊ"),
    SenseRule("bow", r"", r"\s(?:to|out|down|before|under)\b", "baʊ"),
    SenseRule("bow", r"", r"\s(?:and arrows?|ties?)\b", "boʊ"),
    SenseRule("bow", r"(?:ship's|vessel's|port|starboard)\s", r"", "baʊ"),
    SenseRule("wound", r"(?:has|have|had|which|and|river|road|trail|path|he|she|it|they|we)\s", rf"\s{_WIND_ADVERBS}\b", "waʊnd"),
    SenseRule("lead", r"", r"\s(?:pipes?|paint|poisoning|exposure|contamination|levels?|bullets?|acid|service lines?|ammunition|shot)\b", "lɛd"),
    SenseRule("lead", r"(?:of|from|containing|removing|remove|replace|toxic|for|traces of)\s", r"\s(?:in|from|and|or)\s(?:the\s)?(?:water|paint|pipes?|copper|arsenic|mercury|blood|soil)", "lɛd"),
    SenseRule("wind", r"", rf"\s{_WIND_ADVERBS}\b", "waɪnd"),
    SenseRule("live", r"", r"\s(?:music|TV|television|broadcasts?|stream\w*|coverage|updates?|ammunition|fire|rounds?|audience|performances?|shows?|animals?|blog|feed|event|album|concerts?|on (?:TV|air|CNN|stage))\b", "laɪv"),
    SenseRule("row", r"(?:diplomatic|political|public|furious|bitter|growing|trade|spending|first)\s(?:legal\s)?", r"\s(?:over|with|between|erupt\w*|about|broke)\b", "ɹaʊ"),
    SenseRule("row", r"(?:[Tt]he|[Aa]n?|this|his|her|their|latest|fresh|new)\s(?:\w+\s)?", r"\s(?:over|about|between|erupt\w*|broke|escalat\w*)\b", "ɹaʊ"),
    SenseRule("row", r"(?:in a|front|back|death|second|third|each|every|skid)\s", r"", "ɹoʊ"),
    SenseRule("minute", r"", r"\s(?:amounts?|details?|quantit\w+|traces?|particles?|fractions?|differences?)\b", "maɪˈnut"),
    SenseRule("job", r"(?:Book of|patience of)\s", r"", "dʒoʊb"),
    SenseRule("does", r"(?:the|two|three|and|bucks and)\s", r"\s(?:were|are|in the (?:herd|wild))\b", "doʊz"),
    SenseRule("putting", r"", r"\s(?:green|surface|stroke)\b", "ˈpʌtɪŋ"),
    SenseRule("resume", r"(?:a|his|her|their|your|my|the|padded)\s", r"(?=\s(?:and|that|to|with|or|in)\b|[,.;]|$)", "ˈɹɛzəˌmeɪ"),
    SenseRule("read", r"(?:has|have|had|having|'ve|'s|was|were|been|be|being|is|are|widely|well)\s(?:been\s|never\s|already\s|ever\s|also\s)?", r"", "ɹɛd"),
    SenseRule("read", r"(?:to|will|would|can|could|must|should|may|might|cannot|can't|couldn't|didn't|doesn't|don't|did not|do not|does not)\s", r"", "ɹid"),
)  # fmt: skip


class CompiledSenseRule(NamedTuple):
    before: re.Pattern[str]
    after: re.Pattern[str]
    ipa: str


@cache
def _rules_by_word() -> dict[str, list[CompiledSenseRule]]:
    found: dict[str, list[CompiledSenseRule]] = {}
    for rule in SENSE_RULES:
        before = re.compile(rf"(?:{rule.before})\Z") if rule.before else re.compile("")
        found.setdefault(rule.word, []).append(
            CompiledSenseRule(before, re.compile(rule.after), rule.ipa)
        )
    return found


_CONTEXT_CHARS = 40
"""Characters before a word that a rule may look at."""


def match_sense_rule(sentence: str, start: int, end: int) -> str:
    """The IPA of a word whose company says which word it is, or nothing."""
    word = sentence[start:end]
    rules = _rules_by_word().get(word) or _rules_by_word().get(word.lower()) or []
    before = sentence[max(0, start - _CONTEXT_CHARS) : start] if rules else ""
    return next(
        (r.ipa for r in rules if r.before.search(before) and r.after.match(sentence, end)), ""
    )
