"""The explanation: why an instance has no plan, and what would give it one."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from optimizer.format.result import Number, Status
from optimizer.format.rules import RuleName

# What stands at a path: an amount, a share, whether something is so, a mode's id, or nothing.
Setting = bool | int | float | str | None

Kind = Literal[
    "raise_maximum",
    "lower_minimum",
    "extend_deadline",
    "advance_release",
    "drop_mandatory",
    "loosen_pin",
    "extend_horizon",
    "raise_carry_over",
    "loosen_group",
    "change_allocation",
    "shorten_lag",
    "widen_band",
    "raise_most",
    "lower_least",
    "widen_share",
    "allow_unmatched",
    "mixed",
]

# The rule that gives way in each kind but `mixed`. What projects use, flexibility included, is never relaxed,
# nor by which terms it is paid.
RULE_OF: Final[dict[Kind, RuleName]] = {
    "raise_maximum": RuleName.LIMITS,
    "lower_minimum": RuleName.LIMITS,
    "extend_deadline": RuleName.DEADLINE,
    "advance_release": RuleName.RELEASE,
    "drop_mandatory": RuleName.CHOICE,
    "loosen_pin": RuleName.PIN,
    "extend_horizon": RuleName.HORIZON,
    "raise_carry_over": RuleName.CARRY_OVER,
    "loosen_group": RuleName.GROUPS,
    "change_allocation": RuleName.ALLOCATIONS,
    "shorten_lag": RuleName.PRECEDENCE,
    "widen_band": RuleName.BANDS,
    "raise_most": RuleName.BANDS,
    "lower_least": RuleName.BANDS,
    "widen_share": RuleName.SHARES,
    "allow_unmatched": RuleName.MATCHES,
}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, populate_by_name=True)


class Change(_Part):
    """One value of the instance to be replaced; `path` is written as error messages write it."""

    path: str
    before: Annotated[Setting, Field(alias="from")]
    after: Annotated[Setting, Field(alias="to")]


class Relaxation(_Part):
    """Changes that together give the instance a plan, found by solving it once more with them applied.

    Attributes:
        kind: what is changed; `mixed` where no single kind suffices.
        price: what the changes come to: amounts, periods, hundredths of a share, or weights of projects.
        status: of the changed instance.
        minimal: true once it is proven that no change can be smaller by its smallest step (1, a hundredth
            of a share, or undone) while the others stay; null if time did not suffice to prove it.
    """

    kind: Kind
    changes: list[Change]
    price: Number
    status: Literal["feasible"] = "feasible"
    minimal: Literal[True] | None


class Explanation(_Part):
    """Why there is no plan.

    Attributes:
        status: whether the instance has a plan; `feasible` needs no explanation.
        conflict: paths of rules that no plan obeys together, whatever the rest of the instance says.
        conflict_minimal: whether dropping any one of them ends the conflict; null if not proven in time.
        relaxations: at most one a kind, in the order of `Kind`.
        undecided: what was not found out in time: kinds of which it is open whether they help, "conflict".
    """

    status: Status
    conflict: list[str]
    conflict_minimal: Literal[True] | None
    relaxations: list[Relaxation]
    undecided: list[Kind | Literal["conflict"]] = []
    wall_seconds: Number
    seed: int
    instance_hash: str
