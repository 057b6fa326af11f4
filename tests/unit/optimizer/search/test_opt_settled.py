"""An aim that is as good as can be in the plan in hand is not searched, and nothing else is taken for one."""

from unittest import mock

from examples import examples
from hypothesis import given
from moving_instances import moving_instances
from opt_instances import Json, best_values, instances
from small_instances import a_mode, a_project, an_instance, years

from optimizer import Instance, check, solve
from optimizer.model.contents import build
from optimizer.model.objective import tier_aim
from optimizer.model.scaling import scaled
from optimizer.search import strategy
from optimizer.search.settled import at_best


def _nothing_is_better(data: Json) -> None:
    instance = Instance.parse(data)
    best = best_values(instance)
    if not instance.objective or best is None:
        return
    program, columns = build(instance)
    tier = instance.objective[0]
    goal = scaled(tier_aim(program, columns, tier), program)
    bound = goal.bound(
        at_best(program, columns, goal.products, maximise=tier.maximised), maximise=tier.maximised
    )
    assert bound >= best[0] if tier.maximised else bound <= best[0]


@examples(60)
@given(instances())
def test_no_plan_is_better_than_columns_and_bounds_allow(data: Json) -> None:
    _nothing_is_better(data)


@examples(25)
@given(moving_instances())
def test_nor_is_one_whose_money_moves(data: Json) -> None:
    _nothing_is_better(data)


ON_TIME = {"terms": [{"term": "tardiness"}]}
EARLY = {"terms": [{"term": "makespan"}]}


def test_only_what_the_plan_in_hand_leaves_open_is_searched() -> None:
    """A plan that is on time is so whenever that is asked; how soon it ends is not known by columns alone."""
    project = a_project(mode=a_mode(1, [10]), due=3, mandatory=True)
    instance = Instance.parse(
        an_instance(project, limits=years(10, 10)) | {"objective": [ON_TIME, ON_TIME, EARLY, ON_TIME]}
    )
    with mock.patch.object(strategy, "as_a_whole", wraps=strategy.as_a_whole) as asked:
        result = solve(instance, workers=1)
    assert result.status == "optimal"
    assert asked.call_count == 2  # for a plan, and for an end that periods alone do not bound
    assert check(instance, result) == []


def test_a_mandatory_project_without_a_column_is_no_plan() -> None:
    project = a_project(mode=a_mode(9, [10]), due=1, mandatory=True)
    instance = Instance.parse(an_instance(project, limits=years(10, 10)) | {"objective": [ON_TIME]})
    assert solve(instance, workers=1).status == "infeasible"
