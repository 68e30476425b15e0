"""A small input as JSON, for the documentation: one item, two sources, one year. It can be posted as it stands."""

from __future__ import annotations

from typing import Any

INPUT: dict[str, Any] = {
    "schema": "sourcemix-input/1",
    "sheets": {
        "Settings": [{"plan_name": "Two sources", "mip_gap": 0}],
        "Periods": [{"period": "2027", "start": "2027-01-01", "weeks": 52}],
        "Regions": [{"region": "CN"}, {"region": "MX"}, {"region": "US", "domestic": "Yes"}],
        "Sites": [
            {"site": "Shenzhen", "region": "CN", "role": "supplier"},
            {"site": "Monterrey", "region": "MX", "role": "supplier"},
            {"site": "Reno", "region": "US", "role": "market"},
        ],
        "Items": [{"item": "inverter", "value": 10}],
        "Sources": [
            {"site": "Shenzhen", "item": "inverter", "material_cost": 10},
            {"site": "Monterrey", "item": "inverter", "material_cost": 13},
        ],
        "Lead_times": [{"origin": "ALL", "destination": "ALL", "mode": "road", "lead_time": 0, "freight_cost": 0}],
        "Demand": [{"site": "Reno", "item": "inverter", "period": "ALL", "quantity": 100}],
        "Sourcing_rules": [{"rule": "two sources", "item": "inverter", "max_share": 0.7}],
    },
}
