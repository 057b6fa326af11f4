"""What the server answers beside pages, and what it does with what nobody expected.

`/healthz` says whether the app can work: it is for whatever watches over the server, which needs no page.
"""

from __future__ import annotations

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit.starlette import App

from portfolio import logs, settings
from portfolio.bootstrap import store_to_write
from portfolio.domain.errors import BadInput
from portfolio.ui.components import language


def app() -> App:
    """Return the app as a server runs it."""
    routes = [Route("/healthz", health, methods=["GET"])]
    return App(settings.APP_PAGE, routes=routes, on_script_error=failed)


async def health(_request: Request) -> JSONResponse:
    """Say whether the database answers: 200, or 503 while it does not."""
    is_well = await run_in_threadpool(_database_answers)
    return JSONResponse({"status": "ok" if is_well else "no database"}, status_code=200 if is_well else 503)


def _database_answers() -> bool:
    try:
        with store_to_write():
            return True
    except BadInput:
        return False


def failed(error: Exception) -> bool:
    """Log what nobody expected, and tell the reader the id under which it is found; nothing else is shown."""
    say = language.chosen()
    st.error(say("failure.told", id=logs.failure(error)))
    return True
