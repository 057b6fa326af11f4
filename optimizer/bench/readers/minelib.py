"""Open pits as MineLib has them: blocks that are dug out in some period or never, those above them first."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from optimizer.bench.readers.problem import Problem, instance_of
from optimizer.bench.readers.words import factor_of, lines_of, number_of, offered, taken, whole_of, wrong
from optimizer.format.errors import InputError
from optimizer.format.instance import MOST_PERIODS
from optimizer.format.numbers import shown

_HEADS: Final = ("NAME", "TYPE", "NBLOCKS", "NPERIODS", "NRESOURCE_SIDE_CONSTRAINTS", "DISCOUNT_RATE")
_TABLES: Final = ("OBJECTIVE_FUNCTION", "RESOURCE_CONSTRAINT_COEFFICIENTS", "RESOURCE_CONSTRAINT_LIMITS")
_BOUNDS: Final = {"L": 1, "G": 1, "I": 2}
Row = tuple[int, list[str]]  # the line, and its words


def read_cpit(path: Path) -> list[Problem]:
    """A constrained pit limit problem: a .cpit file, and the .prec file of the same name beside it.

    D. Espinoza, M. Goycoolea, E. Moreno, A. Newman, "MineLib: a library of open pit mining problems", Annals
    of Operations Research 206, 2013. Words stand between spaces, tabs and colons; % begins a comment. NAME,
    TYPE CPIT, NBLOCKS, NPERIODS, NRESOURCE_SIDE_CONSTRAINTS and DISCOUNT_RATE have one word each;
    OBJECTIVE_FUNCTION has lines of block and profit, RESOURCE_CONSTRAINT_COEFFICIENTS of block, resource and
    what it takes, RESOURCE_CONSTRAINT_LIMITS of resource, period, one of L, G and I, and one bound or, for
    I, two. A line of a .prec file has a block, how many blocks lie right above it, and these. A block that is
    dug in period t counts for its profit / (1 + rate)^t, and may be dug in the same period as those above it.
    What a block takes is kept to six decimals, rounded up.

    Raises:
        InputError: one line with the place, what stands there and what was expected.
    """
    pit = _Pit(path)
    factors = [factor_of(some.values()) for some in pit.takes]
    usage: list[dict[str, list[int]]] = [{} for _ in pit.profits]
    for r, (some, factor) in enumerate(zip(pit.takes, factors, strict=True)):
        for block, amount in some.items():
            usage[block][f"r{r}"] = taken([amount], factor)
    whole = {
        "name": pit.heads["NAME"][1],
        "periods": pit.periods,
        "discount_rate": pit.rate,
        "resources": [{"id": f"r{r}", "limits": some} for r, some in enumerate(pit.limits(factors))],
        "projects": [
            {"id": f"b{block}", "modes": [{"id": "m", "duration": 1, "usage": used, "benefit": [profit]}]}
            for block, (used, profit) in enumerate(zip(usage, pit.profits, strict=True))
        ],
        "precedence": list(_precedence(path.with_suffix(".prec"), len(pit.profits))),
        "objective": [{"terms": [{"term": "benefit"}]}],
    }
    return [Problem(instance_of(path, whole))]


class _Pit:
    """A .cpit file: its words by head, its lines by table, and what they mean."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.heads: dict[str, tuple[int, str]] = {}
        self._tables: dict[str, list[Row]] = {}
        self._read()
        line, kind = self.heads["TYPE"]
        if kind.upper() != "CPIT":
            raise wrong(path, line, f"TYPE is {shown(kind)}, expected CPIT")
        self._blocks = self._count("NBLOCKS", least=1, most=10**7)
        self.periods = self._count("NPERIODS", least=1, most=MOST_PERIODS)
        resources = self._count("NRESOURCE_SIDE_CONSTRAINTS", least=0, most=1000)
        self.rate = number_of(path, *self.heads["DISCOUNT_RATE"], "the discount rate")
        self.profits = self._profits()
        self.takes: list[dict[int, Decimal]] = [{} for _ in range(resources)]
        for line, words in self._tables["RESOURCE_CONSTRAINT_COEFFICIENTS"]:
            _require(path, line, words, 3, "block, resource and what it takes")
            block = whole_of(path, line, words[0], "a block", most=self._blocks - 1)
            resource = whole_of(path, line, words[1], "a resource", most=resources - 1)
            amount = number_of(path, line, words[2], "what the block takes")
            if amount < 0:
                raise wrong(path, line, f"{shown(words[2])} is below 0, expected what the block takes")
            self.takes[resource][block] = amount

    def _read(self) -> None:
        table: list[Row] | None = None
        last = 1
        for line, words in _rows(self._path):
            last = line
            # Some files write the names with spaces.
            joined = "_".join(word for word in words if word[0].isalpha() or word[0] == "_").upper()
            known = [name for name in (*_TABLES, *_HEADS) if joined.startswith(name)]
            name = known[0] if known and words[0][0].isalpha() else None
            if words == ["EOF"]:
                break
            if name in _TABLES:
                table = self._tables.setdefault(name, [])
            elif name is not None:
                if len(words) < 2:
                    raise wrong(self._path, line, f"{name} has no value, expected one")
                self.heads[name] = line, words[-1]
            elif table is None:
                why = f"{shown(words[0])} is not expected here, but one of {', '.join(_HEADS)}"
                raise wrong(self._path, line, why)
            else:
                table.append((line, words))
        for name in (*_HEADS, *_TABLES):
            if name not in self.heads and name not in self._tables:
                raise wrong(self._path, last, f"the file ends here, expected {name}")

    def _count(self, name: str, *, least: int, most: int) -> int:
        line, word = self.heads[name]
        return whole_of(self._path, line, word, name, least=least, most=most)

    def _profits(self) -> list[Decimal]:
        profits: dict[int, Decimal] = {}
        for line, words in self._tables["OBJECTIVE_FUNCTION"]:
            _require(self._path, line, words, 2, "block and profit")
            block = whole_of(self._path, line, words[0], "a block", most=self._blocks - 1)
            if block in profits:
                raise wrong(self._path, line, f"block {block} a second time, expected another")
            # As exact as a double, which is what the files were written from.
            profits[block] = Decimal(repr(float(number_of(self._path, line, words[1], "a profit"))))
        for block in range(self._blocks):
            if block not in profits:
                why = f"OBJECTIVE_FUNCTION: block {block} is missing, expected its profit"
                raise InputError([f"{self._path}: {why}"])
        return [profits[block] for block in range(self._blocks)]

    def limits(self, factors: list[int]) -> list[list[dict[str, Any]]]:
        """Limits by resource, in its whole units."""
        limits: list[list[dict[str, Any]]] = [[] for _ in factors]
        for line, words in self._tables["RESOURCE_CONSTRAINT_LIMITS"]:
            kind = words[2].upper() if len(words) > 2 else ""
            if len(words) - 3 != _BOUNDS.get(kind):
                expected = "resource, period, L or G and a bound, or I and two"
                raise wrong(self._path, line, f"{shown(' '.join(words))}, expected {expected}")
            resource = whole_of(self._path, line, words[0], "a resource", most=len(factors) - 1)
            period = whole_of(self._path, line, words[1], "a period", most=self.periods - 1)
            bounds = [number_of(self._path, line, word, "a bound") for word in words[3:]]
            limit: dict[str, Any] = {"first": period, "last": period}
            if kind in {"L", "I"}:
                limit["maximum"] = offered(bounds[-1], factors[resource])
            if kind in {"G", "I"}:
                limit["minimum"] = -offered(-bounds[0], factors[resource])
            limits[resource].append(limit)
        return limits


def _rows(path: Path) -> Iterator[Row]:
    for line, text in enumerate(lines_of(path), 1):
        if not text.lstrip().startswith("%") and (words := text.replace(":", " ").split()):
            yield line, words


def _require(path: Path, line: int, words: list[str], count: int, what: str) -> None:
    if len(words) != count:
        raise wrong(path, line, f"{len(words)} words, expected {count}: {what}")


def _precedence(path: Path, blocks: int) -> Iterator[dict[str, Any]]:
    """Blocks above come in the same period at the latest: a period after they begin less one."""
    for line, words in _rows(path):
        block = whole_of(path, line, words[0], "a block", most=blocks - 1)
        count = whole_of(path, line, words[1] if len(words) > 1 else "", "how many blocks lie above it")
        _require(path, line, words, 2 + count, "block, n and n blocks above it")
        for word in words[2:]:
            above = whole_of(path, line, word, "a block", most=blocks - 1)
            yield {"before": f"b{above}", "after": f"b{block}", "lag": -1}
