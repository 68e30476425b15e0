"""Where the figures of the example come from, as they stand in the workbook's notes column."""

from __future__ import annotations

BNEF = "BloombergNEF 2024 pack price survey (secondary source)"
BLS = "BLS International Labor Comparisons"
EUROSTAT = "Eurostat 2024 hourly labour cost (EUR x 1.08, assumption)"
STATISTA = "Statista 744071 manufacturing labour cost 2018 (estimate)"
EMBER = "Ember / Our World in Data 2025, carbon intensity of electricity"
GLEC = "GLEC Framework v3.2, transcribed by EcoFreight"
USITC = "USITC HTS"
USTR = "USTR Section 301 rate as of 2026-02"
LINERLIB = "LINERLIB (Brouer et al. 2014), price level 2010-2013, scaled x1.8 (assumption)"
FORWARDER = "door-to-door days from a forwarder's guide"


def assumed(reason: str) -> str:
    """Say that a figure is an assumption, and why it was chosen."""
    return f"assumption: {reason}"


def both(published: str, reason: str) -> str:
    """Name the publisher of one part of a figure and the assumption behind the rest."""
    return f"{published}; assumption: {reason}"
