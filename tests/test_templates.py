"""Every rule is written so that Pyomo can read it once, as a template, instead of once a row."""

from __future__ import annotations

import pyomo.environ as pyo
import pytest
from pyomo.core.expr.template_expr import templatize_constraint

from models.build import build_model
from models.features.baseline import todays_problem
from richplan import rich
from tiny import accepted

WRITTEN_ROW_BY_ROW: dict[str, str] = {
    "features.content.domestic_content": "a sum inside a sum over a set with several indices",
    "features.incentives.enough_content": "the same",
    "features.locks.holds": "each kind of decision is another sum, chosen in Python: few rows",
    "features.shelf_life.leaves_in_time": "sums over later periods of what leaves, itself a sum",
}
"""Rules that cannot be templatised, and why: a compiler that reads templates has to fall back for them."""
GIVEN_AS_ARRAYS: dict[str, str] = {
    "features.budgets.within_budget": "amounts of many variables, as meters have them",
    "features.disruptions.answers": "what a case does to levels and limits is worked out for each case",
    "features.disruptions.service": "the same",
    "features.disruptions.adds_up": "the same",
    "features.safety_stock.in_place": "the first period's opening stock is another variable than the later ones'",
    "features.safety_stock.begins": "what flows in is another sum for each way in, chosen in Python",
    "features.safety_stock.carries": "what flows out is another sum for each channel, chosen in Python",
    "features.safety_stock.reached_descend": "marks of levels are numbers, variables or what they leave of 1",
    "features.safety_stock.reached_rules": "the same",
    "features.safety_stock.net_descend": "the same",
    "features.safety_stock.net_rules": "the same",
    "features.safety_stock.quote_descend": "the same",
    "features.safety_stock.quote_rules": "the same",
    "features.safety_stock.rises": "the same",
    "features.safety_stock.sized": "the same",
}
"""Rules whose rows are the outcome of a computation, and why: they reach the compiler as arrays."""


def rules(baseline: bool = False) -> dict[str, pyo.Constraint]:  # noqa: FBT001, FBT002
    problem = accepted(rich())
    today = todays_problem(problem) if baseline else problem
    assert today is not None
    model = build_model(today).model
    return {rule.name: rule for rule in model.component_objects(pyo.Constraint, descend_into=True)}


GIVEN = {name: rule.given for name, rule in rules().items() if getattr(rule, "given", None) is not None}
RULES = {**rules(), **{f"today: {name}": rule for name, rule in rules(baseline=True).items() if "baseline" in name}}


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_rule_can_be_read_as_a_template(name: str) -> None:
    rule = RULES[name]
    if name in GIVEN_AS_ARRAYS:
        pytest.skip("its rows are arrays already")
    if not len(rule):
        pytest.skip("the rich plan has no row of it")
    if name in WRITTEN_ROW_BY_ROW:
        with pytest.raises(Exception):  # noqa: B017, PT011 - whatever Pyomo stumbles over
            templatize_constraint(rule)
        return
    template, indices = templatize_constraint(rule)
    assert template is not None
    assert len(indices) > 0 or not rule.is_indexed()


def test_rules_given_as_arrays_are_known() -> None:
    assert GIVEN.keys() == GIVEN_AS_ARRAYS.keys()


def test_the_rich_plan_has_a_row_of_nearly_every_rule() -> None:
    empty = [name for name, rule in RULES.items() if not len(rule)]
    assert len(empty) <= len(RULES) / 10, empty
