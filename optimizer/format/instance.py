"""The instance: what may be built, what limits it, and what is wanted. Integers in, nothing computed.

`Instance.parse` and `optimizer.format.reading.read_instance` report every fault at once, by its JSON path.
"""

import hashlib
import json
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from optimizer.format.errors import InstanceError, problems_of
from optimizer.format.numbers import Amount, Exact, NotNegative, Share, Whole, shown
from optimizer.format.validation import faults

MOST_PERIODS = 10_000


def _readable(text: str) -> str:
    """Refuse half a character, which JSON can write as an escape but no file can hold."""
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise PydanticCustomError("string_unicode", "{value} is not valid Unicode", {"value": shown(text)})
    return text


Text = Annotated[str, AfterValidator(_readable)]


class _Part(BaseModel):
    """Anything in an instance: immutable, and nothing unknown is let through."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Limit(_Part):
    """Bounds on the use of a resource inside a window of periods, both ends included.

    Without a bound it is a reporting window. A `soft` limit may be broken, and by how much is the term
    `violation`. A `locked` limit is never relaxed by an explanation.
    """

    first: Amount
    last: Amount
    maximum: Whole | None = None
    minimum: Whole | None = None
    id: Text | None = None
    soft: bool = False
    locked: bool = False


class CarryOver(_Part):
    """How much of a window's unused room the next window of the chain receives (a share, 0..1)."""

    share: Share


def _is_absent(value: object) -> bool:
    """Whether an optional extension is not used; it is then left out of the JSON and of the hash."""
    return value in (None, [])


class Resource(_Part):
    """Anything that is used up or occupied: money of a source, floor space, crews.

    With `sum_of` it is what those resources use together, deviations included; no mode names it then.
    """

    id: Text
    unit: Text | None = None
    sum_of: Annotated[list[Text], Field(exclude_if=_is_absent)] = []
    limits: list[Limit] = []
    carry_over: CarryOver | None = None


class Mode(_Part):
    """One way to deliver a project; usage and benefit are lists by elapsed period, zero beyond their end.

    `first_start` and `last_start` keep it to some starts: what it uses may depend on when it is built.
    """

    id: Text
    duration: Amount
    first_start: Annotated[Whole | None, Field(exclude_if=_is_absent)] = None
    last_start: Annotated[Whole | None, Field(exclude_if=_is_absent)] = None
    usage: dict[str, list[Amount]] = {}
    benefit: list[Exact] = []


class Pin(_Part):
    """What a person fixed: the mode, the start, or both. Binds only if the project is selected."""

    mode: str | None = None
    start: Amount | None = None


class Project(_Part):
    """A thing that is built once, in one of its modes, or not at all."""

    id: Text
    modes: list[Mode] = []
    mandatory: bool = False
    release: Amount = 0
    due: Whole | None = None
    deadline: Whole | None = None
    weight: NotNegative = Decimal(1)
    tardiness_weight: NotNegative = Decimal(1)
    flexibility: Share = Decimal(0)
    pin: Pin | None = None


class Precedence(_Part):
    """`after` needs `before` selected, and starts no earlier than `lag` periods after it is complete."""

    before: str
    after: str
    lag: Whole = 0


class Group(_Part):
    """Bounds on how many of these projects are selected."""

    projects: list[str]
    at_least: Amount = 0
    at_most: Amount | None = None


class Allocation(_Part):
    """An amount a person fixed: the project's usage of the resource over first..last equals it."""

    project: str
    resource: str
    first: Amount
    last: Amount
    amount: Amount


class Placement(_Part):
    """Where the baseline has a project. Its start may lie before period 0, in history."""

    mode: str
    start: Whole


TermName = Literal["benefit", "selected", "usage", "tardiness", "peak", "makespan", "violation", "disruption"]


class Term(_Part):
    """One weighted aim. `resource` belongs to usage, peak and violation; `sense` to usage."""

    term: TermName
    weight: NotNegative = Decimal(1)
    resource: str | None = None
    sense: Literal["min", "max"] | None = None

    @property
    def maximised(self) -> bool:
        """Whether more of it is better."""
        return self.term in {"benefit", "selected"} or (self.term == "usage" and self.sense == "max")


class Tier(_Part):
    """Aims of equal rank. Later tiers may worsen its value by tolerance x |value|."""

    terms: list[Term] = []
    tolerance: NotNegative = Decimal(0)

    @property
    def maximised(self) -> bool:
        """Whether the tier's value (max-terms minus min-terms, or min-terms alone) is maximised."""
        return any(term.maximised for term in self.terms)


class Instance(_Part):
    """A portfolio to schedule over periods 0..periods-1. Building one validates all of it.

    Raises:
        pydantic.ValidationError: from the constructor and `model_validate`.
        InstanceError: from `parse`, with one line a fault.
    """

    name: Text = ""
    periods: Annotated[Whole, Field(ge=1, le=MOST_PERIODS)]
    discount_rate: Annotated[Exact, Field(gt=-1)] = Decimal(0)
    may_outlast_horizon: bool = False
    resources: list[Resource] = []
    projects: list[Project] = []
    precedence: list[Precedence] = []
    groups: list[Group] = []
    allocations: list[Allocation] = []
    baseline: dict[str, Placement] | None = None
    objective: list[Tier] = []

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        """Ids are known and unique, windows lie in the horizon, nothing runs in circles."""
        found = faults(self)
        if found:
            raise PydanticCustomError("faults", "{summary}", {"summary": "; ".join(found), "faults": found})
        return self

    @classmethod
    def parse(cls, data: object) -> Self:
        """Build an instance from decoded JSON.

        Raises:
            InstanceError: one line a fault, each starting with the JSON path.
        """
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise InstanceError(problems_of(error)) from error

    def digest(self) -> str:
        """`sha256:` and the hash of the canonical JSON: defaults filled in, keys sorted, no spaces.

        Labels are outside it, as nothing of a result depends on them: the instance's `name` and the `unit` of
        each resource. Ids are not labels: results are told in them.
        """
        content = self.model_dump(mode="json", exclude={"name": True, "resources": {"__all__": {"unit"}}})
        return _hashed(content)

    def labelled_digest(self) -> str:
        """The hash as it once was, over labels too; results on file that carry it stay good."""
        return _hashed(self.model_dump(mode="json"))


def _hashed(content: object) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
