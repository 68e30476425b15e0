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

    """

    summary: str
    module: str
    choices: tuple[str, ...] = ()


FORMATS: dict[str, Format] = {
    "orlib-cap": Format(
        "warehouse location of the OR-Library: cap41 to cap134, capa, capb, capc; with or without limits",
        "optimizer.importing.orlib_cap",
        ("capacity",),
    ),
    "anura": Format(
        "a model of Cosmic Frog in Anura 2.8: a workbook, or a folder or zip file of .csv files; tells what is left out",
        "optimizer.importing.anura",
    ),
}
"""By the name that ``sourcemix import --format`` takes."""
