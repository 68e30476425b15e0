"""What may go wrong, and what the plan must survive."""

from __future__ import annotations

import math

from models.schema import Flags, Numbers, Sheet, Texts, flag, number, reference, text
from models.sheets.words import ALL, EACH

HITS = (
    "site", "region", "country", "bloc", "parent_company", "item", "lane", "corridor", "group", "demand", "tariff",
)  # fmt: skip
"""What a disruption may hit."""
MEMBER_KINDS = ("site", "region", "country", "bloc", "parent_company", "corridor")
"""What a failure group may consist of."""
N_MINUS_1 = "N-1 "
"""How a rule addresses the loss of each member of a kind in turn."""
N_MINUS_1_KINDS = ("site", "region", "country", "bloc", "parent_company", "corridor", "group")


class FailureGroups(
    Sheet,
    name="Failure_groups",
    purpose="What fails together: one row for each member of a group.",
    key=("group", "member"),
):
    """Groups of sites, regions, companies or corridors with one common cause."""

    group: Texts = text("Name of the group.", required=True)
    member: Texts = text(
        "A site, region, country, bloc, parent company or corridor; a prefix such as corridor: settles which.",
        required=True,
    )
    time_to_recover: Numbers = number("Weeks until the group is back; blank: the longest of its members.", unit="weeks")
    probability: Numbers = number("How often a year it fails.", unit="1/year", default=0.0, upper=52.0)


class Disruptions(
    Sheet,
    name="Disruptions",
    purpose="Scenarios: what is hit, how hard, for how long. Rows of one scenario happen together.",
    key=("scenario", "hits", "target", "item"),
):
    """What may happen."""

    scenario: Texts = text("Name of the scenario; several rows may share it.", required=True)
    hits: Texts = text("What kind of thing is hit.", required=True, choices=HITS)
    target: Texts = text(
        "What is hit: the name; for a lane or a tariff origin -> destination (places, or ALL); for demand a place.",
        required=True,
    )
    item: Texts = reference(
        "items", "Items it hits: item, class:Critical and so on, or ALL.", required=False, default=ALL
    )
    loss: Numbers = number("Share that is lost.", unit="fraction", default=1.0, upper=1.0)
    duration: Numbers = number("Weeks until recovery begins; blank: the time to recover of what is hit.", unit="weeks")
    recovery: Texts = reference(
        "Ramps", "How what is lost comes back after the duration; blank: all of it at once.", required=False
    )
    start_period: Texts = reference(
        "Periods",
        "Period in which it begins, or EACH: the plan must be ready in every one.",
        required=False,
        words=(EACH,),
        default=EACH,
    )
    probability: Numbers = number(
        "How often a year it happens; 0: only rules look at it.", unit="1/year", default=0.0, upper=52.0
    )
    demand_change: Numbers = number(
        "For hits demand: share by which demand rises.", unit="fraction", default=0.0, lower=-1.0, upper=math.inf
    )
    tariff_change: Numbers = number(
        "For hits tariff: added duty as a share of the item's value.",
        unit="fraction",
        default=0.0,
        lower=-1.0,
        upper=10.0,
    )


class ResilienceRules(Sheet, name="Resilience_rules", purpose="What the plan must survive, and how well.", key=()):
    """Service and survival under disruption."""

    rule: Texts = text("Name of the rule; several rows may share it.", required=True)
    applies_to: Texts = text(
        "A scenario of Disruptions, or ALL of them; or N-1 site, region, country, bloc, parent_company, corridor or "
        "group: the loss of each one in turn.",
        required=True,
    )
    item: Texts = reference(
        "items",
        "Item, class:Critical and so on, or ALL: what must be served, or go into what is; N-1 loses only what "
        "supplies it.",
        required=False,
        default=ALL,
    )
    from_period: Texts = reference(
        "Periods", "First period in which the rule holds; blank: from the start.", required=False
    )
    min_service: Numbers = number(
        "Share of the demand during the disruption that must be served.", unit="fraction", upper=1.0
    )
    duration: Numbers = number(
        "For N-1: weeks of the outage; blank: the time to recover of what is lost.", unit="weeks"
    )
    min_survive: Numbers = number("Weeks without any shortage even if what is lost never returns.", unit="weeks")
    survive_margin: Numbers = number(
        "Time to survive must exceed the time to recover by this much.", unit="weeks", lower=-math.inf
    )
    hard: Flags = flag(
        "Yes: a plan that misses the rule is no plan. No: it may be missed at the penalty.", default=True
    )
    penalty: Numbers = number(
        "Cost of each unit short of a soft rule, for each disruption; needed when hard is No.", unit="money/unit"
    )
