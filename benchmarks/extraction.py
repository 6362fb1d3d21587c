"""Article extraction compared with trafilatura's extraction with metadata, and very large pages in
a separate process: `python -m benchmarks.extraction SHAPE`."""

from __future__ import annotations

import gzip
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import trafilatura

from benchmarks.measures import peak_memory, run_module
from earshot.errors import SourceError
from earshot.ingest.readers import html
from earshot.ingest.source import Origin

PAGES = Path(__file__).parents[2] / "shared/evaluation/extraction/pages"
RUNS = 3
SENTENCE = (
    "The ferry came back on Monday, a long day for everyone who had waited for it, number {}. "
)
PAGE_SHAPES: dict[str, Callable[[], str]] = {
    "50,000 paragraphs": lambda: _build_html("<p>{}</p>", 50_000),
    "50,000 items": lambda: "<ul>" + _build_html("<li>{}</li>", 49_998) + "</ul>",
    "25,000 line breaks": lambda: f"<div>{_build_html('{}<br>', 25_000)}</div>",
    "10,000 nested boxes": lambda: _build_html(
        "<div><div><p>{}</p></div><span>x</span></div>", 10_000
    ),
}
"""Pages of about 50,000 elements."""


def compare_extraction() -> None:
    """Earshot relative to trafilatura, page by page in CPU time."""
    if not PAGES.is_dir():
        print("extraction               left out: there is no ../shared beside this clone")
        return
    pages = [gzip.decompress(file.read_bytes()) for file in sorted(PAGES.glob("*.html.gz"))]
    pairs = [_compare_on_page(page.decode("utf-8", "replace")) for page in pages]
    ours, theirs = (sum(column) for column in zip(*pairs, strict=True))
    median = statistics.median(our_time / their_time for our_time, their_time in pairs)
    print(
        f"extraction over theirs   {len(pages)} pages      {median:5.2f}   (median; all pages"
        f" {ours / theirs:.2f}: {1000 * ours / len(pages):.0f} ms a page over"
        f" {1000 * theirs / len(pages):.0f} ms)"
    )


def _compare_on_page(text: str) -> tuple[float, float]:
    """The least CPU seconds of Earshot and of trafilatura. Runs alternate."""

    def run_trafilatura() -> None:
        trafilatura.bare_extraction(
            text, favor_precision=True, include_comments=False, with_metadata=True
        )

    times = [
        (_cpu_seconds(lambda: _count_blocks(text)), _cpu_seconds(run_trafilatura))
        for _ in range(RUNS)
    ]
    return min(our_time for our_time, _ in times), min(their_time for _, their_time in times)


def _cpu_seconds(task: Callable[[], object]) -> float:
    start = time.process_time()
    task()
    return time.process_time() - start


def measure_huge_pages() -> None:
    for shape in PAGE_SHAPES:
        result = run_module("benchmarks.extraction", shape)
        print(
            f"{shape:24} {result['size'] / 1e6:.1f} MB         {result['seconds']:5.2f} s,"
            f" {result['memory']:.0f} MB, {result['blocks']:.0f} blocks"
        )


def _count_blocks(text: str) -> int:
    try:
        return len(html.read(text, Origin("page.html")).article().blocks)
    except SourceError:
        return 0


def _build_html(item: str, count: int) -> str:
    return "".join(item.format(SENTENCE.format(number)) for number in range(count))


def main(shape: str) -> None:
    page = f"<html lang=en><body><article>{PAGE_SHAPES[shape]()}</article></body></html>"
    start = time.process_time()
    blocks = _count_blocks(page)
    elapsed = time.process_time() - start
    size = len(page)
    print(json.dumps({"seconds": elapsed, "memory": peak_memory(), "blocks": blocks, "size": size}))


if __name__ == "__main__":
    main(sys.argv[1])
