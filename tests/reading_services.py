"""Read-later services, feed readers and a mailbox on loopback, which answer in the shapes of the
real ones, and record what they are asked."""

from __future__ import annotations

import json
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from loopback import serve_in_thread

PAGE = "https://courier.example/ferry"
TITLE = "The ferry returns"
TEXT = "".join(f"<p>The ferry came back to the lake for the {n}th time.</p>" for n in range(1, 30))


@dataclass(frozen=True)
class ServiceCase:
    """A service, the answers of its server by method and path, and how it is told that an article
    was listened to: method, path and body."""

    service: str
    credentials: Mapping[str, str]
    label: str
    answers: Mapping[str, Any]
    list_query: str
    """In the address of the list of articles."""
    finished: tuple[str, str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)
    has_text: bool = True


CASES = [
    ServiceCase(
        service="wallabag",
        credentials={"client_id": "1_a", "client_secret": "b", "user": "ann", "password": "c"},
        label="listen",
        answers={
            "POST /oauth/v2/token": {
                "access_token": "T0KEN",
                "expires_in": 3600,
                "token_type": "bearer",
                "scope": None,
                "refresh_token": "R",
            },
            "GET /api/entries.json": {
                "page": 1,
                "limit": 100,
                "pages": 1,
                "total": 1,
                "_links": {"self": {"href": "http://read.example/api/entries.json?page=1"}},
                "_embedded": {
                    "items": [
                        {
                            "is_archived": 0,
                            "is_starred": 0,
                            "user_name": "ann",
                            "tags": [{"id": 4, "label": "listen", "slug": "listen"}],
                            "is_public": False,
                            "id": 17,
                            "title": TITLE,
                            "url": PAGE,
                            "given_url": PAGE,
                            "content": TEXT,
                            "created_at": "2026-11-25T09:12:55+0000",
                            "published_at": None,
                            "published_by": None,
                            "language": "en",
                            "reading_time": 1,
                            "domain_name": "courier.example",
                            "preview_picture": None,
                        }
                    ]
                },
            },
            "PATCH /api/entries/17.json": {"id": 17, "is_archived": 1},
        },
        list_query="archive=0&perPage=100&detail=full&sort=created&order=desc&tags=listen",
        finished=("PATCH", "/api/entries/17.json", {"archive": 1}),
        headers={"Authorization": "Bearer T0KEN"},
    ),
    ServiceCase(
        service="readeck",
        credentials={"token": "T0KEN"},
        label="listen",
        answers={
            "GET /api/bookmarks": [
                {
                    "id": "Xq3mVZy2",
                    "href": "http://read.example/api/bookmarks/Xq3mVZy2",
                    "created": "2026-11-25T09:12:55Z",
                    "updated": "2026-11-25T09:12:57Z",
                    "state": 0,
                    "loaded": True,
                    "url": PAGE,
                    "title": TITLE,
                    "site_name": "The Courier",
                    "site": "courier.example",
                    "authors": ["Ann Lee"],
                    "lang": "en",
                    "text_direction": "ltr",
                    "document_type": "article",
                    "type": "article",
                    "has_article": True,
                    "description": "",
                    "is_deleted": False,
                    "is_marked": False,
                    "is_archived": False,
                    "labels": ["listen"],
                    "read_progress": 0,
                    "resources": {},
                },
                {"id": "photo", "url": PAGE, "title": "A photo", "has_article": False},
            ],
            "GET /api/bookmarks/Xq3mVZy2/article": f"<section>{TEXT}</section>",
            "PATCH /api/bookmarks/Xq3mVZy2": {"id": "Xq3mVZy2", "is_archived": True},
        },
        list_query="is_archived=false&type=article&limit=100&sort=-created&labels=listen",
        finished=("PATCH", "/api/bookmarks/Xq3mVZy2", {"is_archived": True}),
        headers={"Authorization": "Bearer T0KEN"},
    ),
    ServiceCase(
        service="karakeep",
        credentials={"token": "ak1_T0KEN"},
        label="listen",
        answers={
            "GET /api/v1/bookmarks": {
                "bookmarks": [
                    {
                        "id": "ieidlxygmwj87oxz5hxttoc8",
                        "createdAt": "2026-11-25T09:12:55.000Z",
                        "modifiedAt": None,
                        "title": None,
                        "archived": False,
                        "favourited": False,
                        "taggingStatus": "success",
                        "note": None,
                        "summary": None,
                        "tags": [{"id": "t1", "name": "listen", "attachedBy": "human"}],
                        "content": {
                            "type": "link",
                            "url": PAGE,
                            "title": TITLE,
                            "description": None,
                            "imageUrl": None,
                            "htmlContent": TEXT,
                            "crawledAt": "2026-11-25T09:13:00.000Z",
                        },
                        "assets": [],
                    },
                    {
                        "id": "other",
                        "tags": [],
                        "content": {"type": "link", "url": f"{PAGE}/2", "title": "Not tagged"},
                    },
                    {"id": "note", "tags": [], "content": {"type": "text", "text": "Milk"}},
                ],
                "nextCursor": None,
            },
            "PATCH /api/v1/bookmarks/ieidlxygmwj87oxz5hxttoc8": {"archived": True},
        },
        list_query="archived=false&limit=100&includeContent=true",
        finished=(
            "PATCH",
            "/api/v1/bookmarks/ieidlxygmwj87oxz5hxttoc8",
            {"archived": True},
        ),
        headers={"Authorization": "Bearer ak1_T0KEN"},
    ),
    ServiceCase(
        service="miniflux",
        credentials={"token": "T0KEN"},
        label="Long reads",
        answers={
            "GET /v1/categories": [
                {"id": 1, "title": "All", "user_id": 1, "hide_globally": False},
                {"id": 22, "title": "Long reads", "user_id": 1, "hide_globally": False},
            ],
            "GET /v1/entries": {
                "total": 1,
                "entries": [
                    {
                        "id": 888,
                        "user_id": 1,
                        "feed_id": 42,
                        "status": "unread",
                        "hash": "8d1f5a",
                        "title": TITLE,
                        "url": PAGE,
                        "comments_url": "",
                        "published_at": "2026-11-25T09:12:55Z",
                        "content": "<p>The ferry is back.</p>",
                        "author": "Ann Lee",
                        "starred": False,
                        "reading_time": 1,
                        "tags": [],
                        "feed": {"id": 42, "title": "The Courier"},
                    }
                ],
            },
            "PUT /v1/entries": "",
        },
        list_query="status=unread&limit=100&order=published_at&direction=desc&category_id=22",
        finished=("PUT", "/v1/entries", {"entry_ids": [888], "status": "read"}),
        headers={"X-Auth-Token": "T0KEN"},
        has_text=False,
    ),
    ServiceCase(
        service="freshrss",
        credentials={"user": "ann", "password": "c"},
        label="",
        answers={
            "POST /api/greader.php/connectors/ClientLogin": "SID=ann/8e6a\nLSID=\nAuth=ann/8e6a\n",
            "GET /api/greader.php/reader/api/0/stream/contents/user/-/state/com.google/starred": {
                "id": "user/-/state/com.google/starred",
                "updated": 1764060000,
                "items": [
                    {
                        "id": "tag:google.com,2005:reader/item/0006203e9bf0b7a0",
                        "crawlTimeMsec": "1764060000123",
                        "timestampUsec": "1764060000123456",
                        "published": 1764060000,
                        "title": TITLE,
                        "canonical": [{"href": PAGE}],
                        "alternate": [{"href": PAGE, "type": "text/html"}],
                        "categories": ["user/-/state/com.google/reading-list"],
                        "origin": {"streamId": "feed/3", "title": "The Courier"},
                        "summary": {"content": "<p>The ferry is back.</p>"},
                        "author": "Ann Lee",
                    }
                ],
            },
            "GET /api/greader.php/reader/api/0/token": "8e6a845e089457af25303abc6f53356eb60bdb5f\n",
            "POST /api/greader.php/reader/api/0/edit-tag": "OK",
        },
        list_query="output=json&n=100&xt=user%2F-%2Fstate%2Fcom.google%2Fread",
        finished=(
            "POST",
            "/api/greader.php/reader/api/0/edit-tag",
            "i=tag%3Agoogle.com%2C2005%3Areader%2Fitem%2F0006203e9bf0b7a0"
            "&a=user%2F-%2Fstate%2Fcom.google%2Fread&T=8e6a845e089457af25303abc6f53356eb60bdb5f",
        ),
        headers={"Authorization": "GoogleLogin auth=ann/8e6a"},
        has_text=False,
    ),
    ServiceCase(
        service="linkding",
        credentials={"token": "T0KEN"},
        label="listen",
        answers={
            "GET /api/bookmarks/": {
                "count": 1,
                "next": None,
                "previous": None,
                "results": [
                    {
                        "id": 5,
                        "url": PAGE,
                        "title": TITLE,
                        "description": "",
                        "notes": "",
                        "web_archive_snapshot_url": "",
                        "favicon_url": None,
                        "is_archived": False,
                        "unread": True,
                        "shared": False,
                        "tag_names": ["listen"],
                        "date_added": "2026-11-25T09:12:55.000000Z",
                        "date_modified": "2026-11-25T09:12:55.000000Z",
                    }
                ],
            },
            "POST /api/bookmarks/5/archive/": "",
        },
        list_query="q=%23listen&limit=100",
        finished=("POST", "/api/bookmarks/5/archive/", ""),
        headers={"Authorization": "Token T0KEN"},
        has_text=False,
    ),
]


class ApiServer(ThreadingHTTPServer):
    """Gives `answers` by method and path; an int is a status. With the status 429 it asks for a
    pause of two days."""

    daemon_threads = True
    release: threading.Event
    """While it is clear, no request is answered."""
    answers: dict[str, Any]
    requests: list[tuple[str, str, str, dict[str, str], bytes]]
    """Method, path, query, headers, body."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client may hang up at any time."""


class _ApiHandler(BaseHTTPRequestHandler):
    server: ApiServer

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path, _, query = self.path.partition("?")
        self.server.requests.append((self.command, path, query, dict(self.headers), body))
        self.server.release.wait()
        answer = self.server.answers.get(f"{self.command} {path}", 404)
        self.send_response(answer if isinstance(answer, int) else 200)
        if answer == 429:
            self.send_header("Retry-After", str(2 * 86_400))
        self.end_headers()
        if not isinstance(answer, int):
            self.wfile.write((answer if isinstance(answer, str) else json.dumps(answer)).encode())

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def do_PATCH(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def api_server(answers: Mapping[str, Any]) -> Iterator[ApiServer]:
    server = ApiServer(("127.0.0.1", 0), _ApiHandler)
    server.answers, server.requests = dict(answers), []
    server.release = threading.Event()
    server.release.set()
    with serve_in_thread(server):
        try:
            yield server
        finally:
            server.release.set()


class MailServer(socketserver.ThreadingTCPServer):
    """A mailbox with one folder, over TLS, in the subset of IMAP4rev1 that readers use."""

    daemon_threads = True
    allow_reuse_address = True
    context: ssl.SSLContext
    messages: dict[int, bytes]
    seen: set[int]
    release: threading.Event
    """While it is clear, no folder is opened."""
    literal_bytes = 0
    """A size to claim for each message; 0 for the true one."""
    greeting = b"* OK [CAPABILITY IMAP4rev1] ready\r\n"
    search_answer = b""
    """The response to a search; empty for the real one."""
    is_flooding = False
    """Whether the answer of a search never ends."""

    def get_request(self) -> tuple[Any, Any]:
        connection, address = super().get_request()
        return self.context.wrap_socket(connection, server_side=True), address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client may hang up at any time."""


class _MailHandler(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.wfile.write(self.server.greeting)
        for line in self.rfile:
            tag, command, *rest = line.decode().split()
            answer = getattr(self, f"_{command.lower()}", None)
            result = answer(rest) if answer else None
            self.wfile.write(f"{tag} {result or 'OK done'}\r\n".encode())
            if command == "LOGOUT":
                return

    def _capability(self, _: list[str]) -> None:
        self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")

    def _login(self, rest: list[str]) -> str | None:
        return None if rest[1] == '"secret"' else "NO [AUTHENTICATIONFAILED] wrong password"

    def _select(self, _: list[str]) -> None:
        self.server.release.wait()
        self.wfile.write(b"* 2 EXISTS\r\n* OK [UIDVALIDITY 77] UIDs valid\r\n")

    _examine = _select

    def _uid(self, rest: list[str]) -> None:
        getattr(self, f"_uid_{rest[0].lower()}")(rest[1:])

    def _uid_search(self, _: list[str]) -> None:
        while self.server.is_flooding:
            self.wfile.write(b"* 1 EXISTS\r\n" * 1_000)
        unseen = sorted(set(self.server.messages) - self.server.seen)
        found = " ".join(map(str, unseen)).encode()
        self.wfile.write(b"* SEARCH " + (self.server.search_answer or found) + b"\r\n")

    def _uid_fetch(self, rest: list[str]) -> None:
        message = self.server.messages.get(int(rest[0]))
        if message is None:
            return
        _, _, most = rest[1].strip("()>").partition("<0.")
        message = message[: int(most)]
        size = self.server.literal_bytes or len(message)
        self.wfile.write(b"* 1 FETCH (UID %s BODY[] {%d}\r\n" % (rest[0].encode(), size))
        self.wfile.write(message + b")\r\n")

    def _uid_store(self, rest: list[str]) -> None:
        self.server.seen.add(int(rest[0]))


def create_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of this machine, and its key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    name = "-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command.split(), *name.split(), *files], check=True, capture_output=True)
    return certificate, key


@contextmanager
def mail_server(folder: Path, messages: Mapping[int, bytes]) -> Iterator[MailServer]:
    """Its certificate is `folder/certificate.pem`."""
    certificate, key = create_certificate(folder)
    with MailServer(("127.0.0.1", 0), _MailHandler) as server:
        server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.context.load_cert_chain(certificate, key)
        server.messages, server.seen = dict(messages), set()
        server.release = threading.Event()
        server.release.set()
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.release.set()
            server.shutdown()
            thread.join()
