"""The report of an outcome: its tables in the order of the workbook, its summary, and why there is no plan if so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.costs import METERS
from models.features import FEATURES
from models.limits import SharedCapacity
from models.plan import DECISIONS, Backlog, Blends, Flows, OpenSites, Orders, Shortages, Surge
from models.reports.buffers import Buffers, buffers
from models.reports.costs import Absorbed, Costs, UnitCosts, costs, unit_costs
from models.reports.kpi import Kpi, kpis
from models.reports.mix import SourcingMix, sourcing_mix
from models.reports.resilience import Exposures, Resilience, exposures, resilience
from models.reports.rules import SERVED, RulesTable, figure, group_of, rules_table
from models.reports.verdicts import verdict_in_words
from models.schema import Sheet, Texts, text
from models.sheets import ALL
from optimizer.left_out import MEMORY, left_out
from optimizer.outcome import Status
from optimizer.replenishment.table import Policy, policy_table
from optimizer.versions import versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from models.issue import Issue
    from models.rulebook import RuleOutcome
    from optimizer.outcome import Outcome, Size

ORDER = (
    "Kpi",
    "Sourcing_mix",
    "Policy",
    "Buffers",
    "Resilience",
    "Exposures",
    "Capacity",
    "Transition",
    "Flows",
    "Blends",
    "Surge",
    "Shortages",
    "Backlog",
    "Costs",
    "Unit_costs",
    "Rules",
)
"""Sheets that come first, in this order; what features report beside them follows in the order of features."""
DECIDED: tuple[type[Sheet], ...] = (*DECISIONS, Orders, SharedCapacity)
"""Tables from which a plan can be read back; those that no report shows come last."""


class Problems(Sheet, name="Problems", purpose="What is remarkable about the input, and what to do about it.", key=()):
    """Warnings and notes of the input."""

    severity: Texts = text("warning: look at it before you trust the plan; note: for your information.")
    code: Texts = text("Kind of problem.")
    cell_: Texts = text("Cell of the input.")
    problem: Texts = text("What is the matter.")
    remedy: Texts = text("What to do.")


REPORTS: tuple[type[Sheet], ...] = (
    *(Kpi, SourcingMix, Policy, Buffers, Resilience, Exposures, Flows, Surge, Blends, Shortages, Backlog, Costs),
    *(UnitCosts, RulesTable, OpenSites, Problems),
)
"""Tables of every report; features add theirs, and decisions that no report shows come last."""


def report_kinds() -> tuple[type[Sheet], ...]:
    """Every kind of table a report may have, each once."""
    added = (kind for feature in FEATURES for kind in feature.reports)
    return tuple(dict.fromkeys([*REPORTS, *added, *DECIDED]))


def report_tables(outcome: Outcome) -> list[Sheet]:
    """Every table of the report, empty ones included, in the order of the workbook.

    Raises
    ------
    NoValueError
        When the outcome has no plan.

    """
    problem, plan, today = outcome.problem, outcome.plan, outcome.baseline
    absorbed = Absorbed(problem, plan)
    baseline, before = (Absorbed(today.problem, today.plan), today.stress) if today else (None, ())
    mix = sourcing_mix(problem, plan, outcome.rules)
    tables: list[Sheet] = [
        kpis(absorbed, baseline, outcome.stress, before),
        mix,
        policy_table(problem, plan, mix),
        buffers(problem, plan),
        resilience(problem, plan, outcome.rules, outcome.stress, before),
        exposures(problem, outcome.stress, before),
        plan[Flows],
        plan[Surge],
        plan[Blends],
        plan[Shortages],
        plan[Backlog],
        costs(problem, plan),
        unit_costs(absorbed, baseline),
        rules_table(outcome.rules),
        *(table for feature in FEATURES for table in feature.tables(problem, plan)),
        plan[OpenSites],
        problems(outcome.issues),
    ]
    rank = {name: k for k, name in enumerate(ORDER)}
    ordered = sorted(tables, key=lambda table: rank.get(table.sheet, len(rank)))
    shown = {table.sheet for table in ordered}
    return [*ordered, *(plan[kind] for kind in DECIDED if kind.sheet not in shown)]


def problems(issues: Iterable[Issue]) -> Problems:
    """Issues of the input as a table, worst first."""
    ordered = sorted(issues, key=lambda issue: -issue.severity)
    return Problems.of([(i.severity.word, i.code, i.cell, i.found, i.remedy) for i in ordered])


@dataclass(frozen=True, slots=True)
class Summary:
    """Facts about a run, for the summary of the workbook and for other tools.

    Attributes
    ----------
    plan_name, currency
        From Settings.
    status, words
        What was found, as a word for programs and in words for planners.
    cost, bound, gap
        Present value of the plan [money], what no plan can go below, and how far apart they may be as a share; None
        where there is no plan or no bound.
    lock_cost
        What the locked decisions cost altogether [money]; None when nothing is locked.
    second
        What was made least after the cost, in words; "" when nothing was.
    resilience
        How the plan bears disruptions, in words; "" when the workbook has none.
    rules, missed_rules
        How many rules there are in all scopes and periods, and how many of them are missed.
    warnings
        How many warnings the input has.
    checks, largest_violation, violated, largest_cost_difference
        The independent check: how much was checked, the largest violation as a share of the quantity checked, of
        what it is, and the largest difference between a cost as booked and as recomputed, as a share of the total.
    seconds, phases, size
        Run time, the same by phase, and the size of the model.
    left_out
        What a run that was stopped says about what is missing, in words.
    settings
        Options of the solver, as they were used.
    versions, input_hash
        What made the plan, from what.

    """

    plan_name: str
    currency: str
    status: str
    words: str
    cost: float | None
    bound: float | None
    gap: float | None
    lock_cost: float | None
    second: str
    resilience: str
    rules: int
    missed_rules: int
    warnings: int
    checks: int
    largest_violation: float | None
    violated: str
    largest_cost_difference: float | None
    seconds: float
    phases: Mapping[str, float]
    size: Size
    left_out: tuple[str, ...]
    settings: Mapping[str, float]
    versions: Mapping[str, str]
    input_hash: str


def summary(outcome: Outcome) -> Summary:
    """Gather the facts of a run."""
    settings, found = outcome.problem.settings, outcome.status.has_plan
    check = outcome.audit if found else None
    worst = check.worst if check else None
    return Summary(
        plan_name=settings.plan_name,
        currency=settings.currency,
        status=outcome.status.name,
        words=outcome.status.value,
        cost=outcome.cost if found else None,
        bound=outcome.bound if found else None,
        gap=outcome.gap if found else None,
        lock_cost=outcome.lock_cost if found else None,
        second=_second_in_words(outcome),
        resilience=_resilience_in_words(outcome),
        rules=len(outcome.rules),
        missed_rules=len(outcome.missed_rules),
        warnings=sum(issue.severity.word == "warning" for issue in outcome.issues),
        checks=check.checks if check else 0,
        largest_violation=check.largest_violation if check else None,
        violated=f"{worst.check}: {worst.where}" if worst and worst.relative > 0 else "",
        largest_cost_difference=check.largest_cost_difference if check else None,
        seconds=sum(outcome.seconds.values()),
        phases=dict(outcome.seconds),
        size=outcome.size,
        left_out=tuple(left_out(outcome)),
        settings=_solver_settings(outcome),
        versions=versions(),
        input_hash=outcome.problem.digest,
    )


def _solver_settings(outcome: Outcome) -> dict[str, float]:
    """Options the solver was called with; those of Settings for an outcome that was not solved here."""
    names = ("time_limit", "mip_gap", "threads", "seed")
    if outcome.options is None:
        return {name: float(getattr(outcome.problem.settings, name)) for name in names}
    used = outcome.options
    return dict(zip(names, map(float, (used.time_limit, used.gap, used.threads, used.seed)), strict=True))


def _second_in_words(outcome: Outcome) -> str:
    second = outcome.second
    if second is None:
        return ""
    what = METERS[second.meter].split(" [", maxsplit=1)[0]
    return (
        f"{what}: {second.achieved:,.0f} instead of {second.at_least_cost:,.0f}, within {second.tolerance:.2%} "
        "of the least cost"
    )


def _resilience_in_words(outcome: Outcome) -> str:
    before = outcome.baseline.stress if outcome.baseline else ()
    return verdict_in_words(outcome.problem, outcome.rules, outcome.stress, before)


def explanation(outcome: Outcome) -> list[str]:
    """Say why there is no plan: every hard rule in the way, with its cell, its amount and its worst period.

    Empty when there is a plan.
    """
    if outcome.status.has_plan:
        return []
    if outcome.diagnosis is not None:
        return list(outcome.diagnosis.sentences)
    groups: dict[tuple[object, ...], list[RuleOutcome]] = {}
    for rule in outcome.missed_rules:
        if rule.hard:
            groups.setdefault((rule.rule, rule.cell, rule.item, rule.scope, rule.measure), []).append(rule)
    if groups:
        return [_missed(rules) for rules in groups.values()]
    if outcome.skipped:
        return []
    return {
        Status.INFEASIBLE: ["No plan exists even if every rule could be missed: other limits contradict each other."],
        Status.LOST: [MEMORY],
        Status.NO_PLAN: ["Raise time_limit on the sheet Settings, or widen mip_gap."],
        Status.UNBOUNDED: ["Look for a negative cost, e.g. a closing saving or a refund above the price."],
    }.get(outcome.status, [])


def _missed(rules: list[RuleOutcome]) -> str:
    """One sentence for a rule that is missed in some periods, about the one in which it is missed most."""
    worst = max(rules, key=lambda rule: (_short(rule)[0], -rule.slack))
    amount, unit = _short(worst)
    more = f" (worst of {len(rules)} periods)" if len(rules) > 1 else ""
    short = f"short by {amount:,.4g} {unit}" if worst.at_least else f"over by {amount:,.4g} {unit}"
    if worst.measure == SERVED:
        wanted = f"{figure(worst.required, worst.unit)} of {worst.item} at {worst.scope} in {worst.period}"
        served = figure(worst.achieved, worst.unit)
        return f"Demand for {wanted} must be served ({worst.cell}) but {served} can be; {short}{more}."
    needed = f"{'at least' if worst.at_least else 'at most'} {figure(worst.required, worst.unit)}"
    reached = f"{figure(worst.achieved, worst.unit)} {'can be reached' if worst.at_least else 'is the least possible'}"
    stated, group = f"({worst.cell}, {worst.rule})", group_of(worst)
    if group:
        needed = f"{needed.capitalize()} of {worst.item} from {group} in {worst.period} is required {stated}"
        return f"{needed} but {reached}; {short}{more}."
    about = f"{worst.measure[:1].upper()}{worst.measure[1:]}{f' of {worst.item}' if worst.item else ''}"
    scope = "" if worst.scope in {"", ALL} else f" ({worst.scope})"
    return f"{about}{scope} must be {needed} in {worst.period} {stated} but {reached}; {short}{more}."


def _short(rule: RuleOutcome) -> tuple[float, str]:
    """By how much a rule is missed, and in which unit: units of the item where the rule is on a share."""
    if rule.unit == "fraction" and rule.short:
        return rule.short, "units/week"
    return -rule.slack * (100.0 if rule.unit == "fraction" else 1.0), "%" if rule.unit == "fraction" else rule.unit
