"""The three sizes of instances, and what their matrices were like when the bars were set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """How large an instance is.

    Attributes
    ----------
    components, sites, regions, quarters, scenarios
        Components that are bought, sites that may make them, regions that want them, periods, disruptions.
    columns, binaries
        Columns and whole-number columns of the prototype's matrix, on which the bars were set.

    """

    components: int
    sites: int
    regions: int
    quarters: int
    scenarios: int
    columns: int
    binaries: int

    @property
    def families(self) -> int:
        """Families of five components that share their candidate sites."""
        return self.components // FAMILY


FAMILY = 5
"""Components of one family."""
SIZES = {
    "S": Size(5, 15, 4, 8, 10, 2_500, 600),
    "M": Size(20, 60, 8, 10, 30, 18_000, 3_000),
    "L": Size(100, 200, 12, 10, 100, 160_000, 12_600),
}
