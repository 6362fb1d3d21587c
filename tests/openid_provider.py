"""An OpenID provider for a server under test. It checks what a real one checks: the client's
secret, the redirect address, and that the code is used once with the right PKCE verifier."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from loopback import serve_in_thread

ISSUER = "http://auth.example"
CLIENT_ID, CLIENT_SECRET = "earshot", "a secret: with signs"
METADATA = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
    "userinfo_endpoint": f"{ISSUER}/userinfo",
}
JsonObject = dict[str, Any]


class OpenIdProvider(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.codes: dict[str, tuple[JsonObject, JsonObject]] = {}
        self.user_info: JsonObject = {}
        self.is_up = True
        self.rotate_keys()

    def rotate_keys(self) -> None:
        """Sign with a new key from now on."""
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.key_id = secrets.token_hex(4)

    def public_keys(self) -> JsonObject:
        jwk = jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [jwk | {"kid": self.key_id, "use": "sig", "alg": "ES256"}]}

    def log_in(self, authorization_url: str, **claims: Any) -> dict[str, str]:
        """The query of the redirect from the provider, for a person with these claims."""
        query = {
            name: each[0] for name, each in parse_qs(urlsplit(authorization_url).query).items()
        }
        assert query["client_id"] == CLIENT_ID
        assert "openid" in query["scope"].split()
        now = time.time()
        standard = {
            "iss": ISSUER,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": query["nonce"],
        }
        code = secrets.token_urlsafe(8)
        self.codes[code] = (query, standard | claims)
        return {"code": code, "state": query["state"], "iss": ISSUER}

    def exchange(self, form: dict[str, str], authorization: str) -> JsonObject:
        """The tokens. An AssertionError is answered with 400."""
        query, claims = self.codes.pop(form["code"])
        pair = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        assert pair == f"{CLIENT_ID}:a+secret%3A+with+signs"
        assert form["redirect_uri"] == query["redirect_uri"]
        assert query["code_challenge_method"] == "S256"
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        assert query["code_challenge"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        headers = {"kid": self.key_id}
        token = claims.pop("token", None) or jwt.encode(claims, self.key, "ES256", headers)
        return {"id_token": token, "access_token": "for user info", "token_type": "Bearer"}


class _Handler(BaseHTTPRequestHandler):
    server: OpenIdProvider

    def do_GET(self) -> None:
        answers = {
            "/.well-known/openid-configuration": METADATA,
            "/keys": self.server.public_keys(),
            "/userinfo": self.server.user_info,
        }
        self._send(answers.get(self.path))

    def do_POST(self) -> None:
        form = _parse_form(self.rfile.read(int(self.headers["Content-Length"])).decode())
        try:
            self._send(self.server.exchange(form, self.headers["Authorization"]))
        except (AssertionError, KeyError):
            self._send({"error": "invalid_grant"}, 400)

    def _send(self, answer: JsonObject | None, status: int = 200) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status if self.server.is_up and answer is not None else 500)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def _parse_form(text: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(text).items()}


@contextmanager
def openid_provider() -> Iterator[OpenIdProvider]:
    provider = OpenIdProvider()
    with serve_in_thread(provider):
        yield provider
