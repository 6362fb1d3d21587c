"""Health checks: liveness and readiness."""

from __future__ import annotations

import shutil

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from earshot.server.services import Services

MIN_FREE_BYTES = 100_000_000
"""Free disk space in bytes below which the server is not ready."""


async def check_liveness(request: Request) -> Response:
    """GET /health/live"""
    return JSONResponse({"status": "ok"})


async def check_readiness(request: Request) -> Response:
    """GET /health/ready: checks the database, the workers and free disk space."""
    services: Services = request.app.state.services
    has_room = shutil.disk_usage(services.data_dir.folder).free > MIN_FREE_BYTES
    checks = {
        "database": services.database.value("SELECT 1") == 1 and not services.database.damage,
        "workers": services.job_runner.worker_pool.is_healthy,
        "disk": has_room and not services.job_runner.schedule.is_paused,
    }
    is_ready = all(checks.values())
    return JSONResponse(
        {"status": "ok" if is_ready else "not ready", **checks}, 200 if is_ready else 503
    )
