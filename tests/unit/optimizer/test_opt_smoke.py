from optimizer import Instance, check, solve


def test_two_projects_that_do_not_fit_together_are_built_one_after_the_other() -> None:
    modes = [{"id": "only", "duration": 1, "usage": {"money": [10]}}]
    instance = Instance.parse(
        {
            "periods": 2,
            "resources": [
                {"id": "money", "limits": [{"first": t, "last": t, "maximum": 10} for t in range(2)]}
            ],
            "projects": [{"id": name, "mandatory": True, "modes": modes} for name in "AB"],
            "objective": [{"terms": [{"term": "makespan"}]}],
        }
    )
    result = solve(instance)
    assert result.status == "optimal"
    assert [tier.value for tier in result.tiers] == [2]
    assert {project.start for project in result.projects.values()} == {0, 1}
    assert check(instance, result) == []
