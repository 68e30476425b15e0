"""Stages as JSON: one tree or several by name, or instances of the package stockpyl.

::

    {"NAME": {"z": 1.645, "stages": {"1": {"time": 2, "holding_cost": 1, "inbound_service_time": 1,
                                           "max_service_time": 0, "demand_sd": 1, "demand": 10, "z": 1}, ...},
              "arcs": [["1", "3"], ...]}, ...}         from a stage to the one it feeds; a third entry: units in one

``holding_cost`` is of one unit for one unit of time, so that the cost of the plan is the cost of that time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optimizer.importing.json_case import JsonCase
from optimizer.importing.stages import USUAL_Z, Stage
from optimizer.intake.guesses import closest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def trees_of(content: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Trees by name; a file that is one itself has no name."""
    if "stages" in content:
        return {"": content}
    return {name: tree for name, tree in content.items() if isinstance(tree, dict) and "stages" in tree}


def stages_of(path: Path, name: str, tree: Mapping[str, Any]) -> tuple[list[Stage], float]:
    """Return the stages of a tree, and how many standard deviations are covered where a stage does not say.

    Raises
    ------
    InputError
        With everything that is wrong, each by its place.

    """
    case = JsonCase(path, tree, f"{name}." if name else "")
    entries = tree["stages"]
    if not isinstance(entries, dict) or not all(isinstance(entry, dict) for entry in entries.values()) or not entries:
        case.refuse("stages", "This is no object with an entry for each stage.", "Enter the stages.")
        case.accept()
    parts = _parts(case, entries)
    whole = case.optional("z")
    stages = [_stage(path, case, name, key, entry, parts[key]) for key, entry in entries.items()]
    stated = [stage.z for stage in stages if stage.z is not None]
    case.accept()
    return stages, whole if whole is not None else max(stated, default=USUAL_Z)


def _stage(path: Path, case: JsonCase, tree: str, key: str, entry: Mapping[str, Any], parts: dict[str, float]) -> Stage:
    own = JsonCase(path, entry, f"{tree}.stages.{key}." if tree else f"stages.{key}.")
    for needed in ("time", "holding_cost"):
        if needed not in own:
            own.refuse(needed, "This is not given.", "Enter it.", "blank-required")
    stage = Stage(
        _named(key),
        own.optional("time", 0.0) or 0.0,
        own.optional("holding_cost", 0.0) or 0.0,
        {_named(part): units for part, units in parts.items()},
        own.optional("max_service_time"),
        own.optional("inbound_service_time", 0.0) or 0.0,
        own.optional("demand"),
        own.optional("demand_sd"),
        own.optional("z"),
    )
    case.issues.extend(own.issues)
    return stage


def _named(key: str) -> str:
    """Name of a stage that is known by a number: workbooks would take it for one."""
    return f"stage {key}" if key.isdecimal() else key


def _parts(case: JsonCase, entries: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """Units of each stage that go into one unit of those it feeds."""
    found: dict[str, dict[str, float]] = {key: {} for key in entries}
    for n, arc in enumerate(case.listed("arcs")):
        where = f"arcs[{n}]"
        if not isinstance(arc, list) or len(arc) not in {2, 3}:
            case.refuse(where, "This is no arc.", 'Enter ["from", "to"], or ["from", "to", units in one unit].')
            continue
        child, parent = (str(end) for end in arc[:2])
        unknown = [end for end in (child, parent) if end not in entries]
        for end in unknown:
            found_words = f"There is no stage {end}.{closest(end, entries)}"
            case.refuse(where, found_words, "Correct the name, or add the stage.", "unknown-reference")
        if not unknown:
            found[parent][child] = case.number(arc[2], where) if len(arc) > 2 else 1.0  # noqa: PLR2004 - units
    return found
