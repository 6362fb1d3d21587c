"""Hashes of passwords (argon2id) and of tokens."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from earshot.errors import InvalidOption

HASH_PREFIX = "$argon2"
MIN_PASSWORD_CHARS = 8


def hash_password(password: str) -> str:
    """The password as an argon2id hash. It takes 0.1 s, on purpose."""
    return PasswordHasher().hash(password)


def hash_new_password(password: str) -> str:
    """Raises InvalidOption for a password that is too short."""
    if len(password) < MIN_PASSWORD_CHARS:
        expected = f"use at least {MIN_PASSWORD_CHARS} characters"
        raise InvalidOption(option="the password", value="that short", expected=expected)
    return hash_password(password)


@lru_cache(2)
def _hash_once(password: str) -> str:
    return hash_password(password)


def verify_password(stored: str, password: str) -> bool:
    """Whether the password is right; `stored` is a hash or the password itself."""
    stored = stored if stored.startswith(HASH_PREFIX) else _hash_once(stored)
    try:
        return PasswordHasher().verify(stored, password)
    except (Argon2Error, InvalidHashError):
        return False


def hash_token(secret: str) -> str:
    """Hash a long random secret. It needs no salt or slow hash: it cannot be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()
