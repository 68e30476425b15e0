"""What the plan must keep to, and what it is compared with."""

from __future__ import annotations

from models.schema import Flags, Numbers, Sheet, Texts, flag, number, reference, text
from models.sheets.words import ALL, EACH


class SourcingRules(Sheet, name="Sourcing_rules", purpose="How supply must be shared out among sources.", key=()):
    """Dual sourcing, minimum and maximum shares, caps on a region, company, corridor or one named group."""

    rule: Texts = text("Name of the rule; several rows may share it.", required=True)
    item: Texts = reference("items", "Item, class:Critical and so on, or ALL: each item by itself.")
    destination: Texts = reference(
        "place",
        "ALL: shares of all that is made. A place, or EACH destination: shares of what arrives there on direct lanes.",
        required=False,
        words=(ALL, EACH),
        default=ALL,
    )
    from_period: Texts = reference(
        "Periods", "First period in which the rule holds; blank: from the start.", required=False
    )
    min_sources: Numbers = number(
        "Fewest sources in use. A source counts when it carries min_share (1 % when that is blank).", whole=True
    )
    max_sources: Numbers = number("Most sources in use.", whole=True)
    min_share: Numbers = number("Least share of each source in use.", unit="fraction", upper=1.0)
    max_share: Numbers = number("Largest share of any one source.", unit="fraction", upper=1.0)
    group_by: Texts = text(
        "How sources are grouped for the two group shares; licence: by the region that owns their technology.",
        choices=("site", "parent_company", "region", "country", "bloc", "domestic", "corridor", "licence"),
    )
    group: Texts = text(
        "The one group meant, e.g. China; for licence a region, or foreign: every region that is not domestic. Blank: "
        "every group by itself."
    )
    min_group_share: Numbers = number("Least share of the named group.", unit="fraction", upper=1.0)
    max_group_share: Numbers = number("Largest share of the group.", unit="fraction", upper=1.0)
    hard: Flags = flag(
        "Yes: a plan that breaks the rule is no plan. No: it may be broken at the penalty.", default=True
    )
    penalty: Numbers = number(
        "Cost of each unit (for a number of sources: of each missing or surplus source and week) by which a soft "
        "rule is missed; needed when hard is No.",
        unit="money/unit",
    )


class Budgets(Sheet, name="Budgets", purpose="Most that may be spent, emitted or changed.", key=()):
    """Limits on money, carbon and change."""

    kind: Texts = text(
        "What is limited: capex and qualification [money], carbon [t], sources or lanes that begin or end, sites that "
        "open or close.",
        required=True,
        choices=("capex", "qualification", "carbon", "source_changes", "lane_changes", "site_changes"),
    )
    period: Texts = reference(
        "Periods", "Period; ALL: the whole plan together; EACH: every period by itself.", required=False,
        words=(ALL, EACH), default=ALL,
    )  # fmt: skip
    place: Texts = reference(
        "place", "Where; ALL: everywhere together. Carbon of transport counts where it arrives.", required=False,
        words=(ALL,), default=ALL,
    )  # fmt: skip
    limit: Numbers = number("Most that is allowed.", unit="money, t or number", required=True)
    hard: Flags = flag(
        "Yes: a plan that breaks the limit is no plan. No: it may be broken at the penalty.", default=True
    )
    penalty: Numbers = number("Cost of each unit beyond the limit; needed when hard is No.", unit="money")


class Baseline(Sheet, name="Baseline", purpose="Today's plan, to compare with.", key=("item", "destination", "site")):
    """Today's shares and buffers."""

    item: Texts = reference("Items", "Item.")
    destination: Texts = reference(
        "place", "Where the share is measured: a place, or ALL for all that is made.", required=False, words=(ALL,),
        default=ALL,
    )  # fmt: skip
    site: Texts = reference("Sites", "Source that supplies it today.")
    share: Numbers = number(
        "Share of the source in the item's supply to the destination.", unit="fraction", required=True, upper=1.0
    )
    buffer: Numbers = number(
        "Stock kept today at the destination, a site that may hold the item.", unit="units", default=0.0
    )
