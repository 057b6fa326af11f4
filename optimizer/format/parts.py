"""What an instance is made of, each part by itself: immutable, and with nothing unknown let through.

How the parts have to agree with each other is in `optimizer.format.validation`.
"""

from decimal import Decimal
from itertools import zip_longest
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from optimizer.format.numbers import MOST_FACTOR, Amount, Exact, NotNegative, Share, ShortShare, Whole, shown

MOST_PERIODS: Final = 10_000


def _readable(text: str) -> str:
    """Refuse half a character, which JSON can write as an escape but no file can hold."""
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise PydanticCustomError("string_unicode", "{value} is not valid Unicode", {"value": shown(text)})
    return text


Text = Annotated[str, AfterValidator(_readable)]


class _Part(BaseModel):
    """Anything in an instance: immutable, and nothing unknown is let through."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _is_absent(value: object) -> bool:
    """Whether an optional extension is not used; it is then left out of the JSON and of the hash."""
    return value in (None, [], {})


def _is_true(value: bool) -> bool:
    """Whether a switch that is on unless somebody turns it off is on; it is left out then likewise."""
    return value


def _is_false(value: bool) -> bool:
    """Whether a switch that is off unless somebody turns it on is off; it is left out then likewise."""
    return not value


class Limit(_Part):
    """Bounds on the use of a resource inside a window of periods, both ends included.

    Without a bound it is a reporting window. A `soft` limit may be broken, and by how much is the term
    `violation`. A `locked` limit is never relaxed by an explanation. One that is not `binding` is told of, as
    that of a year that is over: nothing violates it, and its unused room is carried over all the same.
    Into one that says what it `receives`, no more room than that is carried over: older room has lapsed.
    """

    first: Amount
    last: Amount
    maximum: Whole | None = None
    minimum: Whole | None = None
    id: Text | None = None
    soft: bool = False
    locked: bool = False
    binding: Annotated[bool, Field(exclude_if=_is_true)] = True
    receives: Annotated[Amount | None, Field(exclude_if=_is_absent)] = None


class Window(_Part):
    """Periods that are decided together, both ends included: a fiscal year."""

    first: Amount
    last: Amount


class CarryOver(_Part):
    """How much of a window's unused room the next window of the chain receives (a share, 0..1)."""

    share: Share


class Terms(_Part):
    """When works are paid: a share of all at the start, a share of what is done as it is, and the rest later.

    `retention` is released `after` periods following the finish. The three shares add up to one.
    """

    advance: ShortShare = Decimal(0)
    progress: ShortShare = Decimal(1)
    retention: ShortShare = Decimal(0)
    after: Amount = 0


class Payments(Terms):
    """Whose use is paid by these terms: that of another resource, project by project."""

    resource: Text


class Service(_Part):
    """What the use of another resource calls for later, as a debt has to be served.

    For what is used in a window, `factor` times as much, rounded half up, is used in each window from
    `after` windows later on, `times` times.
    """

    resource: Text
    factor: Annotated[NotNegative, Field(le=MOST_FACTOR)]
    after: Annotated[Amount, Field(ge=1)] = 1
    times: Annotated[Amount, Field(ge=1)] = 1


class Resource(_Part):
    """Anything that is used up or occupied: money of a source, floor space, crews.

    With `sum_of` it is what those resources use together, deviations included, `less` what these do; no mode
    names it then. Nor does one name a resource with `pays`, whose use follows from another's by terms.
    `windows` are decided as a whole where a band moves the use: what counts the resource counts whole ones.
    Other periods stand alone.
    `already` is by period what is used of it whatever is decided, below 0 where more came back; of a sum it
    is what that of its parts comes to. What `serves` others is used as they are, window by window, and by no
    project. `ongoing` use, as that of what has opened, goes on after the horizon, not counted or moved.
    """

    id: Text
    unit: Text | None = None
    sum_of: Annotated[list[Text], Field(exclude_if=_is_absent)] = []
    less: Annotated[list[Text], Field(exclude_if=_is_absent)] = []
    pays: Annotated[Payments | None, Field(exclude_if=_is_absent)] = None
    windows: Annotated[list[Window], Field(exclude_if=_is_absent)] = []
    serves: Annotated[list[Service], Field(exclude_if=_is_absent)] = []
    ongoing: Annotated[bool, Field(exclude_if=_is_false)] = False
    limits: list[Limit] = []
    carry_over: CarryOver | None = None
    already: Annotated[list[Whole], Field(exclude_if=_is_absent)] = []

    @property
    def parts(self) -> dict[str, int]:
        """The resources whose use it is -> 1, or -1 where theirs is taken off."""
        if not self.sum_of:
            return {self.id: 1}
        return dict.fromkeys(self.sum_of, 1) | dict.fromkeys(self.less, -1)


class Bounds(_Part):
    """Between which shares of what several resources use together one of them lies, in all."""

    least: Share = Decimal(0)
    most: Share = Decimal(1)


class Band(_Part):
    """How far the use of a resource may move from the mode's curve, decided window by window.

    By the end of every window so much is used as the curve has from `late` periods before it to `early`
    periods after it; in all as much as the curve. What a window uses are whole `step`s, but for the last
    remainder. It is at most `maximum`, and at least `minimum` where the curve has so much in the window.
    Windows that begin before period `first` are as the curve has them. Of several resources all this holds
    for the sum, and which of them is used is decided too, within `shares`. With early and late 0 the sum is
    the curve's, whatever else is said here.
    """

    resources: list[Text]
    early: Amount = 0
    late: Amount = 0
    step: Annotated[Amount, Field(ge=1)] = 1
    minimum: Amount = 0
    maximum: Amount | None = None
    first: Amount = 0
    shares: dict[str, Bounds] = {}

    @property
    def moves(self) -> bool:
        """Whether the sum may move away from the curve."""
        return self.early > 0 or self.late > 0


class Mode(_Part):
    """One way to deliver a project; usage and benefit are lists by elapsed period, zero beyond their end.

    `first_start` and `last_start` keep it to some starts: what it uses may depend on when it is built. Of
    works that began before period 0, `used_before` is what they had used until then: payments count it, and
    `used_already` too, what is this project's of what a resource has `already`, by elapsed period.
    """

    id: Text
    duration: Amount
    first_start: Annotated[Whole | None, Field(exclude_if=_is_absent)] = None
    last_start: Annotated[Whole | None, Field(exclude_if=_is_absent)] = None
    usage: dict[str, list[Amount]] = {}
    bands: Annotated[list[Band], Field(exclude_if=_is_absent)] = []
    used_before: Annotated[dict[str, Amount], Field(exclude_if=_is_absent)] = {}
    used_already: Annotated[dict[str, list[Amount]], Field(exclude_if=_is_absent)] = {}
    benefit: list[Exact] = []

    def counted(self, resource: str) -> list[int]:
        """What payments count of a resource by elapsed period: what is used, and what is already."""
        usage, already = self.usage.get(resource, []), self.used_already.get(resource, [])
        return [a + b for a, b in zip_longest(usage, already, fillvalue=0)] if already else usage

    def band(self, resource: str) -> Band | None:
        """The band that leaves the use of a resource open, None if the curve says it all."""
        for band in self.bands:
            if resource in band.resources and (band.moves or len(band.resources) > 1):
                return band
        return None


class Pin(_Part):
    """What a person fixed: the mode, the start, or both. Binds only if the project is selected."""

    mode: str | None = None
    start: Amount | None = None


class Project(_Part):
    """A thing that is built once, in one of its modes, or not at all.

    Finishing before `due_from` is the term `earliness`, finishing after `due` is `tardiness`. Its own
    `terms`, by the resource that pays, take the place of that resource's.
    """

    id: Text
    modes: list[Mode] = []
    mandatory: bool = False
    release: Amount = 0
    due: Whole | None = None
    due_from: Annotated[Whole | None, Field(exclude_if=_is_absent)] = None
    deadline: Whole | None = None
    weight: NotNegative = Decimal(1)
    tardiness_weight: NotNegative = Decimal(1)
    flexibility: Share = Decimal(0)
    terms: Annotated[dict[str, Terms], Field(exclude_if=_is_absent)] = {}
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


class Match(_Part):
    """Use of `resource` in first..last is at most ratio x that of `against`, and an `allowance` beyond it.

    Of all projects together, or of one `project`; without `last` up to the end of the horizon. An allowance
    below 0 is what is to be matched before anything is used.
    """

    resource: str
    against: str
    ratio: Annotated[NotNegative, Field(le=100)]
    project: str | None = None
    first: Amount = 0
    last: Amount | None = None
    allowance: Whole = 0


class Placement(_Part):
    """Where the baseline has a project. Its start may lie before period 0, in history."""

    mode: str
    start: Whole


TermName = Literal[
    "benefit",
    "selected",
    "usage",
    "tardiness",
    "earliness",
    "peak",
    "makespan",
    "violation",
    "disruption",
    "departure",
]


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
    """Aims of equal rank. Later tiers may worsen its value by tolerance x |value|.

    With `effort` it is searched with at most so many times the work that all earlier tiers took: an aim that
    only tells equally good plans apart is not worth any wait.
    """

    terms: list[Term] = []
    tolerance: NotNegative = Decimal(0)
    effort: Annotated[NotNegative | None, Field(exclude_if=_is_absent)] = None

    @property
    def maximised(self) -> bool:
        """Whether the tier's value (max-terms minus min-terms, or min-terms alone) is maximised."""
        return any(term.maximised for term in self.terms)


class Contents(_Part):
    """Everything an instance says, not yet held against itself."""

    name: Text = ""
    periods: Annotated[Whole, Field(ge=1, le=MOST_PERIODS)]
    discount_rate: Annotated[Exact, Field(gt=-1)] = Decimal(0)
    may_outlast_horizon: bool = False
    resources: list[Resource] = []
    projects: list[Project] = []
    precedence: list[Precedence] = []
    groups: list[Group] = []
    allocations: list[Allocation] = []
    matches: Annotated[list[Match], Field(exclude_if=_is_absent)] = []
    baseline: dict[str, Placement] | None = None
    objective: list[Tier] = []
