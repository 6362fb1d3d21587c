"""Hashes of passwords (argon2id)."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

HASH_PREFIX = "$argon2"


def hash_password(password: str) -> str:
    """The password as an argon2id hash."""
    return PasswordHasher().hash(password)


def verify_password(stored: str, password: str) -> bool:
    """Whether the password is right; `stored` is a hash or the password itself."""
    stored = stored if stored.startswith(HASH_PREFIX) else hash_password(stored)
    try:
        return PasswordHasher().verify(stored, password)
    except (Argon2Error, InvalidHashError):
        return False
