"""The numbers of stories in each view, site, playlist and status, which triggers keep."""

from __future__ import annotations

from earshot.server.storage.reader_pool import Reader

LISTEN_STATUSES = ("new", "started", "finished")


def count_named(reader: Reader, account_id: int, kind: str, name: str) -> int:
    """The number of stories of a site, without archived ones, or of a playlist."""
    sql = "SELECT count FROM library_counts WHERE account_id = ? AND kind = ? AND name = ?"
    return int(reader.value(sql, account_id, kind, name) or 0)


def count_statuses(reader: Reader) -> dict[str, int]:
    """The number of stories with each status, in all libraries."""
    rows = reader.rows("SELECT name, count FROM story_counts WHERE kind = 'status'")
    return {row[0]: row[1] for row in rows}


def count_views(reader: Reader, account_id: int) -> dict[str, int]:
    """The number of stories in each view."""
    rows = reader.rows(
        "SELECT kind, name, count FROM library_counts"
        " WHERE account_id = ? AND kind IN ('view', 'queue', 'failed')",
        account_id,
    )
    counts = {(row[0], row[1]): row[2] for row in rows}

    def sum_views(archived: int, *statuses: str) -> int:
        return sum(counts.get(("view", f"{archived}{status}"), 0) for status in statuses)

    return {
        "library": sum_views(0, *LISTEN_STATUSES),
        "new": sum_views(0, "new"),
        "started": sum_views(0, "started"),
        "queue": counts.get(("queue", ""), 0),
        "finished": sum_views(0, "finished"),
        "archive": sum_views(1, *LISTEN_STATUSES),
        "failed": counts.get(("failed", ""), 0),
    }


def list_sites(reader: Reader, account_id: int) -> list[str]:
    """The sites of the stories, most stories first."""
    sql = (
        "SELECT name FROM library_counts WHERE account_id = ? AND kind = 'site'"
        " ORDER BY count DESC, name LIMIT 50"
    )
    return [row[0] for row in reader.rows(sql, account_id)]


def list_playlists(reader: Reader, account_id: int) -> list[str]:
    """The names of playlists that have stories."""
    sql = "SELECT name FROM library_counts WHERE account_id = ? AND kind = 'playlist' ORDER BY name"
    return [row[0] for row in reader.rows(sql, account_id)]
