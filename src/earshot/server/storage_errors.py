"""Errors of storage outside this machine."""

from __future__ import annotations

from earshot.errors import Unwritable


class DatabaseUnavailable(Unwritable):
    """The database {path} cannot be used: {reason}."""

    advice = "check the setting `database`, and that Postgres runs"
    retry_seconds = 5
