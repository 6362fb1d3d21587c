"""The tools of `earshot mcp`, used by the client of the mcp package."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from loopback import serve_in_thread
from mcp import ClientSession, StdioServerParameters, stdio_client
from mcp.server.mcpserver.exceptions import ToolError
from serving import ServerProcess, running_server, story_markdown

from earshot.cli import main, mcp_tools
from earshot.cli.mcp_tools import Library

Conversation = Callable[[ClientSession], Awaitable[None]]


def converse(folder: Path, conversation: Conversation, *arguments: str) -> None:
    command = ["-m", "earshot", "mcp", "--output", str(folder), *arguments]
    parameters = StdioServerParameters(command=sys.executable, args=command)

    async def run() -> None:
        async with stdio_client(parameters) as streams, ClientSession(*streams) as session:
            await session.initialize()
            await conversation(session)

    asyncio.run(run())


async def call(session: ClientSession, tool: str, **arguments: object) -> Any:
    result: Any = await session.call_tool(tool, arguments)
    assert not result.is_error, result.content
    return [json.loads(each.text) for each in result.content]


async def fail(session: ClientSession, tool: str, **arguments: object) -> str:
    result: Any = await session.call_tool(tool, arguments)
    assert result.is_error
    return str(result.content[0].text)


def test_a_model_narrates_checks_and_uses_a_library(tmp_path: Path) -> None:
    story = tmp_path / "ferry.md"
    story.write_text("# Ferry returns\n\nThe boat met Xhosa singers at 5 p.m. on Monday.", "utf-8")

    with running_server(tmp_path / "library") as server:

        async def conversation(session: ClientSession) -> None:
            listed = await session.list_tools()
            assert [each.name for each in listed.tools] == [
                *("narrate", "check", "search_library", "add_to_library")
            ]
            assert all(each.description for each in listed.tools)
            await use_files(session, story)
            await use_library(session, server)

        arguments = ("--voice", "silent:reader", "--server", server.base_url)
        converse(tmp_path / "recordings", conversation, *arguments)


async def use_files(session: ClientSession, story: Path) -> None:
    [recorded] = await call(session, "narrate", source=str(story))
    assert Path(recorded["audio"]) == story.parent / "recordings/ferry-returns.mp3"
    assert Path(recorded["page"]).is_file()
    [again] = await call(session, "narrate", source=str(story))
    assert again == recorded, "the same article is recorded in its place"
    assert isinstance(await call(session, "check", source=str(story)), list)
    missing = await fail(session, "narrate", source=f"{story}.gone")
    assert "no such file" in missing


async def use_library(session: ClientSession, server: ServerProcess) -> None:
    [added] = await call(session, "add_to_library", text=story_markdown("Ferry"), title="A ferry")
    await asyncio.to_thread(server.wait_until_finished, added["id"])
    [found] = await call(session, "search_library", search="children")
    assert (found["id"], found["title"]) == (added["id"], "A ferry")
    assert await call(session, "search_library", search="zeppelin") == []
    assert "url" in await fail(session, "add_to_library", url="ftp://nowhere")
    await asyncio.to_thread(server.stop)
    assert server.base_url in await fail(session, "search_library")


class HostileServer(BaseHTTPRequestHandler):
    """Answers every request with the status and the bytes in the path."""

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, _, body = unquote(self.path.partition("/v1/")[0].strip("/")).partition(" ")
        self.send_response(int(status))
        self.end_headers()
        self.wfile.write(body.encode())

    do_POST = do_GET  # noqa: N815

    def log_message(self, *args: object) -> None:
        """Log nothing, because the log would be printed."""


@pytest.fixture(scope="module")
def hostile_url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), HostileServer)
    with serve_in_thread(server):
        yield f"http://127.0.0.1:{server.server_port}"


@pytest.mark.parametrize(
    "answer",
    [
        "200 []",
        "200 7",
        "200 {}",
        "200 <html>",
        '200 {"stories": 7}',
        '200 {"stories": [7]}',
        '200 {"stories": [{}], "id": 7}',
        "404 []",
        "500 null",
        "200 " + "[" * 5_000,
    ],
)
def test_a_wrong_answer_of_a_server_is_explained_to_the_model(
    hostile_url: str, answer: str
) -> None:
    library = Library(f"{hostile_url}/{quote(answer)}", key="")
    for tool in (library.search_library, library.add_to_library):
        with pytest.raises(ToolError, match="is not an Earshot server"):
            tool()


def test_an_answer_that_is_too_large_is_cut_off(
    hostile_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(f"{hostile_url}/{quote('200 {}')}", key="")
    monkeypatch.setattr(mcp_tools, "MAX_RESPONSE_BYTES", 1)
    with pytest.raises(ToolError, match="too large"):
        library.search_library()


def test_an_answer_that_never_ends_is_cut_off(
    hostile_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mcp_tools, "ANSWER_SECONDS", -1.0)
    with pytest.raises(ToolError, match="did not finish"):
        Library(f"{hostile_url}/{quote('200 {}')}", key="").search_library()


def test_a_server_needs_a_web_address(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mcp", "--server", "localhost:8008"]) == 1
    assert "use an http(s) URL" in capsys.readouterr().err
