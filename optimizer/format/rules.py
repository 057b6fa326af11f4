"""The names of the hard rules, the same for what posts a rule, what verifies it and what it gives way as."""

from enum import StrEnum


class RuleName(StrEnum):
    """What a plan must keep to. A new rule begins with a name here; a test asks for all the rest of it."""

    CHOICE = "choice"
    RELEASE = "release"
    DEADLINE = "deadline"
    HORIZON = "horizon"
    PIN = "pin"
    PRECEDENCE = "precedence"
    GROUPS = "groups"
    CARRY_OVER = "carry_over"
    LIMITS = "limits"
    FLEXIBILITY = "flexibility"
    BANDS = "bands"
    SHARES = "shares"
    PAYMENTS = "payments"
    MATCHES = "matches"
    ALLOCATIONS = "allocations"
