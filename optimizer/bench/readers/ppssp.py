"""Project selection and scheduling as the PPSSolver collection keeps it: pickles of its authors' tool."""

from __future__ import annotations

import io
import pickle
import struct
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from optimizer.bench.readers.problem import Problem, instance_of
from optimizer.bench.readers.words import bytes_of, factor_of, offered, taken
from optimizer.format.errors import InputError

# How arrays name the kinds of numbers in their bytes, and how struct does.
_KINDS: Final = {"f8": "d", "f4": "f", "i8": "q", "i4": "i", "i2": "h", "i1": "b", "u1": "B", "b1": "?"}


def read_ppssp(path: Path) -> list[Problem]:
    """An instance of github.com/Jingliu2605/PPSSolver (`instances/*.pkl`), whose classes say what it holds.

    A portfolio has `planning_window` periods in which projects may start, `budget_window` periods of
    `budget`, `initiation_budget` (for what projects cost in their first period) and `ongoing_budget` (for the
    rest), `capability_stream_budgets` for what projects of a stream cost within the planning window,
    `discount_rate` and `projects`. A project has its `_cost` by period as bytes of doubles, `value` by
    period, `duration`, `prerequisite_list` (complete before it starts), `exclusion_list` and
    `capability_stream`. Completion windows are not read.

    The file is a pickle, which as such may run anything. Here no class or function of it is looked up: all
    are noted as names with what was handed to them, and arrays are read from their bytes.

    Raises:
        InputError: one line with the place, what stands there and what was expected.
    """
    try:
        whole = _Reader(io.BytesIO(bytes_of(path))).load()
    except InputError:
        raise
    except Exception as error:
        raise InputError(
            [f"{path}: not a pickle, {type(error).__name__}; expected an instance of PPSSolver"]
        ) from error
    return [Problem(instance_of(path, _instance(path.stem, _Fields(str(path), whole))))]


class _Told:
    """An object of a class that is not looked up: what it was made with, and its state."""

    kind = ""

    def __new__(cls, *args: Any, **_more: Any) -> _Told:
        made = super().__new__(cls)
        made.args = args
        made.state = None
        return made

    args: tuple[Any, ...]
    state: Any

    def __setstate__(self, state: Any) -> None:
        self.state = state


class _Reader(pickle.Unpickler):
    """Reads a pickle without running anything of it."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ARG002 - wherever it is from
        return type(name, (_Told,), {"kind": name})


def _plain(value: Any) -> Any:
    """Numbers, texts and lists as they are, arrays as lists, whatever they are made of."""
    if not isinstance(value, _Told):
        return value
    if value.kind == "encode" and value.args:  # how old pickles write bytes, and how they write none
        return str(value.args[0]).encode("latin-1")
    if value.kind == "bytes" and not value.args:
        return b""
    if value.kind == "scalar" and len(value.args) == 2:
        return _numbers(value.args[0], _plain(value.args[1]))[0]
    if value.kind == "_reconstruct" and isinstance(value.state, tuple) and len(value.state) == 5:
        data = _plain(value.state[4])
        return data if isinstance(data, list) else _numbers(value.state[2], data)
    return value


def _numbers(kind: Any, data: Any) -> list[float]:
    """What the bytes of an array mean."""
    code = _KINDS.get(str(kind.args[0]).lstrip("<>|=")) if isinstance(kind, _Told) and kind.args else None
    if code is None or not isinstance(data, bytes):
        raise struct.error("not an array of numbers")
    order = ">" if isinstance(kind.state, tuple) and ">" in kind.state[:2] else "<"
    return list(struct.unpack(f"{order}{len(data) // struct.calcsize(code)}{code}", data))


class _Fields:
    """Fields of an object by name, each as what it should be."""

    def __init__(self, place: str, told: Any) -> None:
        self._place = place
        state = told.state if isinstance(told, _Told) else None
        if isinstance(state, tuple) and len(state) == 2 and state[0] is None:
            state = state[1]
        if not isinstance(state, dict):
            raise InputError(
                [f"{place}: an object without fields, expected an instance of PPSSolver or its project"]
            )
        self._state: dict[str, Any] = state

    def _wrong(self, name: str, expected: str) -> InputError:
        found = type(self._state[name]).__name__ if name in self._state else "missing"
        return InputError([f"{self._place}: {name} is {found}, expected {expected}"])

    def _of(self, name: str) -> Any:
        try:
            return _plain(self._state.get(name))
        except struct.error as error:
            raise self._wrong(name, "an array of numbers") from error

    def objects(self, name: str) -> list[_Fields]:
        """A list of objects."""
        values = self._of(name)
        if not isinstance(values, list):
            raise self._wrong(name, "a list of objects")
        return [_Fields(f"{self._place}: {name}[{k}]", value) for k, value in enumerate(values)]

    def numbers(self, name: str) -> list[Decimal]:
        """A list of numbers, each as short as it means the same double."""
        values = self._of(name)
        if isinstance(values, bytes) and len(values) % 8 == 0:
            values = list(struct.unpack(f"<{len(values) // 8}d", values))
        if not isinstance(values, list):
            raise self._wrong(name, "a list of numbers")
        plain = [_plain(value) for value in values]
        if not all(isinstance(value, int | float) and abs(value) <= 10**12 for value in plain):
            raise self._wrong(name, "a list of numbers up to 10^12")
        return [Decimal(repr(value)) for value in plain]

    def number(self, name: str) -> Decimal:
        """One number."""
        value = self._of(name)
        if not isinstance(value, int | float) or not abs(value) <= 10**12:
            raise self._wrong(name, "a number up to 10^12")
        return Decimal(repr(value))

    def whole(self, name: str, least: int, most: int) -> int:
        """One whole number."""
        number = self.number(name)
        if number != number.to_integral_value() or not least <= number <= most:
            raise InputError(
                [f"{self._place}: {name} is {number}, expected a whole number from {least} to {most}"]
            )
        return int(number)

    def members(self, name: str, count: int) -> list[int]:
        """A list of positions below a count."""
        for number in self.numbers(name):
            if number != number.to_integral_value() or not 0 <= number < count:
                raise InputError(
                    [f"{self._place}: {name} has {number}, expected a project from 0 to {count - 1}"]
                )
        return [int(number) for number in self.numbers(name)]


def _instance(name: str, portfolio: _Fields) -> dict[str, Any]:
    starts = portfolio.whole("planning_window", 1, 10_000)
    periods = portfolio.whole("budget_window", starts, 10_000)
    budgets = {
        key: portfolio.numbers(field)
        for key, field in (
            ("total", "budget"),
            ("ongoing", "ongoing_budget"),
            ("initiation", "initiation_budget"),
        )
    }
    streams = portfolio.numbers("capability_stream_budgets")
    projects = portfolio.objects("projects")
    costs = [project.numbers("_cost") for project in projects]
    factor = factor_of(cost for some in costs for cost in some)
    resources: list[dict[str, Any]] = [
        {
            "id": key,
            "limits": [
                {"first": t, "last": t, "maximum": offered(amount, factor)}
                for t, amount in enumerate(budget[:periods])
            ],
        }
        for key, budget in budgets.items()
    ]
    resources += [
        {"id": f"stream{k}", "limits": [{"first": 0, "last": starts - 1, "maximum": offered(amount, factor)}]}
        for k, amount in enumerate(streams)
    ]
    built, precedence = [], []
    excluded: set[tuple[int, int]] = set()
    for j, (project, cost) in enumerate(zip(projects, costs, strict=True)):
        duration = project.whole("duration", 1, 10_000)
        first, *rest = taken(cost, factor) or [0]
        stream = project.whole("capability_stream", 0, len(streams) - 1)
        usage = {
            "total": [first, *rest],
            "ongoing": [0, *rest],
            "initiation": [first],
            f"stream{stream}": [first, *rest],
        }
        built.append(
            {
                "id": f"p{j}",
                "deadline": starts + duration - 2,
                "modes": [
                    {"id": "m", "duration": duration, "usage": usage, "benefit": project.numbers("value")}
                ],
            }
        )
        precedence += [
            {"before": f"p{other}", "after": f"p{j}"}
            for other in project.members("prerequisite_list", len(projects))
        ]
        # Each of two that exclude each other has the other in its list.
        excluded |= {
            (min(j, other), max(j, other)) for other in project.members("exclusion_list", len(projects))
        }
    return {
        "name": name,
        "periods": periods,
        "discount_rate": portfolio.number("discount_rate"),
        "may_outlast_horizon": True,
        "resources": resources,
        "projects": built,
        "precedence": precedence,
        "groups": [{"projects": [f"p{a}", f"p{b}"], "at_most": 1} for a, b in sorted(excluded)],
        "objective": [{"terms": [{"term": "benefit"}]}],
    }
