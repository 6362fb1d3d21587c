"""Headers of all responses, including those to unexpected errors."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from earshot.server.app import create_app
from earshot.server.service_factory import create_services
from earshot.server.settings import Settings
from earshot.server.storage.data_dir import DataDir


async def fail(request: Request) -> Response:
    raise ZeroDivisionError


def test_an_unexpected_error_has_the_same_headers_as_other_responses(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    origin = "https://news.example"
    data_dir = DataDir(tmp_path)
    data_dir.stories_dir.mkdir()
    services = create_services(data_dir, Settings(allowed_origins=(origin,)))
    application = create_app(services)
    application.router.routes.append(Route("/v1/broken", fail))

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(application)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get("/v1/broken", headers={"Origin": origin})

    with caplog.at_level(logging.ERROR):
        answer = asyncio.run(ask())
    services.database.close()
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "internal_error"
    assert answer.headers["access-control-allow-origin"] == origin
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["request-id"] in answer.json()["detail"]
    assert answer.headers["request-id"] in caplog.text
