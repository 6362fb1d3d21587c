"""An account of the server, and its role."""

from __future__ import annotations

from dataclasses import dataclass

ROLES = ("reader", "editor", "publisher", "admin")
"""The permissions of an account on the server. Each role includes those before it."""
MAX_NAME_CHARS = 100
OWNER_ID = 1
"""The account of the owner of the server, which exists always."""


def has_role(role: str, needed: str) -> bool:
    """Whether an account with this role may do what needs the other role; empty needs none."""
    return not needed or (bool(role) and ROLES.index(role) >= ROLES.index(needed))


def is_account_name(name: str) -> bool:
    """Whether it is one line without spaces at its ends."""
    return 0 < len(name) <= MAX_NAME_CHARS and name.isprintable() and name == name.strip()


@dataclass(frozen=True, slots=True)
class Submitter:
    """The account that submits a story."""

    account_id: int
    is_editor: bool
    """Whether it may change stories that other accounts have too."""


OWNER = Submitter(OWNER_ID, is_editor=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A row of the table `accounts`."""

    id: int
    name: str
    role: str
    password_hash: str
    """Empty for an account without a password. The owner's password is a setting."""
    created_at: float

    @property
    def is_owner(self) -> bool:
        return self.id == OWNER_ID
