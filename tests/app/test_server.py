"""What the server answers beside pages, and what readers see of what nobody expected."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any, cast

import pytest
from streamlit.testing.v1 import AppTest

from portfolio.ui.server import health


def answer() -> tuple[int, Any]:
    response = asyncio.run(health(cast("Any", None)))
    return response.status_code, json.loads(bytes(response.body))


def test_whoever_watches_over_the_server_is_told_whether_it_can_work(monkeypatch: pytest.MonkeyPatch) -> None:
    assert answer() == (200, {"status": "ok"})
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    assert answer() == (503, {"status": "no database"})


def test_a_reader_sees_an_id_of_what_nobody_expected_and_none_of_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def script() -> None:
        from portfolio.ui.server import failed

        failed(ValueError("between us"))

    shown = AppTest.from_function(script, default_timeout=60).run()
    (error,) = shown.error
    number = re.search(r"\b([0-9a-f]{8})\b", error.value)
    assert number is not None
    assert "between us" not in error.value
    logged = [vars(record)["error_id"] for record in caplog.records if record.name == "portfolio"]
    assert logged == [number[1]]
