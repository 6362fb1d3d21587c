"""The model lists that clients of OpenAI's API ask for. The models are names: a voice decides."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from starlette.responses import Response

from earshot.server.api.operation import Context, Operation
from earshot.server.api.schemas import NOT_FOUND
from earshot.server.api.serializers import json_response
from earshot.server.http_errors import http_error

MODEL_NAMES = ("tts-1", "tts-1-hd", "gpt-4o-mini-tts")
CREATED = 1_700_000_000
"""OpenAI's API has a date of each model; clients require it."""


class ModelJson(Struct, kw_only=True):
    id: str
    object: Literal["model"] = "model"
    created: int = CREATED
    owned_by: str = "earshot"


class ModelList(Struct, kw_only=True):
    object: Literal["list"] = "list"
    data: list[ModelJson]


class SpeechModel(Struct, kw_only=True):
    id: str
    name: str


class SpeechModelList(Struct, kw_only=True):
    models: list[SpeechModel]


async def list_models(context: Context) -> Response:
    """GET /v1/models"""
    return json_response(ModelList(data=[ModelJson(id=name) for name in MODEL_NAMES]))


async def get_model(context: Context) -> Response:
    """GET /v1/models/ID"""
    if (name := context.path_param("id")) not in MODEL_NAMES:
        known = ", ".join(MODEL_NAMES)
        raise http_error(404, "model_not_found", f"unknown model; use {known}")
    return json_response(ModelJson(id=name))


async def list_speech_models(context: Context) -> Response:
    """GET /v1/audio/models: as Open WebUI reads it."""
    models = [SpeechModel(id=name, name=name) for name in MODEL_NAMES]
    return json_response(SpeechModelList(models=models))


OPERATIONS = (
    Operation(
        method="GET",
        path="/v1/models",
        handler=list_models,
        scope="listen",
        summary="List the names of models that clients of OpenAI's API expect.",
        responses={200: ModelList},
    ),
    Operation(
        method="GET",
        path="/v1/models/{id}",
        handler=get_model,
        scope="listen",
        summary="Get a model by its name.",
        responses={200: ModelJson, **NOT_FOUND},
    ),
    Operation(
        method="GET",
        path="/v1/audio/models",
        handler=list_speech_models,
        scope="",
        summary="List the models in the format of Open WebUI, which sends no key.",
        responses={200: SpeechModelList},
    ),
)
