"""Logging in at an OpenID provider: the state of a login, and the account of who logged in.

An account is connected to the provider's `sub`, never to a name that people can choose there. The
name only decides at the first login, and only for accounts without a login of their own.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping

from earshot.publish.translations import mark
from earshot.server.account import ROLES, Account, is_account_name
from earshot.server.http_errors import http_error, login_refused_error
from earshot.server.oidc import Grant, Identity
from earshot.server.services import Services

LOGIN = "oidc login"
CALLBACK_PATH = "/login/oidc/callback"
NO_ACCOUNT = mark("You have no account here. Ask the host of this library for an invitation")
NAME_TAKEN = mark(
    "There is already an account with your name. Log in with its password, and connect it in the "
    "settings"
)
CONNECTED_ELSEWHERE = mark("Another account is connected to this login. Disconnect that one first")


async def begin_login(services: Services, account: Account | None = None) -> tuple[str, str]:
    """The address at the provider, and the state, which the reader's browser keeps. With an
    account, that is connected instead. Raises RequestRejected."""
    grant = Grant("", secrets.token_urlsafe(48), secrets.token_urlsafe(24), _redirect_uri(services))
    data = {"verifier": grant.verifier, "nonce": grant.nonce}
    data |= {"account": str(account.id)} if account else {}
    state = services.login_attempts.create(LOGIN, data)
    url = await asyncio.to_thread(services.oidc_provider.authorization_url, state, grant)
    return url, state


async def finish_login(
    services: Services, answer: Mapping[str, str], state: str, account: Account | None
) -> tuple[Account, str]:
    """The account of who logged in, and the page to show next. `answer` is the provider's, `state`
    what the browser kept, and `account` the one that is logged in already. Raises RequestRejected.
    """
    is_ours = secrets.compare_digest(answer.get("state", "").encode(), state.encode())
    attempt = services.login_attempts.take(LOGIN, state) if is_ours else None
    issuer = services.settings.oidc_issuer
    if attempt is None or answer.get("iss", issuer) != issuer or not answer.get("code"):
        raise login_refused_error()
    grant = Grant(answer["code"], attempt["verifier"], attempt["nonce"], _redirect_uri(services))
    identity = await asyncio.to_thread(services.oidc_provider.fetch_identity, grant)
    with services.database.transaction():
        if "account" not in attempt:
            return _find_or_add_account(services, identity), "/"
        if account is None or str(account.id) != attempt["account"]:
            raise login_refused_error()
        return _connect(services, account, identity), "/settings"


def _redirect_uri(services: Services) -> str:
    return f"{services.settings.public_url}{CALLBACK_PATH}"


def _connect(services: Services, account: Account, identity: Identity) -> Account:
    issuer = services.settings.oidc_issuer
    connected = services.identities.find_account(issuer, identity.subject)
    if connected not in (None, account.id):
        raise http_error(409, "identity_taken", CONNECTED_ELSEWHERE)
    services.identities.connect(account, issuer, identity.subject)
    return account


def _find_or_add_account(services: Services, identity: Identity) -> Account:
    issuer, accounts = services.settings.oidc_issuer, services.accounts
    if connected := services.identities.find_account(issuer, identity.subject):
        return accounts.require(connected)
    account = accounts.find(identity.name) if identity.name else None
    if account is None:
        if not services.settings.oidc_new_accounts or not is_account_name(identity.name):
            raise http_error(403, "no_account", NO_ACCOUNT)
        account = accounts.add(identity.name, ROLES[0])
        services.audit_log.record(account.id, "account.added", account.name, role=account.role)
    elif _has_own_login(services, account):
        raise http_error(409, "name_taken", NAME_TAKEN)
    return _connect(services, account, identity)


def _has_own_login(services: Services, account: Account) -> bool:
    """Whether the account has a way to log in."""
    has_password = account.is_owner or bool(account.password_hash)
    has_passkeys = bool(services.passkeys.list_of(account))
    return has_password or has_passkeys or services.identities.is_connected(account)
