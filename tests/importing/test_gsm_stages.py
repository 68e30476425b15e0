"""Stages under guaranteed service: tables and trees, against every combination of service times."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import pytest

from importing.oracles import guaranteed, planned
from optimizer.errors import InputError
from optimizer.importing import Choices, import_case

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "stage_id,lead_time,max_s_time,cost_rate,risk_pool,ext_demand_mean,ext_demand_std,ext_demand_thres,up_stages"
CHAIN = (HEAD, "Cell,3,,10.0,2,,,,", "Pack,2,,30.0,2,,,,Cell,4", "Truck,1,1,50.0,,7,2,1.645,Pack,2")
SHARED = (
    HEAD,
    "Steel,3,,2.0,2,,,,",
    "Frame,2,,5.0,2,,,,Steel,1",
    "Car,1,0,9.0,,10,3,1.5,Frame,1",
    "Bus,2,1,20.0,,4,2,2.0,Frame,2",
)


def saved(tmp_path: Path, content: str, name: str = "stages.csv") -> Path:
    path = tmp_path / name
    path.write_text(content)
    return path


def lines(tmp_path: Path, *rows: str) -> Path:
    return saved(tmp_path, "\n".join(rows) + "\n")


def refused(path: Path, choices: Choices | None = None) -> list[str]:
    with pytest.raises(InputError) as error:
        import_case(path, "gsm-stages", choices)
    return [str(issue) for issue in error.value.issues]


def told(path: Path, choices: Choices | None = None) -> list[str]:
    return [str(note) for note in import_case(path, "gsm-stages", choices).notes]


def test_a_chain_costs_what_the_best_service_times_cost(tmp_path: Path) -> None:
    outcome = planned(lines(tmp_path, *CHAIN), "gsm-stages", Choices(holding_rate=0.2))
    value = {"Cell": 10, "Pack": 30 + 4 * 10, "Truck": 50 + 2 * 70}
    stages = {
        name: (time, 0.2 * value[name], most, 0)
        for name, time, most in (("Cell", 3, None), ("Pack", 2, None), ("Truck", 1, 1))
    }
    units = {"Cell": 8, "Pack": 2, "Truck": 1}
    parts = {"Cell": {}, "Pack": {"Cell": 4}, "Truck": {"Pack": 2}}
    assert outcome.cost == pytest.approx(guaranteed(stages, parts, lambda name: 1.645 * 2 * units[name]))


@pytest.mark.parametrize("exponent", [1, 2])
def test_demands_are_pooled_with_what_each_covers_and_uses(tmp_path: Path, exponent: int) -> None:
    rows = [row.replace(",2,,,,", f",{exponent},,,,") for row in SHARED]
    outcome = planned(lines(tmp_path, *rows), "gsm-stages", Choices(holding_rate=1.0))
    car, bus = 1.5 * 3, 2.0 * 2
    pooled = (car**exponent + (2 * bus) ** exponent) ** (1 / exponent)
    cover = {"Steel": pooled, "Frame": pooled, "Car": car, "Bus": bus}
    value = {"Steel": 2, "Frame": 7, "Car": 16, "Bus": 34}
    times = {"Steel": (3, None), "Frame": (2, None), "Car": (1, 0), "Bus": (2, 1)}
    stages = {name: (time, value[name], most, 0) for name, (time, most) in times.items()}
    parts = {"Steel": {}, "Frame": {"Steel": 1}, "Car": {"Frame": 1}, "Bus": {"Frame": 2}}
    assert outcome.cost == pytest.approx(guaranteed(stages, parts, cover.__getitem__))


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_any_delimiter_will_do_and_decimal_commas_beside_them(tmp_path: Path, delimiter: str) -> None:
    whole = import_case(lines(tmp_path, *SHARED), "gsm-stages").records
    rows = [row.replace(",", delimiter).replace(".", ",") for row in SHARED]
    assert import_case(saved(tmp_path, "\r\n".join(rows), "other.txt"), "gsm-stages").records == whole


def test_columns_are_told_by_their_headers(tmp_path: Path) -> None:
    whole = import_case(lines(tmp_path, *CHAIN), "gsm-stages").records
    moved = (
        "Lead Time,Cost_Rate,STAGE ID,ext_demand_std,ext_demand_mean,ext_demand_thres,max_s_time,up_stages",
        "3,10,Cell", "2,30,Pack,,,,,Cell,4", "1,50,Truck,2,7,1.645,1,Pack,2",
    )  # fmt: skip
    assert import_case(lines(tmp_path, *moved), "gsm-stages").records == whole


def test_times_between_days_have_a_finer_grid(tmp_path: Path) -> None:
    rows = [CHAIN[0], CHAIN[1].replace("Cell,3", "Cell,2.5"), *CHAIN[2:]]
    assert import_case(lines(tmp_path, *rows), "gsm-stages").records["Settings"][0]["service_time_step"] == 0.5


def test_what_the_table_leaves_open_is_told(tmp_path: Path) -> None:
    head = HEAD.replace("risk_pool", "colour")
    rows = (head, "Cell,3,,10,red,,,,", "Pack,2,,30,blue,7,2,,Cell,1", "Door,1,,5,,,,,")
    assert told(lines(tmp_path, *rows)) == [
        "stages.csv: The table states no cost of holding stock: 30% of its value a year are taken. Choose another with --holding-rate, or in Settings.",
        "stages.csv, line 1: The column colour has no counterpart, and is left out.",
        "stages.csv, line 3: Pack does not say how much is covered: 1.645 standard deviations are taken.",
        "stages.csv, line 3: Pack states no longest service time: its customers are taken to wait as long as it takes. State 0 if they are served at once.",
        "stages.csv, line 4: Door serves no demand, and needs no stock.",
    ]


def test_exponents_that_a_plan_cannot_mix_are_warned_of(tmp_path: Path) -> None:
    rows = [SHARED[0], SHARED[1].replace(",2,,,,", ",1,,,,"), *SHARED[2:]]
    (note,) = told(lines(tmp_path, *rows), Choices(holding_rate=0.2))
    assert note.startswith(
        "stages.csv, line 3: Frame adds deviations up with the exponent 2, and a plan has one for all: 1."
    )


def test_everything_wrong_with_a_table_is_named_at_once(tmp_path: Path) -> None:
    rows = (
        HEAD,
        "Cell,three,,10,2,,,,",
        "Cell,3,,,2,,,,",
        "Pack,2,,30,2,7,-2,,Cel,1",
        ",1,,5,,,,,Cell,0",
        "Door,1,,5,,,,,Cell,1,Pack",
    )
    assert refused(lines(tmp_path, *rows)) == [
        "stages.csv, line 2: lead_time is 'three'. Enter a number from 0 to 1e+15.",
        "stages.csv, line 3: cost_rate of Cell is blank. Enter it.",
        "stages.csv, line 4: ext_demand_std is '-2'. Enter a number from 0 to 1e+15.",
        "stages.csv, line 5: stage_id is blank. Name the stage.",
        "stages.csv, line 5: Of Cell nothing goes in: its units are 0. Enter a number above 0.",
        "stages.csv, line 6: up_stages holds 3 cells, which are no pairs. Enter each stage and, behind it, its units in one unit.",
        "stages.csv, line 3: Stage Cell stands on line 2 already. Remove one, or rename it.",
        "stages.csv, line 4: There is no stage Cel, which goes into Pack. Did you mean Cell? Correct the name, or add the stage.",
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((HEAD,), "stages.csv: No stage has demand with a standard deviation"),
        (CHAIN[:3], "stages.csv: No stage has demand with a standard deviation"),
        (("stage,lead_time", "a,1"), "stages.csv, line 1: There is no column stage_id, cost_rate, ext_demand_std, up_stages."),
        ((f"{HEAD},remarks", "a,1"), "stages.csv, line 1: Columns stand behind up_stages"),
        ((HEAD, "A,1,,5,2,,,,B,1", "B,1,,5,2,1,1,1,A,1"), "stages.csv, line 2: Stages feed each other in a circle: A <- B <- A."),
    ],
)  # fmt: skip
def test_a_table_that_is_no_chain_is_refused(tmp_path: Path, rows: tuple[str, ...], said: str) -> None:
    (issue,) = refused(lines(tmp_path, *rows))
    assert issue.startswith(said)


TREE: dict[str, Any] = {
    "z": 1.2,
    "stages": {
        "1": {"time": 2, "holding_cost": 1, "inbound_service_time": 1},
        "2": {"time": 1, "holding_cost": 3, "max_service_time": 0, "demand_sd": 1, "z": 2},
        "3": {"time": 1, "holding_cost": 2, "inbound_service_time": 4},
        "4": {"time": 1, "holding_cost": 3, "max_service_time": 1, "demand_sd": 2, "demand": 9},
    },
    "arcs": [["1", "3"], ["3", "2"], ["3", "4", 2]],
}


def test_a_tree_costs_what_the_best_service_times_cost(tmp_path: Path) -> None:
    outcome = planned(saved(tmp_path, json.dumps(TREE), "tree.json"), "gsm-stages")
    pooled = 1.2 * math.sqrt(1 + 4**2)
    cover = {"1": pooled, "2": 2.0, "3": pooled, "4": 1.2 * 2}
    stages = {"1": (2, 1.0, None, 1), "2": (1, 3.0, 0, 0), "3": (1, 2.0, None, 4), "4": (1, 3.0, 1, 0)}
    parts = {"1": {}, "2": {"3": 1}, "3": {"1": 1}, "4": {"3": 2}}
    assert outcome.cost == pytest.approx(guaranteed(stages, parts, cover.__getitem__))


def test_one_of_several_trees_is_chosen(tmp_path: Path) -> None:
    path = saved(tmp_path, json.dumps({"source": "a book", "first": TREE, "second": {**TREE, "z": 1.5}}), "trees.json")
    assert refused(path) == ["trees.json: The file holds 2 cases. Choose with --case: first, second."]
    assert refused(path, Choices(case="secnd")) == [
        "trees.json: There is no case secnd in the file. Did you mean second? Choose from first, second."
    ]
    assert (
        import_case(path, "gsm-stages", Choices(case="second")).records
        != import_case(path, "gsm-stages", Choices(case="first")).records
    )


def test_a_table_has_no_cases(tmp_path: Path) -> None:
    assert refused(lines(tmp_path, *CHAIN), Choices(case="first")) == [
        "stages.csv: A table of stages is one case by itself. Leave --case out."
    ]


def test_everything_wrong_with_a_tree_is_named_at_its_place(tmp_path: Path) -> None:
    stages = {**TREE["stages"], "3": {"time": "long", "holding_cost": -2}, "5": {}}
    path = saved(
        tmp_path,
        json.dumps({"t": {"stages": stages, "arcs": [["1", "3"], ["3", "9"], ["2"], ["3", "4", None]]}}),
        "t.json",
    )
    assert refused(path) == [
        "t.json, t.arcs[1]: There is no stage 9. Correct the name, or add the stage.",
        't.json, t.arcs[2]: This is no arc. Enter ["from", "to"], or ["from", "to", units in one unit].',
        "t.json, t.arcs[3]: null is no number. Enter a number.",
        't.json, t.stages.3.time: "long" is no number. Enter a number.',
        "t.json, t.stages.3.holding_cost: -2 is too small. Enter a number of at least 0.",
        "t.json, t.stages.5.time: This is not given. Enter it.",
        "t.json, t.stages.5.holding_cost: This is not given. Enter it.",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "t.json, line 1: The file is no readable JSON"),
        ("[1]", "t.json: The file does not hold a JSON object"),
        ("{}", "t.json: No entry holds stages."),
        ('{"stages": []}', "t.json, stages: This is no object with an entry for each stage."),
        ("[" * 100_000, "t.json: The file is no readable JSON: its brackets are nested too deeply."),
        ('{"stages": {"a": {"time": 1, "holding_cost": 1, "demand_sd": NaN}}}', "t.json, stages.a.demand_sd: NaN is no number."),
    ],
)  # fmt: skip
def test_what_is_no_tree_is_refused(tmp_path: Path, content: str, said: str) -> None:
    (issue, *_) = refused(saved(tmp_path, content, "t.json"))
    assert issue.startswith(said)
