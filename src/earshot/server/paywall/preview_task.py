"""The part of a story that is heard without a token, as a recording of its own: a shorter script, a
shorter file, and nothing in either of what comes behind."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from pathlib import Path

from earshot.model import Block, Script
from earshot.serialization import script_json
from earshot.server.jobs.tasks import Facts, Tell, finish, speak, taken_over
from earshot.server.storage.recordings import CLOSING, Plan, Recording

SHARE = 3
"""A first segment is never more than one part in so many: some stories are one paragraph."""


def preview(request: Facts, tell: Tell) -> Facts:
    """Make the preview of the revision in `folder`, up to `level`, in the folder `part`.

    `segments` is how many there are in it; with 0 there is none.
    """
    whole, part = Recording(Path(request["folder"])), Recording(Path(request["part"]))
    plan, script = whole.plan(), whole.script()
    count = opening(plan, request["level"])
    if not count or part.is_finished:
        return {"segments": count}
    beginning = begun(script, count)
    shorter = replace(
        plan,
        segments=plan.segments[:count],
        blocks=plan.blocks[: len(beginning.article.blocks)],
    )
    part.lay_out(script_json(beginning), shorter)
    _take(part, whole, shorter)
    number = 0
    while number < count:
        number = speak({"folder": request["part"], "since": number}, tell)["next"]
    finish({"folder": request["part"]}, tell)
    return {"segments": count}


def opening(plan: Plan, level: str) -> int:
    """The segments that may be heard: the headline's, and at `segment` the first paragraph's."""
    blocks = [each.block for each in plan.segments]
    titles = next((n for n, block in enumerate(blocks) if block >= 0), len(blocks))
    if level == "title":
        return titles
    first = next((b for b in blocks[titles:] if plan.blocks[b]["kind"] != "heading"), -1)
    last = max((n for n, block in enumerate(blocks) if block == first), default=titles - 1)
    return min(last + 1, titles + (len(blocks) - titles) // SHARE)


def begun(script: Script, count: int) -> Script:
    """The first utterances, and of the article no more than they say."""
    utterances = script.utterances[:count]
    words = list(chain.from_iterable(each.words for each in utterances))
    blocks: list[Block] = []
    for number, block in enumerate(script.article.blocks):
        if end := max((word.end for word in words if word.block == number), default=0):
            rest = block.text[end:]
            end += len(rest) - len(rest.lstrip(CLOSING))
        blocks.append(replace(block, text=block.text[:end]))
    while blocks and not blocks[-1].text:
        blocks.pop()
    shown = (each for each in script.article.pictures if each.block < len(blocks))
    article = replace(script.article, blocks=tuple(blocks), pictures=tuple(shown))
    return replace(script, article=article, utterances=utterances)


def _take(part: Recording, whole: Recording, plan: Plan) -> None:
    """What is said already need not be said again, whether the whole is finished or not."""
    for each in plan.segments:
        if not part.has(each.key) and (found := whole.take(each.key)):
            part.put(each.key, *found)
    taken_over(part, whole, plan)
