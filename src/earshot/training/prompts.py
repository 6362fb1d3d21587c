"""Sentences for a teacher voice to speak: new ones from the templates of `prompts.toml`, or those
of a text file."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from earshot.errors import SourceNotFound

SLOT = re.compile(r"\{(\w+?)(\d?)\}")
"""A slot: the name of a list, capitalized for the start of a sentence, and a number if the same
list is used again."""
MAX_TEXT_BYTES = 50_000_000


def generate_prompts(count: int, seed: int = 1) -> list[str]:
    """`count` different sentences, always the same ones. Templates are used in turn, so each kind
    of sentence is as frequent as any other."""
    data = tomllib.loads(files("earshot.training").joinpath("prompts.toml").read_text("utf-8"))
    rng, prompts = random.Random(seed), dict[str, None]()
    while len(prompts) < count:
        prompts |= dict.fromkeys(_fill_templates(data, rng))
    return list(prompts)[:count]


def _fill_templates(data: dict[str, Any], rng: random.Random) -> Iterator[str]:
    for template in rng.sample(data["templates"], len(data["templates"])):
        yield _fill(template, data, rng)


def _fill(template: str, data: dict[str, Any], rng: random.Random) -> str:
    used: set[str] = set()

    def draw(match: re.Match[str]) -> str:
        name = match[1].lower()
        if name in data["numbers"]:
            return str(rng.randint(*data["numbers"][name]))
        value = rng.choice([each for each in data["slots"][name] if each not in used])
        used.add(value)
        return value[0].upper() + value[1:] if match[1][0].isupper() else value

    return SLOT.sub(draw, template)


def read_prompts(file: Path) -> list[str]:
    """The lines of a text file. Raises SourceNotFound."""
    if not file.is_file():
        raise SourceNotFound(source=str(file))
    with file.open("rb") as opened:
        text = opened.read(MAX_TEXT_BYTES).decode("utf-8", "replace")
    return [line.strip() for line in text.splitlines() if line.strip()]
