"""A device with passkeys, in software. It signs whatever a test asks for, also for a wrong site."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field, replace
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

PRESENT_AND_VERIFIED, HAS_NEW_KEY = 0x05, 0x40


@dataclass(frozen=True)
class Authenticator:
    """A P-256 key for one site."""

    host: str
    origin: str
    flags: int = PRESENT_AND_VERIFIED
    sign_count: int = 0
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    passkey_id: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def but(self, **changes: Any) -> Authenticator:
        """The same passkey on a device that behaves differently."""
        return replace(self, **changes)

    def create(self, challenge: str) -> str:
        """What `navigator.credentials.create` answers, as JSON."""
        numbers = self.key.public_key().public_numbers()
        x, y = (value.to_bytes(32, "big") for value in (numbers.x, numbers.y))
        public_key = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        length = len(self.passkey_id).to_bytes(2, "big")
        data = self._data(HAS_NEW_KEY) + bytes(16) + length + self.passkey_id + public_key
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client_data = self._client_data("webauthn.create", challenge)
        return self._encode(clientDataJSON=client_data, attestationObject=attestation)

    def get(self, challenge: str) -> str:
        """What `navigator.credentials.get` answers, as JSON."""
        client_data, data = self._client_data("webauthn.get", challenge), self._data()
        signed = data + hashlib.sha256(client_data).digest()
        signature = self.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        return self._encode(clientDataJSON=client_data, authenticatorData=data, signature=signature)

    def _data(self, more_flags: int = 0) -> bytes:
        flags = bytes([self.flags | more_flags])
        site = hashlib.sha256(self.host.encode()).digest()
        return site + flags + self.sign_count.to_bytes(4, "big")

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _encode(self, **response: bytes) -> str:
        passkey_id = bytes_to_base64url(self.passkey_id)
        encoded = {name: bytes_to_base64url(value) for name, value in response.items()}
        return json.dumps(
            {"id": passkey_id, "rawId": passkey_id, "type": "public-key", "response": encoded}
        )
