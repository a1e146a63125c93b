"""The FastAPI application: routes and answers; judging, wording and reading are done elsewhere."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from domain.errors import StoreError
from domain.ports import Clock
from web.callbacks import add_callbacks
from web.guard import Guard, error_answer
from web.health import judge, report
from web.metrics import CONTENT_TYPE, exposition
from web.page import render_page
from web.ports import Counters, Counts, Reads, Receiver

log = logging.getLogger(__name__)

MAX_STORIES = 30
_READ = ["GET", "HEAD"]
_CODES = {404: "not_found", 405: "method_not_allowed"}


def create_app(
    reads: Reads,
    *,
    clock: Clock,
    version: str,
    host: str = "127.0.0.1",
    allowed_hosts: Iterable[str] = (),
    counters: Counters = tuple,
    receiver: Receiver | None = None,
) -> FastAPI:
    """Make the application; it holds nothing open.

    `host` is the address we are bound to: requests that name another host are refused unless it is
    in `allowed_hosts`. `counters` gives the serving process's own counts for /metrics. `receiver` hears hubs.
    """
    started_at = clock.now()
    app = FastAPI(title="tumen", version=version, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Guard, host=host, allowed_hosts=tuple(allowed_hosts))
    _add_errors(app)

    def healthz() -> Response:
        now = clock.now()
        counts = _counts(reads, now)
        body = report(counts, now=now, started_at=started_at, version=version)
        status = 503 if body["status"] == "failing" else 200
        return JSONResponse(body, status_code=status, headers=_FRESH)

    def metrics() -> Response:
        now = clock.now()
        body = exposition(
            _counts(reads, now),
            counters(),
            version=version,
            uptime_s=(now - started_at).total_seconds(),
        )
        return Response(body, media_type=CONTENT_TYPE, headers=_FRESH)

    def page() -> Response:
        now = clock.now()
        counts = reads.counts(now=now)
        html = render_page(
            counts=counts,
            verdict=judge(counts, uptime_s=(now - started_at).total_seconds()),
            stories=reads.flagged_stories(now=now, limit=MAX_STORIES),
            sources=reads.sources(),
            now=now,
            version=version,
        )
        return HTMLResponse(html, headers=_FRESH)

    # Plain functions: the framework runs them in threads, where the database may block.
    app.add_api_route("/healthz", healthz, methods=_READ, response_class=JSONResponse)
    app.add_api_route("/metrics", metrics, methods=_READ, response_class=Response)
    app.add_api_route("/", page, methods=_READ, response_class=HTMLResponse)
    if receiver is not None:
        add_callbacks(app, receiver)
    app.mount("/static", StaticFiles(directory=Path(__file__).with_name("static")))
    return app


_FRESH = {"cache-control": "no-store"}


def _counts(reads: Reads, now: datetime) -> Counts | None:
    try:
        return reads.counts(now=now)
    except StoreError as error:
        log.warning("the database does not answer", extra={"detail": error.message})
        return None


def _add_errors(app: FastAPI) -> None:
    """Every error leaves in one shape, and none tells what went on inside."""

    async def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        message = str(error.detail) if isinstance(error, HTTPException) else "error"
        answer = error_answer(status, _CODES.get(status, f"http_{status}"), message)
        if isinstance(error, HTTPException) and error.headers:
            answer.headers.update(error.headers)
        return answer

    async def invalid(request: Request, error: Exception) -> Response:
        return error_answer(422, "invalid", "the request has a wrong or missing value")

    async def no_store(request: Request, error: Exception) -> Response:
        log.error("the database does not answer", extra={"detail": str(error)})
        return error_answer(503, "database", "the database does not answer, try again later")

    async def bug(request: Request, error: Exception) -> Response:
        return error_answer(500, "internal", "something went wrong here; the log has more")

    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(StoreError, no_store)
    app.add_exception_handler(Exception, bug)
