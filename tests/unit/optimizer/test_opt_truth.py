"""What the solver finds is what enumeration finds, and the checker agrees."""

from hypothesis import HealthCheck, given, settings
from opt_instances import EXAMPLES, Json, best_values, instances

from optimizer import Instance, check, solve
from optimizer.model import build
from optimizer.objective import tier_aim

QUICK = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES <= 100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@QUICK
@given(instances())
def test_every_tier_is_as_good_as_the_best_of_all_plans(data: Json) -> None:
    instance = Instance.parse(data)
    truth = best_values(instance)
    result = solve(instance, workers=1)
    if truth is None:
        assert result.status == "infeasible"
        return
    assert result.status == "optimal"
    for tier, best in zip(result.tiers, truth, strict=True):
        assert abs(tier.value - best) <= 1e-6 * max(1, abs(best))
    assert check(instance, result) == []
