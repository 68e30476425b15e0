"""The registry: every feature of the model, in the order in which their blocks are built and their sheets shown."""

from models.feature import Feature
from models.features import (
    balances,
    baseline,
    capacity,
    carbon,
    concentration,
    demand,
    footprint,
    inventory,
    labour,
    minimum_order,
    production,
    qualification,
    shelf_life,
    sourcing_split,
    surge,
    tariffs,
    technology,
    transport,
)

FEATURES: tuple[Feature, ...] = (
    balances.FEATURE,
    demand.FEATURE,
    production.FEATURE,
    technology.FEATURE,
    surge.FEATURE,
    capacity.FEATURE,
    qualification.FEATURE,
    labour.FEATURE,
    transport.FEATURE,
    tariffs.FEATURE,
    carbon.FEATURE,
    inventory.FEATURE,
    shelf_life.FEATURE,
    footprint.FEATURE,
    sourcing_split.FEATURE,
    concentration.FEATURE,
    minimum_order.FEATURE,
    baseline.FEATURE,
)
