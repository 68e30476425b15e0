"""The rules of the benchmark network in linopy, as its users write them: arrays with named dimensions, sums by group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .networks import PERIODS, PRICE, SCENARIOS, SERVED

if TYPE_CHECKING:
    from .networks import Network


def linopy_model(net: Network) -> Any:
    """Write the rules; lanes are one dimension, and lanes of equal lead time are shifted together."""
    import warnings

    import linopy
    import pandas as pd
    import xarray as xr

    warnings.simplefilter("ignore")
    m = linopy.Model()
    lanes, markets, plants, t, s = (
        pd.RangeIndex(n, name=name)
        for n, name in ((net.lanes, "l"), (net.markets, "n"), (net.plants, "o"), (PERIODS, "t"), (SCENARIOS, "s"))
    )
    flow = m.add_variables(lower=0, coords=[lanes, t, s], name="flow")
    stock = m.add_variables(lower=0, coords=[markets, t, s], name="stock")
    unmet = m.add_variables(lower=0, coords=[markets, t, s], name="unmet")
    built = m.add_variables(binary=True, coords=[plants], name="built")
    origin = xr.DataArray(net.origin, coords=[lanes])
    balance = 1 * unmet - stock + stock.shift(t=1)
    for lead in np.unique(net.lead).tolist():
        chosen = np.flatnonzero(net.lead == lead)
        sent = flow.isel(l=chosen).shift(t=lead) if lead else flow.isel(l=chosen)
        to = pd.Series(net.destination[chosen], index=lanes[chosen], name="n")
        balance += (1 * sent).groupby(to).sum().reindex(n=markets)
    m.add_constraints(balance == xr.DataArray(net.demand, coords=[markets, t, s]), name="balances")
    reach = xr.DataArray(net.capacity[:, None] * net.left, coords=[plants, s])
    out = (1 * flow).groupby(pd.Series(net.origin, index=lanes, name="o")).sum().reindex(o=plants)
    m.add_constraints(out - reach * built <= 0, name="within_capacity")
    limit = xr.DataArray(net.limit, coords=[lanes])
    m.add_constraints(flow - limit * built.isel(o=origin) <= 0, name="only_if_built")
    most = xr.DataArray((1 - SERVED) * net.demand.sum(axis=(0, 1)), coords=[s])
    m.add_constraints(unmet.sum(["n", "t"]) <= most, name="serves")
    probability = xr.DataArray(net.probability, coords=[s])
    cost = xr.DataArray(net.cost, coords=[lanes])
    fixed = xr.DataArray(net.fixed, coords=[plants])
    m.add_objective((flow * (cost * probability)).sum() + (built * fixed).sum() + (unmet * (PRICE * probability)).sum())
    return m
