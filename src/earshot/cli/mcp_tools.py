"""The tools of `earshot mcp`. Only this module imports the package mcp."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

from earshot import pipeline
from earshot.cli.error_hints import message
from earshot.cli.output_path import DEFAULT_FORMAT, choose_path
from earshot.errors import EarshotError
from earshot.httpclient.stream import open_stream
from earshot.publish.output import save
from earshot.script.proofreading import proofread
from earshot.version import __version__

INSTRUCTIONS = (
    "Earshot reads news articles aloud. A source is a URL or the path of a file (HTML, Markdown,"
    " text, e-mail, PDF, DOCX, EPUB)."
)
MAX_FINDINGS = 50
MAX_RESPONSE_BYTES = 5_000_000
TIMEOUT_SECONDS = 30.0
"""Time without a byte."""
ANSWER_SECONDS = 60.0
"""Time for a whole answer after its header."""
STORY_FIELDS = ("id", "title", "byline", "site", "url", "status", "duration", "listen_status")


@dataclass(frozen=True, slots=True)
class Recorder:
    folder: Path
    voice: str

    def narrate(self, source: str, language: str = "") -> dict[str, Any]:
        """Record an article as MP3 with captions, word times and a read-along page.

        Returns the files that were written, and the duration in seconds. `language` (BCP 47)
        overrides that of the article.
        """
        article = pipeline.extract_article(source, language=language)
        narration = pipeline.narrate(article, voice=self.voice)
        path = choose_path(str(self.folder), narration, source, DEFAULT_FORMAT, "vtt")
        self.folder.mkdir(parents=True, exist_ok=True)
        outputs = save(narration, path)
        return {
            "title": article.title,
            "duration": round(outputs.duration, 1),
            "audio": str(outputs.audio),
            "captions": str(outputs.captions),
            "timings": str(outputs.timings),
            "page": str(outputs.page),
        }

    def check(self, source: str, language: str = "") -> list[dict[str, Any]]:
        """List the words and sentences of an article that an editor should check before it is read
        aloud: how each is read, and why it is doubtful. The most doubtful is first."""
        article = pipeline.extract_article(source, language=language)
        findings = proofread(pipeline.build_script(article), pipeline.load_lexicon(""))
        return [asdict(each) for each in findings[:MAX_FINDINGS]]


@dataclass(frozen=True, slots=True)
class Library:
    """The library of a server, by its HTTP API."""

    server: str
    key: str

    def search_library(self, search: str = "", limit: int = 20) -> list[dict[str, Any]]:
        """List stories of the library, the newest first: all, or those that contain words."""
        query = urlencode({"search": search, "limit": min(max(limit, 1), 200)})
        stories = self._request(f"/v1/stories?{query}").get("stories")
        if not isinstance(stories, list):
            raise _wrong_answer(self.server, 200)
        return [self._select_fields(each) for each in stories]

    def add_to_library(self, url: str = "", text: str = "", title: str = "") -> dict[str, Any]:
        """Add an article to the library: the page at a URL, or a text in Markdown."""
        fields = {"url": url, "markdown": text, "title": title}
        sent = {name: each for name, each in fields.items() if each}
        return self._select_fields(self._request("/v1/stories", sent))

    def _select_fields(self, story: Any) -> dict[str, Any]:
        if not isinstance(story, dict) or not isinstance(story.get("id"), str):
            raise _wrong_answer(self.server, 200)
        return {name: story.get(name) for name in STORY_FIELDS}

    def _request(self, path: str, body: dict[str, str] | None = None) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        sent = None if body is None else json.dumps(body).encode()
        with open_stream(
            self.server + path, headers=headers, body=sent, idle_seconds=TIMEOUT_SECONDS
        ) as response:
            received, end = bytearray(), time.monotonic() + ANSWER_SECONDS
            for chunk in response.chunks:
                received += chunk
                if time.monotonic() > end:
                    raise ToolError(f"{self.server} did not finish its answer; try again later")
                if len(received) > MAX_RESPONSE_BYTES:
                    raise ToolError(f"{self.server} sent too large an answer")
        return _parse_answer(self.server, response.status, bytes(received))


def _parse_answer(server: str, status: int, data: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _wrong_answer(server, status) from error
    if not isinstance(answer, dict):
        raise _wrong_answer(server, status)
    if status >= 400:
        raise ToolError(f"{server}: {answer.get('detail', status)}")
    return answer


def _wrong_answer(server: str, status: int) -> ToolError:
    return ToolError(f"{server} is not an Earshot server ({status}); check --server")


def _explain_errors(tool: Callable[..., Any]) -> Callable[..., Any]:
    """The tool, with Earshot's messages for the model."""

    @wraps(tool)
    def call(*arguments: Any, **named: Any) -> Any:
        try:
            return tool(*arguments, **named)
        except EarshotError as error:
            raise ToolError(message(error)) from error

    return call


def build_server(recorder: Recorder, library: Library) -> MCPServer:
    server = MCPServer(
        "earshot", instructions=INSTRUCTIONS, version=__version__, log_level="WARNING"
    )
    for tool in (
        recorder.narrate,
        recorder.check,
        library.search_library,
        library.add_to_library,
    ):
        server.tool()(_explain_errors(tool))
    return server
