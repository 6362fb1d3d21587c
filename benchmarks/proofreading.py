"""How many misread places `earshot check` lists, and how many lines it prints:
`python -m benchmarks.proofreading`.

The misread places are those of the open cases of unseen.jsonl. Names that a list or the dictionary
has are counted apart: `check` trusts the lists. To judge the lines, a sample is printed.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from types import ModuleType
from typing import Any

import earshot
from benchmarks.reading import CASES, load_scorer
from earshot import build_script, extract_article
from earshot.errors import EarshotError
from earshot.model import Article, Block, Script
from earshot.script.g2p import pronounce_words
from earshot.script.lexicon import Lexicon
from earshot.script.proofreading import Finding, proofread

PAGES = Path(__file__).parents[2] / "shared/evaluation/extraction/pages"
SAMPLE = 100
LISTED = ("name", "dictionary")
"""Sources of pronunciations that count as certain."""
ON_LIST = "names on a list"
Span = tuple[int, int]
Case = dict[str, Any]


def main() -> None:
    scorer = load_scorer("score_unseen")
    misread = find_misread(CASES / "unseen.jsonl", scorer)
    for group, found in measure_recall(misread, scorer.forms).items():
        print(f"{group:28} {sum(found):4} of {len(found):4} misread places are listed")
    lines, words = list_findings(PAGES)
    print(f"real articles: {len(lines)} lines, {1000 * len(lines) / words:.1f} for 1,000 words")
    for line in random.Random(1).sample(lines, min(SAMPLE, len(lines))):
        print(line)


def find_misread(file: Path, scorer: ModuleType) -> Iterator[Case]:
    """The cases of written forms and pronunciations that are misread."""
    for line in file.read_text("utf-8").splitlines():
        case = json.loads(line)
        is_other = case["kind"].startswith(("language-", "segmentation", "prosody"))
        if not is_other and not scorer.right(case, scorer.answer(case, earshot)):
            yield case


def measure_recall(cases: Iterable[Case], forms: ModuleType) -> dict[str, list[bool]]:
    """For each misread case, whether `check` lists the place, by group."""
    found: dict[str, list[bool]] = {}
    for case in cases:
        script = make_script(case.get("sentence") or case["text"])
        places = find_misread_places(case, script, forms)
        findings = proofread(script, Lexicon())
        found.setdefault(group_case(case, script), []).append(is_listed(places, findings))
    return found


def make_script(text: str) -> Script:
    return build_script(Article(headline="", blocks=(Block(kind="paragraph", text=text),)))


def group_case(case: Case, script: Script) -> str:
    if "span" not in case:
        return "written forms"
    if case["kind"] == "pronunciation-homograph":
        return "homographs"
    return ON_LIST if is_on_list(case, script) else "names on no list"


def is_on_list(case: Case, script: Script) -> bool:
    """Whether the pronunciation of the word comes from a list."""
    for utterance in script.utterances:
        sentence = case["sentence"][utterance.words[0].start : utterance.words[-1].end]
        start = utterance.words[0].start
        said = pronounce_words(sentence, start, utterance.words, "en-US")
        for word, sounds in zip(utterance.words, said, strict=True):
            if word.start <= case["span"][0] < word.end:
                return all(sound.source in LISTED for sound in sounds)
    return False


def find_misread_places(case: Case, script: Script, forms: ModuleType) -> Iterable[Span]:
    """The places whose spoken form differs from the nearest accepted one."""
    if "span" in case:
        return [tuple(case["span"])]
    words = [word for utterance in script.utterances for word in utterance.words]
    said = [(token, word) for word in words for token in forms.canon(word.spoken).split()]
    options = [list(_differ(said, forms.canon(accepted).split())) for accepted in case["accept"]]
    return min(options, key=len)


def _differ(said: list[tuple[str, Any]], accepted: list[str]) -> Iterator[Span]:
    matcher = SequenceMatcher(None, [token for token, _ in said], accepted, autojunk=False)
    for change, start, end, _, _ in matcher.get_opcodes():
        if change != "equal":
            beside = said[start:end] or said[max(0, start - 1) : start + 1]
            yield from ((word.start, word.end) for _, word in beside)


def is_listed(places: Iterable[Span], findings: Iterable[Finding]) -> bool:
    lines = [(each.start, each.start + len(each.text)) for each in findings]
    return any(a <= end and start <= b for start, end in places for a, b in lines)


def list_findings(folder: Path) -> tuple[list[str], int]:
    """The lines of `check` for the English pages, and the number of their words."""
    lines: list[str] = []
    words = 0
    for file in sorted(folder.glob("*.json")):
        page = json.loads(file.read_text("utf-8"))
        if page["lang"] != "en":
            continue
        try:
            article = extract_article(str(file.with_suffix(".html.gz")), url=page["url"])
        except EarshotError:
            continue
        script = build_script(article)
        words += sum(len(utterance.words) for utterance in script.utterances)
        for each in proofread(script, Lexicon()):
            lines.append(f"{each.kind} {each.text!r}: {each.reading}; {each.reason}")
    return lines, words


if __name__ == "__main__":
    main()
