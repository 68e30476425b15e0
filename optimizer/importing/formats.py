"""Every format that can be imported, in the order of the help; nothing of a format is loaded before it is used."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """A format of others.

    Attributes
    ----------
    summary
        What it holds, in a line of help.
    module
        Where its ``read`` is.
    choices
        Fields of :class:`optimizer.importing.imported.Choices` that it looks at.
    is_partial
        Whether files hold much that a plan does not: what is left out is then listed beside the workbook too.

    """

    summary: str
    module: str
    choices: tuple[str, ...] = ()
    is_partial: bool = False


FORMATS: dict[str, Format] = {
    "orlib-cap": Format(
        "warehouse location of the OR-Library: cap41 to cap134, capa, capb, capc; with or without limits",
        "optimizer.importing.orlib_cap",
        ("capacity", "single_source"),
    ),
    "tscflp": Format(
        "two-stage capacitated location as text, plants, depots, customers: PSC1-C1-50 and the like",
        "optimizer.importing.tscflp",
        ("single_source",),
    ),
    "gsm-stages": Format(
        "safety stock by guaranteed service: table of stages (stage_id, lead_time, ..., up_stages), or trees as JSON",
        "optimizer.importing.gsm_stages",
        ("case", "holding_rate"),
    ),
    "supply-network": Format(
        "locations as JSON: factories, depots, customers and costs of lanes; or facilities and customers",
        "optimizer.importing.supply_network",
    ),
    "anura": Format(
        "a model of Cosmic Frog in Anura 2.8: a workbook, or a folder or zip of .csv files; lists what is left out",
        "optimizer.importing.anura",
        is_partial=True,
    ),
}
"""By the name that ``sourcemix import --format`` takes."""
