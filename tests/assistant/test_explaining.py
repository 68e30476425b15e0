"""What is told of a plan with many periods, rules and disruptions, and what differs from another one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from models.plan import Orders, Production, Shortages
from models.reports.mix import SourcingMix
from models.reports.resilience import Resilience
from models.reports.rules import RulesTable
from optimizer.assistant.bounds import shortened
from optimizer.assistant.comparing import compared
from optimizer.assistant.explaining import explained, periods_of
from optimizer.assistant.telling import found_in
from optimizer.plan_tables import PlanTables, tables_of

if TYPE_CHECKING:
    from models.schema import Sheet
    from optimizer.assistant.answers import Compared, Explained
    from optimizer.outcome import Outcome

PATHS = (Path("a.plan.xlsx"), Path("b.plan.xlsx"))


@pytest.fixture(scope="module")
def plan(rich_outcome: Outcome) -> PlanTables:
    return tables_of(rich_outcome)


@pytest.fixture(scope="module")
def told(plan: PlanTables) -> Explained:
    return explained("rich.plan.xlsx", "plan", plan, found_in(plan))


def _with(plan: PlanTables, kind: type[Sheet], rows: list[dict[str, Any]], **facts: Any) -> PlanTables:
    return replace(plan, tables={**plan.tables, kind.sheet: rows}, **facts)


def test_shares_cover_each_period_of_each_supply_once(plan: PlanTables, told: Explained, rich_outcome: Outcome) -> None:
    periods = list(rich_outcome.problem.horizon.names)
    assert list(periods_of(plan)) == periods
    for supply in told.mix:
        key = (supply.item, supply.destination, supply.source)
        rows = [row for row in plan[SourcingMix] if (row["item"], row["destination"], row["source"]) == key]
        spans = [(periods.index(s.first), periods.index(s.last), s.share) for s in supply.shares]
        found = {periods[t]: share for first, last, share in spans for t in range(first, last + 1)}
        assert found == {row["period"]: pytest.approx(row["share"], abs=1e-3) for row in rows}
        assert supply.why == rows[-1]["why"]
    assert any(len(supply.shares) > 1 for supply in told.mix)
    assert any(stretch.first != stretch.last for supply in told.mix for stretch in supply.shares)


def test_one_item_is_told_whatever_the_case_of_its_name(plan: PlanTables, told: Explained) -> None:
    one = explained("rich.plan.xlsx", "plan", plan, told.found, "PACK")
    assert one.mix == tuple(supply for supply in told.mix if supply.item == "pack")
    assert {rule.item for rule in one.binding} <= {"pack"}
    assert one.breaks_first == told.breaks_first


def test_missed_rules_come_first_and_no_rule_with_slack_is_told(plan: PlanTables, told: Explained) -> None:
    missed = [rule.missed for rule in told.binding]
    assert missed == sorted(missed, reverse=True)
    assert 0 < sum(missed) < len(missed)
    rules = ("rule", "cell", "item", "scope")
    loose = {(*(row[name] for name in rules), row["period"]) for row in plan[RulesTable] if row["slack"] > 0.01}
    binding = {(r.rule, r.cell, r.item, r.scope, period) for r in told.binding for period in r.periods}
    assert not loose & binding


def test_the_event_that_breaks_the_plan_comes_first_and_each_only_once(plan: PlanTables, told: Explained) -> None:
    events = [(weak.event, weak.kind, weak.weeks_to_recover) for weak in told.breaks_first]
    assert len(events) == len(set(events)) > 3
    assert told.breaks_first[0].verdict == "fail"
    first = [row for row in plan[Resilience] if row["event"] == told.breaks_first[0].event]
    assert told.breaks_first[0].served == min(row["served"] for row in first if row["verdict"] == "fail")


def test_penalties_and_locks_are_what_rules_cost(told: Explained, rich_outcome: Outcome) -> None:
    lines = rich_outcome.plan.tables
    assert told.rule_costs is not None
    assert told.rule_costs.locked_decisions == pytest.approx(rich_outcome.lock_cost)
    assert told.rule_costs.penalties > 0
    assert any("soft rules are missed" in words for words in told.found.sentences)
    assert Shortages in lines or told.found.cost == pytest.approx(rich_outcome.cost)


def test_what_a_stopped_run_left_out_is_said(plan: PlanTables) -> None:
    stopped = replace(plan, left_out=("Left out because the run was stopped: the test.",))
    assert found_in(stopped).sentences == (*found_in(plan).sentences, *stopped.left_out)


def test_lists_are_cut_and_counted_and_long_texts_shortened(plan: PlanTables) -> None:
    (row, *_) = plan[SourcingMix]
    many = [{**row, "source": f"{'s' * 5000}{k}"} for k in range(100)]
    long = shortened(explained("p", "plan", _with(plan, SourcingMix, many), found_in(plan)))
    assert (len(long.mix), long.left_out["mix"]) == (40, 60)
    assert max(len(supply.source) for supply in long.mix) < 1100


def _compared(first: PlanTables, second: PlanTables) -> Compared:
    return compared(PATHS, (first, second))


def test_an_order_that_moved_is_told_with_its_periods(plan: PlanTables) -> None:
    (order, *_) = plan[Orders]
    moved = [{**row, "period": "P3"} if row is order else row for row in plan[Orders]]
    (told,) = _compared(plan, _with(plan, Orders, moved)).orders
    assert (told.site, told.option, told.first, told.second) == (
        order["site"], order["option"], order["count"], order["count"],
    )  # fmt: skip
    assert (order["period"] in told.first_periods, told.second_periods) == (True, ("P3",))


def test_a_source_that_is_given_up_is_told_with_the_share_it_had(plan: PlanTables) -> None:
    shares: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in plan[Production]:
        shares.setdefault((row["item"], row["period"]), []).append(row)
    split = next(rows for rows in shares.values() if len(rows) > 1)
    less = [row for row in plan[Production] if row is not split[0]]
    shift = next(s for s in _compared(plan, _with(plan, Production, less)).shares if s.site == split[0]["site"])
    had = split[0]["quantity"] / sum(row["quantity"] for row in split)
    assert (shift.item, shift.period, shift.periods) == (split[0]["item"], split[0]["period"], 1)
    assert (shift.first, shift.second, shift.difference) == (
        pytest.approx(had, abs=1e-4),
        0,
        pytest.approx(-had, abs=1e-4),
    )


def test_a_difference_within_the_gaps_is_said_to_be_none(plan: PlanTables) -> None:
    plan, cost = replace(plan, gap=0.0), plan.cost or 0.0
    near, far = replace(plan, cost=cost * 1.004, gap=0.005), replace(plan, cost=cost * 1.02, gap=0.005)
    words = "may be no real one"
    assert words in " ".join(_compared(plan, near).sentences)
    assert words not in " ".join(_compared(plan, far).sentences)
    assert "(+2.00%)" in _compared(plan, far).sentences[0]


def test_plans_in_different_money_or_periods_say_so(plan: PlanTables) -> None:
    kpi = [{**row, "unit": "EUR"} if row["unit"] == "USD" else row for row in plan.tables["Kpi"]]
    other = replace(plan, tables={**plan.tables, "Kpi": kpi})
    assert "different currencies (USD and EUR)" in _compared(plan, other).sentences[0]
    later = {
        name: [{**row, "period": f"Q{row['period']}"} if "period" in row else row for row in rows]
        for name, rows in plan.tables.items()
    }
    told = _compared(plan, replace(plan, tables=later))
    assert told.sentences[-1] == "Shares are compared in the 0 periods that both plans have."
    assert told.shares == ()
