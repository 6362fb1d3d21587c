"""The tools of `earshot mcp`, used by the client of the mcp package."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from mcp import ClientSession, StdioServerParameters, stdio_client
from serving import ServerProcess, running_server, story_markdown

from earshot.cli import main

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


def test_a_server_needs_a_web_address(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mcp", "--server", "localhost:8008"]) == 1
    assert "use an http(s) URL" in capsys.readouterr().err
