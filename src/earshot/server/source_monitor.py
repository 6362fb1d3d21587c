"""Reads the pages of recorded stories again, as the policies of their sites ask for."""

from __future__ import annotations

import time
from collections.abc import Iterable

from earshot.script.edits import ALL_SITES, SiteSettings
from earshot.server.jobs.protocols import JobQueue
from earshot.server.refetch_rules import RefetchRule, find_interval, parse_refetch_rules
from earshot.server.storage.data_dir import DataDir
from earshot.server.storage.reader_pool import Reader, Row
from earshot.server.storage.sites import find_site_settings, load_sites
from earshot.server.storage.stories import StoryStore
from earshot.server.storage.story import READ_SOURCE
from earshot.server.urls import host_of

MAX_CHECKS = 20
"""The most pages that one round reads."""
LOOK_SHARE = 0.2
"""The stories are looked through again after this part of the shortest interval: a large library
has many that are not due."""
Rules = dict[str, list[RefetchRule]]
"""The rules by host name, of the sites that have any."""


class SourceMonitor:
    def __init__(self, data_dir: DataDir, stories: StoryStore, job_queue: JobQueue) -> None:
        self._data_dir = data_dir
        self._stories = stories
        self._job_queue = job_queue
        self._rules: Rules = {}
        self._next_look_at = 0.0

    async def start_due_checks(self) -> None:
        """Make the stories whose pages are due jobs of the background."""
        readers, now = self._stories.database.readers, time.monotonic()
        rules = await readers.run(_load_rules)
        if not rules or (rules == self._rules and now < self._next_look_at):
            return
        due = await readers.run(_list_due, rules, time.time())
        for story_id, submission_hash in due:
            self._start_check(story_id, submission_hash)
        if due:
            self._job_queue.wake()
        self._rules = rules
        pause = _shortest_interval(rules) * LOOK_SHARE if len(due) < MAX_CHECKS else 0.0
        self._next_look_at = now + pause

    def _start_check(self, story_id: str, submission_hash: str) -> None:
        paths = self._data_dir.list_sent_paths(story_id, submission_hash)
        if any(path.is_file() for path in paths):  # its sender sends its changes too
            self._stories.update_silently(story_id, checked_at=time.time())
            return
        with self._stories.database.transaction():
            story = self._stories.get(story_id)
            if story and story.status == "succeeded":
                columns = {"status": "todo", "attempts": 0, "is_background": 1}
                self._stories.update(story_id, needs_source=READ_SOURCE, **columns)


def _load_rules(reader: Reader) -> Rules:
    found = {host: _parse(site) for host, site in load_sites(reader).items()}
    return {host: rules for host, rules in found.items() if rules}


def _shortest_interval(rules: Rules) -> float:
    return min(rule.interval for each in rules.values() for rule in each)


def _list_due(reader: Reader, rules: Rules, now: float) -> list[tuple[str, str]]:
    """The id and the submission of the stories that are due, those first that were read last."""
    hosts = [] if ALL_SITES in rules else sorted(rules)
    is_of_site = " OR ".join("lower(url) LIKE ?" for _ in hosts) or "url <> ''"
    rows = reader.rows(
        "SELECT id, url, submission_hash, created_at, checked_at FROM stories"
        " WHERE created_at >= ? AND checked_at <= ? AND status = 'succeeded'"
        f" AND ready_revision > 0 AND stage <> 'retracted' AND ({is_of_site}) ORDER BY checked_at",
        now - max(rule.max_age for each in rules.values() for rule in each),
        now - _shortest_interval(rules),
        *(f"%{host}%" for host in hosts),
    )
    due = _filter_due(reader, rows, now)
    return [(row["id"], row["submission_hash"]) for row in due][:MAX_CHECKS]


def _filter_due(reader: Reader, rows: Iterable[Row], now: float) -> Iterable[Row]:
    known: dict[str, list[RefetchRule]] = {}
    for row in rows:
        if (host := host_of(row["url"])) not in known:
            known[host] = _parse(find_site_settings(reader, row["url"]))
        interval = find_interval(known[host], now - row["created_at"])
        if interval is not None and now - row["checked_at"] >= interval:
            yield row


def _parse(site: SiteSettings) -> list[RefetchRule]:
    return parse_refetch_rules(site.refetch)
