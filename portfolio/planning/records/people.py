"""Who acts: the user of this machine, or the product itself when it is used first."""

from __future__ import annotations

import getpass

from portfolio.domain.history import Actor

SETTING_UP = Actor("first use")


def local_user() -> Actor:
    """Return who is acting when nobody has logged in: the user of this machine."""
    try:
        return Actor(getpass.getuser())
    except (KeyError, OSError):
        # A container may run under a number that has no name.
        return Actor("local user")


def who_acts(name: str | None) -> Actor:
    """Return whoever is named, or else the user of this machine."""
    return local_user() if name is None else Actor(name)
