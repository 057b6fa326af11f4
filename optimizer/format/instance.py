"""The instance: what may be built, what limits it, and what is wanted. Integers in, nothing computed.

`Instance.parse` and `optimizer.format.reading.read_instance` report every fault at once, by its JSON path.
The parts an instance is made of can be imported from here with it.
"""

import hashlib
import json
from typing import Self

from pydantic import ValidationError, model_validator
from pydantic_core import PydanticCustomError

from optimizer.format.errors import InstanceError, problems_of
from optimizer.format.parts import (
    MOST_PERIODS,
    Allocation,
    Band,
    Bounds,
    CarryOver,
    Contents,
    Group,
    Limit,
    Match,
    Mode,
    Payments,
    Pin,
    Placement,
    Precedence,
    Project,
    Resource,
    Service,
    Term,
    TermName,
    Terms,
    Tier,
    Window,
)
from optimizer.format.validation import faults

__all__ = [
    "MOST_PERIODS",
    "Allocation",
    "Band",
    "Bounds",
    "CarryOver",
    "Group",
    "Instance",
    "Limit",
    "Match",
    "Mode",
    "Payments",
    "Pin",
    "Placement",
    "Precedence",
    "Project",
    "Resource",
    "Service",
    "Term",
    "TermName",
    "Terms",
    "Tier",
    "Window",
]


class Instance(Contents):
    """A portfolio to schedule over periods 0..periods-1. Building one validates all of it.

    Raises:
        pydantic.ValidationError: from the constructor and `model_validate`.
        InstanceError: from `parse`, with one line a fault.
    """

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
