"""Logging in by a passkey, and adding one to an account. It needs the package webauthn.

A passkey is valid for the host of the server's public address only. Each challenge is used once.
"""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from earshot.server.account import Account
from earshot.server.services import Services
from earshot.server.webauthn_messages import (
    Site,
    authentication_options,
    challenge_of,
    passkey_id_of,
    passkey_rejected,
    registration_options,
    verify_authentication,
    verify_registration,
)

LOGIN = "passkey login"
ADDITION = "new passkey"


class PasskeyLogin:
    """The steps of a login and of an addition."""

    def __init__(self, services: Services) -> None:
        settings = services.settings
        host = urlsplit(settings.public_url).hostname or ""
        self._site = Site(host, settings.public_origin, settings.title)
        self._attempts = services.login_attempts
        self._passkeys = services.passkeys
        self._accounts = services.accounts

    def begin_login(self) -> str:
        """The options for the browser, as JSON."""
        return authentication_options(self._site, self._attempts.create(LOGIN, {}))

    async def finish_login(self, credential: str) -> Account:
        """The account whose passkey answered. Raises RequestRejected."""
        challenge = challenge_of(credential)
        attempt = self._attempts.take(LOGIN, challenge)
        passkey = self._passkeys.get(passkey_id_of(credential))
        if attempt is None or passkey is None:
            raise passkey_rejected()
        count = await asyncio.to_thread(
            verify_authentication, self._site, credential, challenge, passkey
        )
        self._passkeys.record_use(passkey, count)
        return self._accounts.require(passkey.account_id)

    def begin_addition(self, account: Account) -> str:
        """The options for the browser, as JSON. Raises RequestRejected."""
        self._passkeys.require_room(account)
        challenge = self._attempts.create(ADDITION, {"account": str(account.id)})
        passkeys = self._passkeys.list_of(account)
        return registration_options(self._site, account, challenge, passkeys)

    async def finish_addition(self, account: Account, name: str, credential: str) -> None:
        """Add the passkey that the device has created. Raises RequestRejected."""
        challenge = challenge_of(credential)
        attempt = self._attempts.take(ADDITION, challenge)
        if attempt is None or attempt["account"] != str(account.id):
            raise passkey_rejected()
        verified = await asyncio.to_thread(verify_registration, self._site, credential, challenge)
        self._passkeys.add(account, name, verified)
