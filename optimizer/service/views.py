"""What clients see and send, as JSON: the published form of jobs, results and comparisons."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from models.sheets import Settings
from optimizer.json_schema import json_schema
from optimizer.service.job import State

RERUN_SETTINGS = "Values that take the place of those on the sheet Settings."
PRINTABLE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]*$"
"""What texts may hold: what a workbook can."""
Scalar = str | bool | Annotated[float, Field(allow_inf_nan=False)] | None


def _as_settings(schema: dict[str, Any]) -> None:
    """Describe values for the sheet Settings as the sheet itself does."""
    sheet = json_schema("input")["properties"]["sheets"]["properties"][Settings.sheet]["items"]["properties"]
    values = {name: _or_null(column) for name, column in sheet.items() if name != "notes"}
    schema.clear()
    schema.update(type="object", properties=values, additionalProperties=False, description=RERUN_SETTINGS)


def _or_null(column: dict[str, Any]) -> dict[str, Any]:
    if "enum" in column:
        return {**column, "enum": list(dict.fromkeys([*column["enum"], None]))}
    printable = {"pattern": PRINTABLE} if "string" in column["type"] else {}
    return {**column, **printable, "type": list(dict.fromkeys([*column["type"], "null"]))}


class _View(BaseModel):
    """A form that has these fields and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ProgressView(_View):
    """How far a job is."""

    words: str = Field(description="What is being done.")
    best: float | None = Field(description="Cost of the best plan so far.")
    bound: float | None = Field(description="What no plan can cost less than.")
    gap: float | None = Field(description="Share by which the best plan may still be too dear.")
    seconds: float = Field(description="Since it was begun.")


class ResultView(_View):
    """What came of a job."""

    status: str = Field(description="What was found, for programs: OPTIMAL, INFEASIBLE, PROBLEMS, CRASHED, ...")
    words: str = Field(description="The same for people.")
    explanation: list[str] = Field(description="Why there is no plan, or why it ended early.")
    cost: float | None = Field(description="Present value of all costs.")
    bound: float | None = Field(description="What no plan can cost less than.")
    gap: float | None = Field(description="Share by which the plan may be too dear.")
    currency: str
    seconds: float = Field(description="How long it was planned.")
    errors: int = Field(description="Errors of the input; see the problems.")
    warnings: int = Field(description="Warnings of the input.")
    settings: dict[str, Scalar] = Field(description="Settings that were in force.")


class OrderView(_View):
    """How a job is planned."""

    time_limit: float | None
    gap: float | None
    strict: bool
    scenario: str | None
    settings: dict[str, Scalar]


class Links(_View):
    """Where to go from a job."""

    self: str
    events: str
    cancel: str | None = None
    plan: str | None = None
    problems: str | None = None


JOB_EXAMPLE: dict[str, Any] = {
    "id": "6f1c0e6c8f5b4f0e9a3d2b1c0a9f8e7d",
    "name": "ev_components.xlsx",
    "state": "running",
    "position": None,
    "size": 81234,
    "created": "2027-01-04T09:00:00Z",
    "started": "2027-01-04T09:00:01Z",
    "ended": None,
    "kept_until": None,
    "cancel_requested": False,
    "order": {"time_limit": 120.0, "gap": 0.01, "strict": False, "scenario": None, "settings": {}},
    "based_on": None,
    "progress": {"words": "planning", "best": 1252.0, "bound": 1240.0, "gap": 0.0096, "seconds": 4.2},
    "result": None,
    "links": {
        "self": "/v1/jobs/6f1c0e6c8f5b4f0e9a3d2b1c0a9f8e7d",
        "events": "/v1/jobs/6f1c0e6c8f5b4f0e9a3d2b1c0a9f8e7d/events",
        "cancel": "/v1/jobs/6f1c0e6c8f5b4f0e9a3d2b1c0a9f8e7d/cancel",
        "plan": None,
        "problems": None,
    },
}


class JobView(_View):
    """A job."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [JOB_EXAMPLE]})

    id: str
    name: str = Field(description="What the workbook is called.")
    state: State = Field(
        description="finished: there is a plan; failed: none, the result says why; cancelled: called off without one."
    )
    position: int | None = Field(description="Place in the queue, from 1; null when it does not wait.")
    size: int = Field(description="Size of the input [bytes].")
    created: dt.datetime
    started: dt.datetime | None
    ended: dt.datetime | None
    kept_until: dt.datetime | None = Field(description="When its files are removed.")
    cancel_requested: bool
    order: OrderView
    based_on: str | None = Field(description="The job whose input it plans again.")
    progress: ProgressView | None
    result: ResultView | None
    links: Links


class JobsView(_View):
    """Jobs, the newest first."""

    jobs: list[JobView]
    next: str | None = Field(description="Where the older ones are.")


class Rerun(BaseModel):
    """How to plan the input of a job again; what is not given stays as it was, null takes it back to the workbook's."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        json_schema_extra={"examples": [{"gap": 0.005, "settings": {"discount_rate": 0.1}}]},
    )

    time_limit: float | None = Field(default=None, gt=0, le=1e6, allow_inf_nan=False, description="[s]")
    gap: float | None = Field(default=None, ge=0, le=1, allow_inf_nan=False, description="Share, e.g. 0.01.")
    strict: bool = Field(default=False, description="Treat warnings as errors.")
    scenario: str | None = Field(default=None, min_length=1, max_length=200, description="Name on the sheet Scenarios.")
    settings: dict[str, Scalar] = Field(default_factory=dict, max_length=100, json_schema_extra=_as_settings)


class SettingView(_View):
    """One setting that a workbook may have."""

    name: str
    help: str
    unit: str
    kind: Literal["number", "text"]
    choices: list[str]
    default: Scalar
    lower: float | None
    upper: float | None


class ServiceView(_View):
    """The service itself."""

    version: str
    largest_upload: int = Field(description="[bytes]")
    most_waiting: int = Field(description="Longest queue.")
    waiting: int
    running: int
    at_once: int = Field(description="How many are planned at once.")
    kept_seconds: float = Field(description="How long jobs are kept after their end.")
    settings: list[SettingView] = Field(description="Settings that a rerun can change.")


class HealthView(_View):
    """Whether the service works."""

    status: Literal["ok", "failing"]


class Pair(_View):
    """A figure of both jobs."""

    name: str
    item: str = ""
    unit: str = ""
    first: float | None
    second: float | None
    difference: float | None


class SettingPair(_View):
    """A setting that differs."""

    name: str
    first: Scalar
    second: Scalar


class ComparisonView(_View):
    """Two jobs beside each other: second less first."""

    first: JobView
    second: JobView
    cost: Pair
    settings: list[SettingPair] = Field(description="Settings that differ.")
    sheets: list[str] = Field(description="Input sheets that differ.")
    costs: list[Pair] = Field(description="Present value of each kind of cost.")
    shares: list[Pair] = Field(description="Share of each source (name) in each item.")
    orders: list[Pair] = Field(description="Options ordered.")
    figures: list[Pair] = Field(description="Key figures.")
