"""A receiver of webhooks and WebSub pings on this machine, with configurable responses."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class ReceivedMessage:
    path: str
    headers: dict[str, str]
    body: bytes
    response_status: int

    @property
    def message_id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def payload(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self.body)
        return message


class WebhookReceiver:
    """The received messages in order. `answers` are used one by one, and then `then` for all
    others."""

    def __init__(self) -> None:
        self.messages: list[ReceivedMessage] = []
        self.next_statuses: list[int] = []
        self.default_status = 204
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                body = self.rfile.read(length)
                if len(body) < length:
                    return  # the sender was killed during the request
                status = (
                    receiver.next_statuses.pop(0)
                    if receiver.next_statuses
                    else receiver.default_status
                )
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.messages.append(ReceivedMessage(self.path, headers, body, status))
                with suppress(ConnectionError):
                    self.send_response(status)
                    self.send_header("Content-Length", "2")
                    self.end_headers()
                    self.wfile.write(b"OK")

            def log_message(self, *about: object) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
        self.base_url = f"http://{LOOPBACK}:{self.server.server_port}"

    def accepted_messages(self, path: str = "/in") -> list[ReceivedMessage]:
        return [each for each in self.messages if each.path == path and each.response_status < 300]


@contextmanager
def webhook_receiver() -> Iterator[WebhookReceiver]:
    receiver = WebhookReceiver()
    thread = threading.Thread(target=receiver.server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.server.shutdown()
        thread.join()
        receiver.server.server_close()
