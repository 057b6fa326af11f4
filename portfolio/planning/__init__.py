"""Use cases: compile a scenario for the optimizer, solve it, check the plan, explain what cannot be done."""
