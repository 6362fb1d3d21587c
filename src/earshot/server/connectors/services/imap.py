"""A folder of a mailbox, for newsletters: IMAP4rev1 over TLS (RFC 3501, RFC 8314)."""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from earshot.errors import FetchFailed, TooLarge
from earshot.httpclient.client import translate_errors
from earshot.httpclient.transport import find_addresses
from earshot.server.connectors.connector import Login, SavedItem

PORT = 993
MAX_MESSAGES = 30
"""The newest messages that one poll reads."""
MAX_MESSAGE_BYTES = 5_000_000
"""The rest of a longer message, usually its pictures, is not read."""
MAX_LITERAL_BYTES = MAX_MESSAGES * MAX_MESSAGE_BYTES
MAX_LINE_BYTES = 2_000_000
"""In one connection. imaplib keeps all that it receives."""
TIMEOUT_SECONDS, DEADLINE_SECONDS = 20.0, 120.0
"""For each answer of the server, and for a whole connection."""
DEFAULT_FOLDER = "INBOX"
ASCII_POLICY = policy.SMTP.clone(cte_type="7bit")
_UID = re.compile(rb"\d{1,10}")
_NOISE = re.compile(r"""\bb['"]|['"]$|\[[A-Z-]+\]""")
"""What imaplib and response codes add to the message of a server."""


class Imap:
    def list_items(self, login: Login, label: str) -> list[SavedItem]:
        with _open_folder(login, label, readonly=True) as (mailbox, validity):
            uids = _check(mailbox.uid("SEARCH", "UNSEEN"))[0].split()[-MAX_MESSAGES:]
            return [
                SavedItem(key=f"{label}/{validity}/{uid.decode()}", mail=mail)
                for uid in reversed(uids)
                if _UID.fullmatch(uid) and (mail := _load_message(mailbox, uid.decode()))
            ]

    def load_html(self, login: Login, item: SavedItem) -> str:
        return ""

    def finish_item(self, login: Login, key: str) -> None:
        folder, validity, uid = key.rsplit("/", 2)
        with _open_folder(login, folder, readonly=False) as (mailbox, current):
            if current == validity:  # else the uids of this folder have changed
                _check(mailbox.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen)"))


class _Mailbox(imaplib.IMAP4_SSL):
    """A connection to an address that was checked, with limits of size and time."""

    def __init__(self, host: str, port: int, address: str) -> None:
        self._address = address
        self._line_bytes = self._literal_bytes = 0
        super().__init__(host, port, ssl_context=ssl.create_default_context())

    def _create_socket(self, timeout: float | None) -> socket.socket:
        connection = socket.create_connection((self._address, self.port), TIMEOUT_SECONDS)
        context: ssl.SSLContext = self.ssl_context
        secured = context.wrap_socket(connection, server_hostname=self.host)
        self._watchdog = threading.Timer(DEADLINE_SECONDS, _shut_down, (secured,))
        self._watchdog.daemon = True
        self._watchdog.start()
        return secured

    def shutdown(self) -> None:
        self._watchdog.cancel()
        super().shutdown()

    def read(self, size: int) -> bytes:
        self._literal_bytes += size
        self._require_at_most(size, MAX_MESSAGE_BYTES)
        self._require_at_most(self._literal_bytes, MAX_LITERAL_BYTES)
        return super().read(size)

    def readline(self) -> bytes:
        line = super().readline()
        self._line_bytes += len(line)
        self._require_at_most(self._line_bytes, MAX_LINE_BYTES)
        return line

    def _require_at_most(self, size: int, limit: int) -> None:
        if size > limit:
            raise TooLarge(source=self.host, limit=limit // 1_000_000)


@contextmanager
def _open_folder(login: Login, folder: str, *, readonly: bool) -> Iterator[tuple[Any, str]]:
    """The mailbox with the folder selected, and the UIDVALIDITY of the folder."""
    url = urlsplit(login.url)
    host, port = url.hostname or "", url.port or PORT
    with translate_errors(login.url):
        address = find_addresses(host, port, login.fetcher.private_hosts)[0]
    try:
        mailbox = _Mailbox(host, port, address)
        try:
            mailbox.login(login.credentials["user"], login.credentials["password"])
            _check(mailbox.select(_quote(folder or DEFAULT_FOLDER), readonly))
            yield mailbox, _check(mailbox.response("UIDVALIDITY"))[0].decode("ascii", "replace")
            with suppress(OSError, imaplib.IMAP4.error):
                mailbox.logout()
        finally:
            with suppress(OSError):
                mailbox.shutdown()
    except (imaplib.IMAP4.error, OSError, UnicodeError) as error:
        reason = " ".join(_NOISE.sub("", str(error)).split())[:200]
        raise FetchFailed(
            source=login.url, reason=reason or "the server closed the connection"
        ) from error


def _shut_down(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _check(answer: tuple[str, list[Any]]) -> list[Any]:
    """The data of an answer, empty for none. Raises imaplib's error if the server refuses."""
    kind, data = answer
    if kind not in ("OK", "UIDVALIDITY"):
        raise imaplib.IMAP4.error(str(data[0]) if data else kind)
    return [each or b"" for each in data] or [b""]


def _load_message(mailbox: imaplib.IMAP4, uid: str) -> str:
    """The message in ASCII; empty if the server has none."""
    data = _check(mailbox.uid("FETCH", uid, f"(BODY.PEEK[]<0.{MAX_MESSAGE_BYTES}>)"))
    for each in data:
        if isinstance(each, tuple):
            message = message_from_bytes(each[1], policy=policy.default)
            assert isinstance(message, EmailMessage)
            return message.as_bytes(policy=ASCII_POLICY).decode("ascii", "replace")
    return ""


def _quote(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
