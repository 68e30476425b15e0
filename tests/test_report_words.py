"""What a report lists and says: rules, charts, the order of tables, the summary, problems, explanations."""

from __future__ import annotations

import datetime as dt

import pytest

from models.issue import Issue, Severity
from models.reports.kpi import Kpi
from models.reports.mix import made_by, watched_items
from models.reports.rules import SERVED, RulesTable, rules_table
from models.rulebook import RuleOutcome
from network import network, report, rows
from optimizer.outcome import Outcome, Status
from optimizer.planning import solve
from optimizer.report import explanation, problems, report_tables, summary
from optimizer.versions import versions
from tiny import accepted, book, periods, solved, table, two_sources


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    found = solve(accepted(network()))
    assert found.status is Status.OPTIMAL
    assert found.baseline is not None
    return found


def test_rules_are_listed_with_what_they_ask_and_get() -> None:
    rule = table("rule item max_share hard penalty", ("soft cap", "x", 0.5, "No", 1))
    plan = solved(two_sources(Sourcing_rules=rule))
    made = rules_table(plan.rules)
    assert isinstance(made, RulesTable)
    first = rows(made)[0]
    assert (first["rule"], first["kept"], first["hard"], first["limit"]) == ("soft cap", False, False, "at most")
    assert (first["required"], first["achieved"], first["slack"]) == pytest.approx((0.5, 1, -0.5))
    assert [(row["measure"], row["kept"]) for row in rows(made)] == [("largest share", False), ("served", True)]


def test_charts_watch_the_riskiest_items_that_have_a_choice() -> None:
    risks = {"a": "Low", "b": "High", "c": "Critical", "d": "Critical"}
    sources = [(site, item, 1) for item in "abc" for site in ("cn", "mx")] + [("cn", "d", 1)]
    demand = [("us", item, "ALL", 1) for item in risks]
    plan = book(
        Items=table("item value criticality", *((item, 1, risk) for item, risk in risks.items())),
        Sources=table("site item material_cost", *sources),
        Demand=table("site item period quantity", *demand),
    )
    assert watched_items(accepted(plan)) == ("c", "b")
    assert watched_items(accepted(book())) == ()
    assert watched_items(accepted(two_sources())) == ("x",)


def test_output_is_counted_by_group_largest_first(outcome: Outcome) -> None:
    made = made_by(outcome.problem, outcome.plan, "cell", "country")
    assert set(made) == {"China", "Mexico"}
    totals = [rate.sum() for rate in made.values()]
    assert totals == sorted(totals, reverse=True)


def test_tables_come_in_the_order_of_the_workbook(outcome: Outcome) -> None:
    names = [made.sheet for made in report_tables(outcome)]
    assert names[:6] == ["Kpi", "Sourcing_mix", "Policy", "Buffers", "Resilience", "Exposures"]
    assert names[6:9] == ["Capacity", "Transition", "Flows"]
    assert len(names) == len(set(names))


def test_the_summary_states_the_proof(outcome: Outcome) -> None:
    facts = summary(outcome)
    assert (facts.plan_name, facts.currency, facts.status) == ("Network", "USD", "OPTIMAL")
    assert facts.cost == pytest.approx(outcome.cost)
    assert facts.checks == outcome.audit.checks
    assert facts.versions["highspy"][0].isdigit()
    assert (facts.input_hash, facts.missed_rules) == (outcome.problem.digest, 0)
    assert facts.seconds == pytest.approx(sum(facts.phases.values()))


def test_a_package_that_is_not_installed_is_named_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("optimizer.versions.PACKAGES", ("no-such-package",))
    assert versions()["no-such-package"] == "not installed"


def test_problems_are_listed_worst_first() -> None:
    note = Issue("Sites", 7, "C", "odd", "A note.", "Nothing.", Severity.NOTE)
    warning = Issue("Sites", 8, "C", "odd", "A warning.", "Look.", Severity.WARNING)
    made = problems([note, warning])
    assert [row[0] for row in made] == ["warning", "note"]
    assert rows(made, severity="note")[0]["cell"] == "Sites!C7"


def test_a_plan_needs_no_explanation(outcome: Outcome) -> None:
    assert explanation(outcome) == []


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.INFEASIBLE, "No plan exists even if every rule could be missed"),
        (Status.NO_PLAN, "Raise time_limit"),
        (Status.UNBOUNDED, "Look for a negative cost"),
    ],
)
def test_an_outcome_without_rules_in_the_way_says_what_to_do(status: Status, words: str) -> None:
    (sentence,) = explanation(Outcome(accepted(book()), status))
    assert sentence.startswith(words)


def test_todays_network_is_compared_by_what_it_serves() -> None:
    start = dt.date(2027, 1, 1)
    sites = table(
        "site region role status",
        ("cn", "CN", "supplier", None),
        ("mx", "MX", "supplier", "potential"),
        ("us", "US", "market", None),
    )
    sources = table("site item material_cost capacity", ("cn", "x", 10, 60), ("mx", "x", 13, None))
    baseline = table("item destination site share", ("x", "ALL", "cn", 1.0))
    plan = solve(accepted(two_sources(Sites=sites, Sources=sources, Baseline=baseline, Periods=periods(1, 52, start))))
    assert plan.baseline is not None
    found = {row["figure"]: row for row in rows(report(plan, Kpi)) if not row["item"]}
    assert found["Demand not served"]["baseline"] == pytest.approx(0.4)
    assert found["Landed cost of a finished unit"]["baseline"] == pytest.approx(10)
    assert found["Landed cost of a finished unit"]["plan"] == pytest.approx(0.6 * 10 + 0.4 * 13)


def missed(rule: str, **given: object) -> RuleOutcome:
    """One hard rule of item x that is missed in P1."""
    facts: dict[str, object] = {
        "cell": "Sourcing_rules!F6", "item": "x", "scope": "us", "period": "P1", "measure": "number of sources", "unit": "sources",
        "at_least": True, "required": 3.0, "achieved": 1.0, "hard": True,
    }  # fmt: skip
    return RuleOutcome(rule, **(facts | given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        (
            (missed("three"),),
            ("Number of sources of x (us) must be at least 3 sources in P1 (Sourcing_rules!F6, three) but 1 sources can be "
            "reached; short by 2 sources."),
        ),
        (
            (missed("three"), missed("three", period="P2", achieved=0.0)),
            ("Number of sources of x (us) must be at least 3 sources in P2 (Sourcing_rules!F6, three) but 0 sources can be "
            "reached; short by 3 sources (worst of 2 periods)."),
        ),
        (
            (missed("cap", at_least=False, required=100.0, achieved=130.0, measure="carbon", unit="t", item="", scope="ALL"),),
            "Carbon must be at most 100 t in P1 (Sourcing_rules!F6, cap) but 130 t is the least possible; over by 30 t.",
        ),
        (
            (missed("cap", at_least=False, required=0.4, achieved=0.5, measure="largest share", unit="fraction", short=20.0),),
            ("Largest share of x (us) must be at most 40% in P1 (Sourcing_rules!F6, cap) but 50% is the least possible; "
            "over by 20 units/week."),
        ),
        (
            (missed("demand", measure=SERVED, unit="units/week", required=100.0, achieved=60.0, cell="Demand!D6"),),
            ("Demand for 100 units/week of x at us in P1 must be served (Demand!D6) but 60 units/week can be; short by "
            "40 units/week."),
        ),
        ((missed("soft", hard=False),), "No plan exists even if every rule could be missed: other limits contradict each other."),
    ],
)  # fmt: skip
def test_the_rules_in_the_way_are_said_with_their_cells_and_worst_periods(
    outcome: Outcome, rules: tuple[RuleOutcome, ...], sentence: str
) -> None:
    assert explanation(Outcome(outcome.problem, Status.INFEASIBLE, rules=rules)) == [sentence]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.LOST, "memory"), (Status.NO_PLAN, "Raise time_limit on the sheet Settings"),
        (Status.UNBOUNDED, "Look for a negative cost"), (Status.INTERRUPTED, None),
    ],
)  # fmt: skip
def test_a_search_that_ended_without_a_plan_says_what_to_do(
    outcome: Outcome, status: Status, words: str | None
) -> None:
    said = explanation(Outcome(outcome.problem, status))
    assert said == [] if words is None else words in said[0]


def test_a_search_that_was_stopped_says_nothing_of_rules(outcome: Outcome) -> None:
    assert explanation(Outcome(outcome.problem, Status.INFEASIBLE, skipped=("the rest of the search",))) == []


def test_a_second_objective_is_told_with_what_it_would_have_been() -> None:
    records = two_sources(
        Settings={"objective": "cost_then_lead_time", "objective_tolerance": 0.5},
        Lead_times=table("origin destination mode lead_time freight_cost", ("cn", "us", "ocean", 70, 0), ("mx", "us", "road", 7, 0)),
        Inventory=table("site item on_hand", ("us", "x", 1000)),
    )  # fmt: skip
    words = "Units on their way times weeks under way: 4,200 instead of 42,000, within 50.00% of the least cost"
    assert summary(solved(records)).second == words
