"""Whether the process is alive, and whether every part of it has values."""

from __future__ import annotations

from anyio import to_thread
from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import JSONResponse

from dashboard.parts import Parts


class Health(BaseModel):
    """The process answers."""

    alive: bool
    version: str


class Readiness(BaseModel):
    """Ready when every part has values; for each part null, or what is missing."""

    ready: bool
    parts: dict[str, str | None]


def router(parts: Parts) -> APIRouter:
    """Health for those who keep the process running."""
    routes = APIRouter(tags=["health"])

    @routes.get("/healthz")
    async def healthz() -> Health:
        """Whether the process is alive."""
        return Health(alive=True, version=parts.context.version)

    @routes.get("/readyz", response_model=Readiness, responses={503: {"model": Readiness}})
    async def readyz() -> JSONResponse:
        """Whether every part has values; 503 names what is missing."""
        state = dict(await to_thread.run_sync(parts.context.readiness))
        ready = not any(state.values())
        return JSONResponse(Readiness(ready=ready, parts=state).model_dump(), 200 if ready else 503)

    return routes
