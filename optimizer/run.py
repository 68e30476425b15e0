from optimizer.planning import Clock, rule_outcomes, solve, solver_options  # noqa: F401
