"""Carbon of making things, shared by the price of carbon and by charges at borders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.schema import Columns, Numbers, number
from models.sheets import Regions, Sources

if TYPE_CHECKING:
    from models.problem import Problem


class GridCarbon(Columns, of=Regions):
    """Carbon of electricity."""

    electricity_carbon: Numbers = number(
        "CO2 of one kilowatt-hour from the grid.", unit="kg/kWh", default=0.0, upper=5.0
    )


class CarbonContent(Columns, of=Sources):
    """Carbon of making one unit."""

    carbon: Numbers = number("CO2 of the process and its materials, electricity left out.", unit="kg/unit", default=0.0)
    electricity: Numbers = number("Electricity for one unit.", unit="kWh/unit", default=0.0)


def carbon_of_sources(problem: Problem) -> Numbers:
    """CO2 of one unit started at each source [kg/unit], shape (sources,)."""
    content, regions = problem[CarbonContent], problem[Regions]
    grid = dict(zip(regions.region, problem[GridCarbon].electricity_carbon, strict=True))
    region_of = problem.geography.of_site["region"]
    factor = np.array([grid[region_of[site]] for site in problem[Sources].site], dtype=np.float64)
    return np.asarray(content.carbon + content.electricity * factor)
