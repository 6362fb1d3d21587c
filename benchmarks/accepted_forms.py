"""The accepted spoken forms of written forms: rows of tests/data/normalization.

Each row is a text and what may be said for it: alternatives for the whole are apart by "|", those
for a part stand in braces.
"""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "tests/data/normalization"


def read_rows(language: str) -> list[tuple[str, str]]:
    """The texts of a language and their accepted forms."""
    lines = (FOLDER / f"{language}.tsv").read_text("utf-8").splitlines()
    return [(line.split("\t")[0], line.split("\t")[1]) for line in lines]


def expand_forms(forms: str) -> list[str]:
    """Every form that a row accepts."""
    found = []
    for form in re.split(r"\|(?![^{]*\})", forms):
        parts = re.split(r"\{([^}]*)\}", form)
        choices = [part.split("|") if n % 2 else [part] for n, part in enumerate(parts)]
        found += ["".join(each) for each in product(*choices)]
    return found


def canonical(text: str) -> str:
    """Without case, punctuation and hyphens."""
    plain = text.casefold().replace("-", " ").replace("’", "'").replace("' ", "'")
    return " ".join(re.sub(r"[^\w\s']", " ", plain).split())


def is_accepted(said: str, forms: str) -> bool:
    return canonical(said) in map(canonical, expand_forms(forms))
