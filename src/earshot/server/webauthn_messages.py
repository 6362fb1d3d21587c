"""The messages of WebAuthn: options for the browser, and the check of its responses.

The user must be verified by the device (a fingerprint, a face or a PIN), because a passkey replaces
the password. Attestation is not asked for: any device may be used.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    parse_authentication_credential_json,
    parse_client_data_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from earshot.errors import RequestRejected
from earshot.publish.translations import mark
from earshot.server.account import Account
from earshot.server.http_errors import http_error
from earshot.server.storage.passkeys import Credential, Passkey

VERIFIED_USER = UserVerificationRequirement.REQUIRED
_MALFORMED = (WebAuthnException, ValueError, TypeError, KeyError, RecursionError)
"""Errors of the library for malformed responses."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where the passkeys are valid (a relying party)."""

    host: str
    origin: str
    title: str


def registration_options(
    site: Site, account: Account, challenge: str, passkeys: Sequence[Passkey]
) -> str:
    """The options of `navigator.credentials.create`, as JSON."""
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.title,
        user_id=f"{account.id}-{int(account.created_at)}".encode(),
        user_name=account.name,
        challenge=challenge.encode(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=VERIFIED_USER
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(each.id)) for each in passkeys
        ],
    )
    return options_to_json(options)


def authentication_options(site: Site, challenge: str) -> str:
    """The options of `navigator.credentials.get`, as JSON. The device offers its passkeys."""
    options = generate_authentication_options(
        rp_id=site.host, challenge=challenge.encode(), user_verification=VERIFIED_USER
    )
    return options_to_json(options)


def challenge_of(credential: str) -> str:
    """The challenge that the browser says it answers. Raises RequestRejected."""
    try:
        data = base64url_to_bytes(json.loads(credential)["response"]["clientDataJSON"])
        return parse_client_data_json(data).challenge.decode()
    except _MALFORMED as error:
        raise passkey_rejected() from error


def passkey_id_of(credential: str) -> str:
    """The id of the passkey that answers. Raises RequestRejected."""
    try:
        return bytes_to_base64url(parse_authentication_credential_json(credential).raw_id)
    except _MALFORMED as error:
        raise passkey_rejected() from error


def verify_registration(site: Site, credential: str, challenge: str) -> Credential:
    """The new passkey. Raises RequestRejected."""
    try:
        verified = verify_registration_response(
            credential=credential,
            expected_challenge=challenge.encode(),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except _MALFORMED as error:
        raise passkey_rejected() from error
    return Credential(
        id=bytes_to_base64url(verified.credential_id),
        public_key=bytes_to_base64url(verified.credential_public_key),
        sign_count=verified.sign_count,
    )


def verify_authentication(site: Site, credential: str, challenge: str, passkey: Passkey) -> int:
    """The new count of uses. Raises RequestRejected."""
    try:
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge.encode(),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except _MALFORMED as error:
        raise passkey_rejected() from error
    return verified.new_sign_count


def passkey_rejected() -> RequestRejected:
    reason = mark("This passkey was not accepted. Try again, or use your password")
    return http_error(401, "invalid_passkey", reason)
