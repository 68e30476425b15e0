"""Sheets of a simulation: what was promised, what was measured, and why they differ."""

from __future__ import annotations

from models.schema import Numbers, Sheet, Texts, number, text


class FillRates(Sheet, name="Fill_rates", purpose="What is served of what is wanted, promised and measured.", key=()):
    """Service of each place with demand, and of each stocking point that promises a service level."""

    item: Texts = text("Item; blank: all of them.")
    site: Texts = text("Site; blank: all of them.")
    what: Texts = text("demand: what customers get; stock: what those supplied from it get.")
    fill_planned: Numbers = number("Share of the demand that the plan serves where nothing varies.", unit="fraction")
    fill_measured: Numbers = number("Share served in its own week, mean of all replications.", unit="fraction")
    fill_interval: Numbers = number("Half the width of its 95 % confidence interval.", unit="fraction")
    weeks_promised: Numbers = number(
        "Share of weeks without any shortage that safety stock promises: the service level.", unit="fraction"
    )
    weeks_measured: Numbers = number("Share of weeks without any shortage beyond the plan's.", unit="fraction")
    weeks_interval: Numbers = number("Half the width of its 95 % confidence interval.", unit="fraction")
    kept: Texts = text("Whether the promise is kept within the interval.")
    why: Texts = text("What keeps it from being kept: that whose absence cures most.")


class Survival(Sheet, name="Survival", purpose="What each disruption does to service, promised and measured.", key=()):
    """Every event in every period in which it may begin."""

    disruption: Texts = text("What happens.")
    kind: Texts = text("scenario, or what is lost.")
    period: Texts = text("Period at whose start it begins.")
    rule: Texts = text("Rules that promise something.")
    time_to_recover: Numbers = number("Weeks until everything is back.", unit="weeks")
    service_promised: Numbers = number("Share of the demand meanwhile that must be served.", unit="fraction")
    service_measured: Numbers = number("Share that is served, mean of all replications.", unit="fraction")
    service_interval: Numbers = number("Half the width of its 95 % confidence interval.", unit="fraction")
    survival_promised: Numbers = number("Weeks without any shortage if nothing returns, by the rules.", unit="weeks")
    survival_still: Numbers = number("Weeks measured where nothing varies; capped at the plan's length.", unit="weeks")
    survival_measured: Numbers = number("Weeks measured where demand and lead times vary, mean.", unit="weeks")
    survival_interval: Numbers = number("Half the width of its 95 % confidence interval.", unit="weeks")
    kept: Texts = text("Whether the promises are kept within the intervals.")
    why: Texts = text("What keeps them from being kept.")
