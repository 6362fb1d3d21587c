"""Property-based tests of the API against its OpenAPI document.

`EARSHOT_TEST_EXAMPLES=200` (`make fuzz`) tries more inputs and more phases.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import validator_for
from serving import ServerProcess, running_server, story_markdown
from starlette.routing import Route

from earshot.server.app import ROUTES

EXAMPLES = os.environ.get("EARSHOT_TEST_EXAMPLES", "")
SETTINGS = Path(__file__).with_name("schemathesis.toml")
HOOKS = Path(__file__).with_name("schemathesis_hooks.py")
ENDLESS = ("--exclude-path", "/v1/stories/{id}/events")
SLOW = ("--exclude-path", "/v1/audio/speech", "--exclude-path", "/dev/captioned_speech")
"""A health check of Hypothesis, not of the server: long texts are slow to generate."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with running_server(tmp_path_factory.mktemp("library")) as running:
        yield running


def test_responses_match_the_schema(tmp_path: Path) -> None:
    with running_server(tmp_path / "library", allowed_origins="*") as server:
        server.create_finished_story(markdown=story_markdown(), source_id="there")
        phases = "examples,coverage,fuzzing,stateful" if EXAMPLES else "fuzzing"
        run = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(SETTINGS)),
                *("run", f"{server.base_url}/v1/openapi.json", "--seed", "7", "--no-shrink"),
                *("--phases", phases, "--max-examples", EXAMPLES or "3", *ENDLESS),
                *("--request-timeout", "60"),
                *(() if EXAMPLES else SLOW),
            ],
            cwd=tmp_path,
            env=os.environ | {"SCHEMATHESIS_HOOKS": str(HOOKS)},
            capture_output=True,
            text=True,
        )
        assert run.returncode == 0, run.stdout
        assert server.client.get("/health/live").status_code == 200


def test_every_route_of_the_api_is_in_its_schema(server: ServerProcess) -> None:
    routes = {
        (route.path.replace(":audio", "").replace(":transcript", ""), method.lower())
        for route in ROUTES
        if isinstance(route, Route) and route.path.startswith(("/v1/", "/dev/"))
        for method in (route.methods or set()) - {"HEAD"}
    }
    document = server.client.get("/v1/openapi.json").json()
    documented = {(path, verb) for path, verbs in document["paths"].items() for verb in verbs}
    assert routes - {("/v1/openapi.json", "get")} == documented


def test_every_response_of_an_operation_has_a_schema(server: ServerProcess) -> None:
    document = server.client.get("/v1/openapi.json").json()
    for path, verbs in document["paths"].items():
        for verb, operation in verbs.items():
            answers = operation["responses"]
            assert {"401", "403", "429"} <= set(answers) or "security" in operation, path
            assert ("requestBody" in operation) == (
                {"400", "413", "415", "422"} <= set(answers) and verb in ("post", "put", "patch")
            ), path
            assert ("{id}" in path) <= ("404" in answers), path


@pytest.mark.parametrize(
    "story",
    [
        {},
        {"url": ""},
        {"text": " "},
        {"html": None, "text": "\n"},
        {"title": "A headline and nothing else"},
    ],
)
def test_an_empty_submission_is_invalid_in_the_schema_and_on_the_server(
    server: ServerProcess, story: Any
) -> None:
    document = server.client.get("/v1/openapi.json").json()
    body = document["paths"]["/v1/stories"]["post"]["requestBody"]["content"]["application/json"]
    validator = validator_for(body["schema"])
    assert not validator.is_valid(story)
    assert server.client.post("/v1/stories", json=story).status_code == 422
    assert validator.is_valid({**story, "text": "The boat came back."})
    assert server.client.post("/v1/stories", json={**story, "text": "It came."}).is_success
