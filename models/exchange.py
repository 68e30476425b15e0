"""Exchange rates: what the local currency of each site costs in the plan's currency."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.sheets import ALL

if TYPE_CHECKING:
    from models.geography import Geography
    from models.horizon import Horizon
    from models.schema import Numbers
    from models.sheets import ExchangeRates, Regions


def rates_of_sites(
    rates: ExchangeRates, regions: Regions, geography: Geography, horizon: Horizon, currency: str
) -> dict[str, Numbers]:
    """Plan currency for one unit of the currency of each site, by period, shape (T,); a period's own rate beats ALL.

    Parameters
    ----------
    currency
        The plan's own.

    """
    known: dict[str, Numbers] = {"": np.ones(len(horizon)), currency: np.ones(len(horizon))}
    for general in (True, False):
        for foreign, period, rate in rates:
            if (period == ALL) == general:
                by_period = known.setdefault(foreign, np.ones(len(horizon)))
                by_period[:] = np.where([general or name == period for name in horizon.names], rate, by_period)
    of_region = dict(zip(regions.region, regions.currency, strict=True))
    return {n: known.get(of_region[r], known[""]) for n, r in geography.of_site["region"].items()}
