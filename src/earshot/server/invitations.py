"""Invitations: links to set the first password of an account, or a new one."""

from __future__ import annotations

import secrets
import time

from earshot.server.account import Account
from earshot.server.http_errors import http_error
from earshot.server.passwords import hash_token
from earshot.server.services import Services
from earshot.server.storage.sessions import CLOCK_SLACK_SECONDS

INVITATION_SECONDS = 7 * 24 * 3_600


def create_invitation(services: Services, account: Account, admin_id: int) -> str:
    """The token of a new invitation, which replaces an older one. Only its hash is stored."""
    token = secrets.token_urlsafe(24)
    with services.database.transaction():
        services.database.execute(
            "INSERT INTO invitations (token, account_id, expires_at) VALUES (?, ?, ?)"
            " ON CONFLICT (account_id) DO UPDATE"
            " SET token = excluded.token, expires_at = excluded.expires_at",
            *(hash_token(token), account.id, time.time() + INVITATION_SECONDS),
        )
        services.audit_log.record(admin_id, "account.invited", account.name)
    return token


def require_invited(services: Services, token: str) -> Account:
    """The account that is invited. Raises RequestRejected."""
    now = time.time()
    sql = "SELECT account_id FROM invitations WHERE token = ? AND expires_at BETWEEN ? AND ?"
    latest = now + INVITATION_SECONDS + CLOCK_SLACK_SECONDS
    account_id = services.database.value(sql, hash_token(token), now, latest)
    if account_id is None:
        reason = "This invitation is not valid any more. Ask for a new link"
        raise http_error(404, "invitation_not_found", reason)
    return services.accounts.require(account_id)


def accept_invitation(services: Services, token: str, password_hash: str) -> Account:
    """Set the password of the account, and use up the invitation. Raises RequestRejected."""
    with services.database.transaction():
        account = require_invited(services, token)
        services.accounts.set_password_hash(account, password_hash)
        services.database.execute("DELETE FROM invitations WHERE account_id = ?", account.id)
        services.audit_log.record(account.id, "account.password_changed", account.name)
    return account
