"""How many cases a test tries that makes up its own: few and the same ones each time, or many in a soak."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("EXAMPLES", "1"))
"""How many times as many cases as in `make test`; `make soak` says."""
_SAME_UP_TO = 4
"""Up to so many times as many, they are the same ones: what passes before a change lands passes again."""

# Limits of time are clocks: on a busy machine they fail for nothing. Portfolios are large things to make up.
settings.register_profile(
    "no clocks",
    max_examples=100 * TIMES,
    deadline=None,
    derandomize=TIMES <= _SAME_UP_TO,
    print_blob=True,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
        HealthCheck.filter_too_much,
        HealthCheck.function_scoped_fixture,
    ],
)
settings.load_profile("no clocks")


def examples(number: int) -> settings:
    """Return the decorator of a test that tries so many cases in `make test`; without it, a hundred."""
    return settings(max_examples=number * TIMES)
