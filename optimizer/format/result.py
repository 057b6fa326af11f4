"""The result: which projects are selected, when and how, what that uses, and how good it provably is."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from optimizer.format.numbers import Total, Whole, decimal_or_float

Status = Literal["optimal", "feasible", "infeasible", "unknown"]

# A value, bound or gap: an integer where it is one. It has no other unit than its terms and weights have.
Number = Annotated[int | float, BeforeValidator(decimal_or_float)]


def _is_empty(value: object) -> bool:
    """Whether there is nothing to say; the key is then left out."""
    return not value


class _Part(BaseModel):
    """Anything in a result. Strict about what it knows, and silent about keys that later versions add."""

    model_config = ConfigDict(frozen=True, strict=True)


class TierResult(_Part):
    """What a tier reached when it was solved, and what it can at most reach given the earlier tiers."""

    value: Number
    bound: Number | None
    gap: Number | None


class Scheduled(_Part):
    """A selected project. `usage` lists every resource by period 0..periods-1, deviations included.

    `beyond` is what resources with payments still owe after the last period, where that is anything.
    """

    mode: str
    start: Whole
    finish: Whole
    usage: dict[str, list[Total]]
    beyond: Annotated[dict[str, Total], Field(exclude_if=_is_empty)] = {}


class LimitResult(_Part):
    """A limit as the plan meets it; `maximum` is the instance's and excludes `carried_in`."""

    first: Whole
    last: Whole
    used: Total
    carried_in: Total
    maximum: Whole | None
    minimum: Whole | None
    violation: Total


class ResourceResult(_Part):
    """The limits of one resource, in the instance's order."""

    limits: list[LimitResult]


class Incumbent(_Part):
    """A plan better than those before it: after how many seconds, in which tier, how good."""

    seconds: Number
    tier: Whole
    value: Number
    bound: Number | None

    @property
    def gap(self) -> float | None:
        """|value - bound| / max(1, |value|), or None while no bound is proven."""
        if self.bound is None:
            return None
        return abs(self.value - self.bound) / max(1.0, abs(self.value))


class Result(_Part):
    """What `solve` found. Without a plan, `tiers`, `projects` and `resources` are empty.

    `failures` says in words what befell parts of the search, which did not cost the plan; mostly absent.
    """

    status: Status
    tiers: list[TierResult]
    projects: dict[str, Scheduled]
    resources: dict[str, ResourceResult]
    incumbents: list[Incumbent]
    wall_seconds: Number
    seed: Whole
    workers: Whole
    solver: str
    instance_hash: str
    failures: Annotated[list[str], Field(exclude_if=_is_empty)] = []


class ClaimedProject(_Part):
    """A project in a result that is to be checked; what is absent is not verified."""

    mode: str
    start: Whole
    finish: Whole | None = None
    usage: dict[str, list[Total]] | None = None
    beyond: dict[str, Total] | None = None


class Claim(_Part):
    """A result as somebody hands it in: status and projects, and whatever else it claims."""

    status: Status
    projects: dict[str, ClaimedProject]
    tiers: list[TierResult] | None = None
    resources: dict[str, ResourceResult] | None = None
    incumbents: list[Incumbent] | None = None
    wall_seconds: Number | None = None
    seed: Whole | None = None
    workers: Whole | None = None
    solver: str | None = None
    instance_hash: str | None = None
