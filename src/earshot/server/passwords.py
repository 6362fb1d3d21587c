"""Hashes of passwords (argon2id)."""

from __future__ import annotations

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

HASH_PREFIX = "$argon2"


def hash_password(password: str) -> str:
    """The password as an argon2id hash."""
    return PasswordHasher().hash(password)


@lru_cache(1)
def _hash_once(password: str) -> str:
    return hash_password(password)


def verify_password(stored: str, password: str) -> bool:
    """Whether the password is right; `stored` is a hash or the password itself."""
    stored = stored if stored.startswith(HASH_PREFIX) else _hash_once(stored)
    try:
        return PasswordHasher().verify(stored, password)
    except (Argon2Error, InvalidHashError):
        return False
