"""Parts of instances small enough to be worked out in one's head, as decoded JSON."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from opt_instances import Json


def a_mode(duration: int = 1, usage: list[int] | None = None, **more: Any) -> Json:
    """A mode called m that uses money, or nothing."""
    return {"id": "m", "duration": duration, "usage": {} if usage is None else {"money": usage}, **more}


SPEND = a_mode(usage=[10])


def a_project(name: str = "A", mode: Json = SPEND, **more: Any) -> Json:
    """A mandatory project with one mode, which spends 10 in one period unless another is given."""
    return {"id": name, "mandatory": True, "modes": [mode], **more}


def an_instance(
    *projects: Json,
    limits: list[Json] | None = None,
    periods: int = 2,
    carry_over: float | Decimal | None = None,
    **more: Any,
) -> Json:
    """Projects that share one resource, money."""
    money: Json = {"id": "money", "limits": limits or []}
    if carry_over is not None:
        money["carry_over"] = {"share": carry_over}
    return {"periods": periods, "resources": [money], "projects": list(projects), **more}


def years(*maxima: int, **more: Any) -> list[Json]:
    """A maximum for every period from the first on."""
    return [{"first": t, "last": t, "maximum": maximum} | more for t, maximum in enumerate(maxima)]
