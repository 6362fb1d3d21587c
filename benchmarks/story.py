"""A news article of any length, written for the benchmarks and deterministic."""

from __future__ import annotations

from itertools import cycle

from earshot.model import Article, Block

PARAGRAPHS = (
    "The harbour bridge reopened on Monday, Oct. 20, 2025, after 14 months and $3.2 million of "
    "repairs. “It held through the winter,” said María Ek, 67, the engineer in charge.",
    "About 4,500 people crossed it before noon. Traffic fell by 12% on the coast road, the city "
    "said, and the No. 7 bus saved 15-20 minutes a trip.",
    "Gov. Dana Whitlock, who voted against the plan in 2019, called it “a good day for everybody "
    "on both banks.” Her rival did not answer a request for comment.",
    "The old span was built in 1931 by Hollis & Sons. It carried trains until the 1960s, when the "
    "line closed; since then, nobody has agreed on what should become of the tracks.",
    "At 5:30 p.m. the lights came on for the first time. A 41-year-old father of three, who had "
    "driven 60 miles to see them, said that he would be back in the spring.",
    "The council will decide on Nov. 3 whether to charge a toll. A report put upkeep at "
    "£1.1m a year, about a quarter of what was feared; the mayor wants the U.S. grant renewed.",
)


def make_story(words: int) -> Article:
    """An article of about `words` words."""
    blocks, count = [], 0
    for number, text in enumerate(cycle(PARAGRAPHS)):
        if count >= words:
            break
        if number % 8 == 4:
            blocks.append(Block(kind="heading", text=f"Part {number // 8 + 1}"))
        blocks.append(Block(kind="paragraph", text=text))
        count += len(text.split())
    return Article(headline="Harbour bridge reopens", blocks=tuple(blocks), language="en-US")
