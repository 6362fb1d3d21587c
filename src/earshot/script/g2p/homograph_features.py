"""Context features of a word for the homograph classifier.

The part-of-speech tagger is simple: closed classes by list, common words by their usual tag in
`tags.tsv`, others by ending. It need not be accurate, only consistent, because the weights were
trained on its output.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files

TOKEN = re.compile(r"[^\W\d_]+(?:['’][a-z]+)?|[0-9][0-9.,]*|[^\w\s]")
MAX_TOKENS = 12
"""Tokens of context on each side."""
_CLOSED_CLASSES = {
    "DT": "a an the this that these those every each another any some no all both either neither "
    "what which whatever whichever such",
    "PP$": "my your his its our their whose her",
    "PRP": "i you he she it we they who whom me him us them myself himself herself itself "
    "themselves ourselves yourself there everyone someone anyone everybody somebody nobody",
    "MD": "will would can could may might must shall should cannot can't won't wouldn't couldn't "
    "shouldn't 'll 'd ca wo",
    "DO": "do does did don't doesn't didn't",
    "BE": "be is are was were am been being isn't aren't wasn't weren't 's 're 'm become becomes "
    "became remain remained seem seemed",
    "HV": "have has had having haven't hasn't hadn't 've",
    "TO": "to",
    "IN": "of in on at by for from with into over under between among through during before after "
    "against about without within upon across behind beyond toward towards around near along "
    "despite per since until via above below like as than inside outside onto off",
    "CC": "and or but nor & plus",
    "SC": "if when while because although though whether where why how unless",
    "RB": "not n't never also then now only just still already often always very too so more most "
    "less least even well again later soon however therefore thus instead further ever quite "
    "rather almost usually much together once twice here",
    "VB": "let make made makes help helped helps began begin begins start started stop want wants "
    "wanted try tried continue continued allow allowed used able going got get gets said says go "
    "went goes came come comes take took taken gave give given",
}
_TAGS = {word: tag_token for tag_token, words in _CLOSED_CLASSES.items() for word in words.split()}
_NOUN_ENDINGS = tuple("tion ment ness ity ism ance ence ship sion er or ist hood ure age".split())
_ADJECTIVE_ENDINGS = tuple("ous ful ive able ible al ic less ary ish ian ant ent".split())
_NOUN_PHRASE_BREAKS = (
    "DT",
    "PP$",
    "CD",
    "IN",
    ".",
    ",",
    "BE",
    "MD",
    "TO",
    "PRP",
    "CC",
    "SC",
    "HV",
    "DO",
)
_RIGHT_STATES = {
    "MD": "MD", "DO": "MD", "BE": "BE", "HV": "BE", "VBD": "VBD", "VBZ": "VBD", "VBP": "VBD",
}  # fmt: skip
_LEFT_STATES = {**_RIGHT_STATES, "TO": "MD"}
_CLAUSE_LINKS = frozenset(("SC", "CC", ","))


@lru_cache(maxsize=1 << 13)
def tag(token: str) -> str:
    """The likely part-of-speech tag of a token."""
    low = token.lower()
    if low in _TAGS:
        return _TAGS[low]
    if not low[0].isalpha():
        kinds = ((low[0].isdigit(), "CD"), (low in ".!?;:", "."), (low in ",()-–—", ","))
        return next((kind for fits, kind in kinds if fits), '"')
    return _tag_open_class(token, low)


def _tag_open_class(token: str, low: str) -> str:
    endings: tuple[tuple[str | tuple[str, ...], str], ...] = (
        ("ly", "RB"),
        ("ing", "VBG"),
        ("ed", "VBD"),
        (_NOUN_ENDINGS, "NN"),
        (_ADJECTIVE_ENDINGS, "JJ"),
    )
    found = next((kind for ending, kind in endings if low.endswith(ending)), "")
    if found or token[0].isupper():
        return found or "NNP"
    return "NNS" if low.endswith("s") and not low.endswith(("ss", "us", "is")) else "NN?"


@cache
def _usual_tags() -> dict[str, str]:
    lines = files("earshot.script.g2p").joinpath("tags.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return {word: name for name, words in rows for word in words.split()}


@lru_cache(maxsize=1 << 13)
def _tag_in_sentence(token: str, is_first: bool) -> str:
    """The tag of a token of a sentence. The first token is capitalized whatever it is."""
    low = token.lower()
    if low not in _TAGS and (is_first or token.islower()) and (known := _usual_tags().get(low)):
        return known
    return tag(token)


class Context:
    """A word and its context, nearest tokens first on both sides."""

    def __init__(self, tokens: Sequence[str], index: int) -> None:
        self.word = tokens[index]
        left = tokens[max(0, index - MAX_TOKENS) : index][::-1]
        right = tokens[index + 1 : index + 1 + MAX_TOKENS]
        left, right = ([t.replace("’", "'") for t in side] for side in (left, right))
        self.left, self.right = [t.lower() for t in left], [t.lower() for t in right]
        first = len(left) - 1 if index <= MAX_TOKENS else len(left)
        self.left_tags = [_tag_in_sentence(t, at == first) for at, t in enumerate(left)]
        self.right_tags = [_tag_in_sentence(t, False) for t in right]
        self.capitals = (_case_code(left[:1]), _case_code(right[:1]))

    def syntax_features(self) -> Iterator[str]:
        """Features of syntax, then of the neighbouring words."""
        yield from self._neighbour_features()
        yield from self._pattern_features()
        yield from self._clause_features()
        yield from self._shape_features()

    def topic_features(self) -> Iterator[str]:
        """The words of the context as a bag of words."""
        around = {w for w in self.left[:10] + self.right[:10] if w.isalpha() and len(w) > 2}
        for word in sorted(around):
            yield f"bow={word}"
            if len(word) > 5:
                yield f"stem={word[:5]}"

    def _neighbour_features(self) -> Iterator[str]:
        for at in range(3):
            yield f"l{at}={_item_at(self.left, at)}"
            yield f"r{at}={_item_at(self.right, at)}"
            yield f"tl{at}={_item_at(self.left_tags, at)}"
            yield f"tr{at}={_item_at(self.right_tags, at)}"
        for side, words in (("l", self.left), ("r", self.right)):
            if (near := _item_at(words, 0)).isalpha():
                yield f"{side}s3={near[-3:]}"
                yield f"{side}s2={near[-2:]}"

    def _pattern_features(self) -> Iterator[str]:
        l0, l1 = _item_at(self.left, 0), _item_at(self.left, 1)
        r0, r1 = _item_at(self.right, 0), _item_at(self.right, 1)
        t0, t1, t2 = (_item_at(self.left_tags, at) for at in range(3))
        u0, u1 = _item_at(self.right_tags, 0), _item_at(self.right_tags, 1)
        yield f"tl01={t0},{t1}"
        yield f"tl012={t0},{t1},{t2}"
        yield f"tr01={u0},{u1}"
        yield f"tlr={t0},{u0}"
        yield f"tlr2={t1},{t0},{u0}"
        yield f"tlr3={t0},{u0},{u1}"
        yield f"lr={l0},{u0}"
        yield f"rl={t0},{r0}"
        yield f"lt={l0},{t1}"
        yield f"l01={l0},{l1}"
        yield f"r01={r0},{r1}"

    def _clause_features(self) -> Iterator[str]:
        """Whether a governing verb or a noun phrase is open at the word."""
        yield "cl=" + _clause_state(self.left_tags, _LEFT_STATES, (".",))
        yield "cr=" + _clause_state(self.right_tags, _RIGHT_STATES, (".", ","))
        yield "np=" + next((each for each in self.left_tags if each in _NOUN_PHRASE_BREAKS), "none")

    def _shape_features(self) -> Iterator[str]:
        word = self.word
        case = "U" if word.isupper() and len(word) > 1 else _case_code([word])
        yield f"cap={case}{'' if self.left else '0'}"
        yield f"capl={self.capitals[0]}{case}"
        yield f"capr={self.capitals[1]}{case}"
        yield "bias"


def _item_at(items: list[str], at: int) -> str:
    return items[at] if at < len(items) else "#"


def _case_code(token: Sequence[str]) -> str:
    return "C" if token and token[0][:1].isupper() else "l"


def _clause_state(tags: list[str], states: dict[str, str], ends: tuple[str, ...]) -> str:
    for each in tags:
        if each in ends:
            break
        if each in states:
            return states[each]
        if each in _CLAUSE_LINKS:
            return each
    return "none"
