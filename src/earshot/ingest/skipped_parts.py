"""Leave out parts that are read by default: tables and corrections."""

from __future__ import annotations

from collections.abc import Container

from earshot.ingest.filter_types import SKIPPED_REASON, FilterVerdict
from earshot.ingest.table_text import TABLE_TAGS


def skip_part(verdict: FilterVerdict, skipped: Container[str]) -> FilterVerdict:
    """Return the verdict with a reason if its candidate belongs to one of the parts."""
    if verdict.reason or not _is_skipped(verdict, skipped):
        return verdict
    return FilterVerdict(verdict.candidate, SKIPPED_REASON)


def _is_skipped(verdict: FilterVerdict, skipped: Container[str]) -> bool:
    candidate = verdict.candidate
    path = candidate.xpath or candidate.tag
    tag = path.rpartition("/")[2].partition("[")[0]
    if "tables" in skipped and tag in TABLE_TAGS:
        return True
    return "corrections" in skipped and candidate.kind == "note" and tag not in TABLE_TAGS
