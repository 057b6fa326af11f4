"""Building is linear in the columns: counted, not timed."""

import sys
from fractions import Fraction

from opt_instances import Json

from optimizer import Instance
from optimizer.model.contents import build
from optimizer.model.objective import Aim, tier_aim
from optimizer.model.program import Program
from optimizer.model.scaling import scaled


def _steady(periods: int) -> Instance:
    """Twenty projects of two periods that may start at any time, under a limit a period and one of all."""
    data: Json = {
        "periods": periods,
        "resources": [
            {
                "id": "money",
                "limits": [{"first": t, "last": t, "maximum": 5} for t in range(periods)]
                + [{"first": 0, "last": periods - 1, "maximum": 99}],
            }
        ],
        "projects": [
            {
                "id": f"p{j}",
                "modes": [{"id": "m", "duration": 2, "usage": {"money": [1, 2]}, "benefit": [0.1]}],
            }
            for j in range(20)
        ],
        "discount_rate": 0.05,
        "objective": [{"terms": [{"term": "benefit"}]}],
    }
    return Instance.parse(data)


def _lines_run(instance: Instance) -> int:
    """Lines of the optimizer's own code that building and aiming take."""
    count = 0

    def trace(frame, event, _argument):  # type: ignore[no-untyped-def] # Python's own protocol
        nonlocal count
        if "optimizer" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        program, columns = build(instance)
        scaled(tier_aim(program, columns, instance.objective[0]), program)
    finally:
        sys.settrace(before)
    return count


def test_twice_the_columns_take_twice_the_steps() -> None:
    some, twice, more = (_lines_run(_steady(periods)) for periods in (20, 40, 80))
    assert more - twice < 2.1 * (twice - some)


def test_rounding_of_an_aim_says_exactly_what_it_costs() -> None:
    program = Program()
    variables = [program.variable(0, 10) for _ in range(3)]
    # Too fine and too large together for exact integers.
    aim = Aim({variables[0]: Fraction(10**15), variables[1]: Fraction(1, 3), variables[2]: Fraction(-7, 11)})
    goal = scaled(aim, program)
    off = [abs(Fraction(goal.products[v]) / goal.scale - aim.products[v]) * 10 for v in variables]
    assert sum(off) == goal.slack > 0
    assert all(abs(goal.products[v] - aim.products[v] * goal.scale) <= Fraction(1, 2) for v in variables)
