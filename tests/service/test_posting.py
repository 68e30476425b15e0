"""Workbooks come in: in every form that is taken, once for each key, as many as the queue holds."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from optimizer.service import posting
from optimizer.service.examples import INPUT
from optimizer.service.upload import LONGEST_NAME, XLSM, XLSX, label
from served import client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BOOK = b"PK\x03\x04 not read by the service itself"
FORM = {"workbook": ("plan.xlsx", BOOK, XLSX)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "service"


@pytest.fixture
def asking(folder: Path) -> Iterator[Any]:
    with client(folder, most_waiting=3) as found:
        yield found


def _left(folder: Path) -> list[Path]:
    return sorted((folder / "jobs").iterdir())


def _raw(asking: Any, content: bytes = BOOK, media: str = XLSX, **headers: str) -> Any:
    return asking.post("/v1/jobs", content=content, headers={"Content-Type": media, **headers})


def test_a_workbook_waits_in_the_queue_and_says_where(asking: Any, folder: Path) -> None:
    answer = _raw(asking)
    job = answer.json()
    assert answer.status_code == 202
    assert answer.headers["location"] == job["links"]["self"] == f"/v1/jobs/{job['id']}"
    assert (job["state"], job["position"], job["size"], job["name"]) == ("queued", 1, len(BOOK), "workbook.xlsx")
    assert asking.get(answer.headers["location"]).json() == job
    assert (folder / "jobs" / job["id"] / "input.xlsx").read_bytes() == BOOK


@pytest.mark.parametrize(
    ("sent", "kind", "name"),
    [
        ({"files": FORM}, ".xlsx", "plan.xlsx"),
        ({"files": {"workbook": ("plan.XLSM", BOOK, "application/octet-stream")}}, ".xlsm", "plan.XLSM"),
        ({"files": {"workbook": ("plan.json", b"{}")}}, ".json", "plan.json"),
        ({"json": INPUT}, ".json", "workbook.json"),
        ({"content": BOOK, "headers": {"Content-Type": XLSM}}, ".xlsm", "workbook.xlsm"),
        (
            {"content": BOOK, "headers": {"Content-Type": f"{XLSX}; charset=binary"}, "params": {"name": "ev.xlsx"}},
            ".xlsx",
            "ev.xlsx",
        ),
    ],
)
def test_every_form_is_taken(asking: Any, folder: Path, sent: Any, kind: str, name: str) -> None:
    answer = asking.post("/v1/jobs", **sent)
    assert answer.status_code == 202, answer.text
    assert answer.json()["name"] == name
    assert (folder / "jobs" / answer.json()["id"] / f"input{kind}").is_file()


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"content": b"a,b", "headers": {"Content-Type": "text/csv"}}, 415, "not-a-workbook"),
        ({"content": BOOK}, 415, "not-a-workbook"),
        ({"content": BOOK, "headers": {"Content-Type": XLSX, "Content-Encoding": "gzip"}}, 415, "compressed"),
        ({"files": {"workbook": ("plan.csv", b"a,b", "text/csv")}}, 415, "not-a-workbook"),
        ({"files": {"other": ("plan.xlsx", BOOK, XLSX)}}, 422, "unknown-part"),
        ({"files": {**FORM, "gap": (None, "0.1")}}, 422, "unknown-part"),
        ({"files": {"workbook": (None, "text")}}, 422, "no-workbook"),
        ({"content": b"", "headers": {"Content-Type": XLSX}}, 422, "empty"),
        ({"content": b"[]", "headers": {"Content-Type": "application/json"}}, 422, "not-an-object"),
        ({"content": b"no form", "headers": {"Content-Type": "multipart/form-data"}}, 400, "bad-request"),
        ({"json": INPUT, "params": {"gap": 2}}, 422, "not-allowed"),
        ({"json": INPUT, "params": {"time_limit": "nan"}}, 422, "not-allowed"),
        ({"json": INPUT, "headers": {"Idempotency-Key": "a b"}}, 422, "not-allowed"),
    ],
)
def test_what_cannot_be_planned_is_refused_and_leaves_nothing_behind(
    asking: Any, folder: Path, sent: Any, status: int, code: str
) -> None:
    answer = asking.post("/v1/jobs", **sent)
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:sourcemix:problem:{code}")
    assert _left(folder) == []
    assert asking.get("/v1/jobs").json()["jobs"] == []


@pytest.mark.parametrize("name", ["../../../etc/passwd.xlsx", r"..\..\boot.xlsx", "/abs/olute.xlsx", "nul\x00l.xlsx", "x" * 299 + ".xlsx", "%2e%2e%2fa.xlsx", "a\r\nb.xlsx"])  # fmt: skip
def test_a_name_is_a_label_and_never_a_path(asking: Any, folder: Path, name: str) -> None:
    job = asking.post("/v1/jobs", files={"workbook": (name, BOOK, XLSX)}).json()
    assert {path.name for path in folder.rglob("*") if path.is_file()} - {
        "jobs.sqlite",
        "jobs.sqlite-wal",
        "jobs.sqlite-shm",
    } == {"input.xlsx"}
    assert "/" not in job["name"]
    assert "\\" not in job["name"]
    assert len(job["name"]) <= LONGEST_NAME
    assert job["name"].isprintable()


def test_a_label_keeps_its_ending_and_half_a_surrogate_pair_never_comes_through() -> None:
    assert label("y" * 500 + ".json").endswith("yyy.json")
    assert label("a\ud800b.xlsx") == "a b.xlsx"


def test_the_same_key_and_body_give_the_same_job(asking: Any, folder: Path) -> None:
    first, again = (_raw(asking, **{"Idempotency-Key": '"one"'}) for _ in range(2))
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.headers["location"] == again.headers["location"]
    assert _raw(asking, **{"Idempotency-Key": "one"}).json()["id"] == first.json()["id"], "quotes are not part of it"
    assert [path.name for path in _left(folder)] == [first.json()["id"]]


@pytest.mark.parametrize("change", [{"content": b"PK other"}, {"params": {"gap": 0.1}}, {"params": {"name": "b.xlsx"}}])
def test_the_same_key_with_something_else_is_refused(asking: Any, folder: Path, change: Any) -> None:
    headers = {"Content-Type": XLSX, "Idempotency-Key": "one"}
    assert asking.post("/v1/jobs", content=BOOK, headers=headers).status_code == 202
    answer = asking.post("/v1/jobs", **{"content": BOOK, "headers": headers, **change})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:sourcemix:problem:key-used-before")
    assert len(_left(folder)) == 1


def test_without_a_key_the_same_body_is_another_job(asking: Any) -> None:
    assert _raw(asking).json()["id"] != _raw(asking).json()["id"]


def test_a_full_queue_says_when_to_come_back_and_keeps_nothing(asking: Any, folder: Path) -> None:
    positions = [_raw(asking).json()["position"] for _ in range(3)]
    answer = _raw(asking)
    assert positions == [1, 2, 3]
    assert (answer.status_code, answer.json()["type"]) == (429, "urn:sourcemix:problem:queue-full")
    assert 1 <= int(answer.headers["retry-after"]) <= 600
    assert len(_left(folder)) == 3


def test_the_same_request_again_is_answered_even_when_the_queue_is_full(asking: Any) -> None:
    first = _raw(asking, **{"Idempotency-Key": "one"})
    for _ in range(2):
        _raw(asking)
    again = _raw(asking, **{"Idempotency-Key": "one"})
    assert (again.status_code, again.json()["id"]) == (202, first.json()["id"])


def test_many_at_once_never_overfill_the_queue(asking: Any, folder: Path) -> None:
    with ThreadPoolExecutor(12) as clients:
        answers = list(clients.map(lambda _: _raw(asking), range(24)))
    taken = [answer.json()["id"] for answer in answers if answer.status_code == 202]
    assert len(taken) == 3
    assert {answer.status_code for answer in answers} == {202, 429}
    assert sorted(taken) == [path.name for path in _left(folder)]


def test_many_at_once_with_one_key_are_one_job(asking: Any, folder: Path) -> None:
    with ThreadPoolExecutor(12) as clients:
        answers = list(clients.map(lambda _: _raw(asking, **{"Idempotency-Key": "one"}), range(24)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["id"] for answer in answers}) == len(_left(folder)) == 1


def test_without_room_on_the_disk_nothing_is_taken(asking: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "SPARE", 1 << 40)
    assert _raw(asking).status_code == 507


def test_an_upload_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with client(tmp_path, upload_seconds=0.0) as asking:
        answer = asking.post("/v1/jobs", files=FORM)
        assert answer.status_code == 408
        assert _left(tmp_path) == []


def test_a_rerun_keeps_what_is_not_given(asking: Any) -> None:
    first = asking.post("/v1/jobs", json=INPUT, params={"gap": 0.2, "scenario": "dear", "name": "ev.json"}).json()
    again = asking.post(
        f"{first['links']['self']}/reruns", json={"time_limit": 9, "settings": {"discount_rate": 0.1}}
    ).json()
    last = asking.post(
        f"{again['links']['self']}/reruns", json={"gap": None, "settings": {"discount_rate": None, "seed": 3}}
    ).json()
    assert again["order"] == {
        "time_limit": 9,
        "gap": 0.2,
        "strict": False,
        "scenario": "dear",
        "settings": {"discount_rate": 0.1},
    }
    assert last["order"] == {"time_limit": 9, "gap": None, "strict": False, "scenario": "dear", "settings": {"seed": 3}}
    assert (again["based_on"], last["based_on"], last["name"]) == (first["id"], again["id"], "ev.json")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"settings": {"objective": "nonsense"}}, "objective is 'nonsense'"),
        ({"settings": {"discount_rate": 7}}, "discount_rate"),
        ({"settings": {"nothing": 1}}, "nothing"),
        ({"gap": 3}, "less than or equal to 1"),
        ({"colour": "red"}, "Extra inputs"),
        ([], "valid dictionary"),
    ],
)
def test_a_rerun_with_a_value_that_is_not_allowed_is_refused(asking: Any, body: Any, words: str) -> None:
    first = asking.post("/v1/jobs", json=INPUT).json()
    answer = asking.post(f"{first['links']['self']}/reruns", json=body)
    assert answer.status_code == 422
    assert words in answer.json()["detail"]
    assert answer.json()["errors"]


def test_a_rerun_has_its_own_key(asking: Any) -> None:
    path = f"{asking.post('/v1/jobs', json=INPUT).headers['location']}/reruns"
    headers = {"Idempotency-Key": "one"}
    first, again, other = (asking.post(path, json={"gap": gap}, headers=headers) for gap in (0.1, 0.1, 0.2))
    assert first.json()["id"] == again.json()["id"]
    assert other.status_code == 422


def test_jobs_are_listed_the_newest_first_page_by_page(tmp_path: Path) -> None:
    with client(tmp_path) as asking:
        made = [_raw(asking).json()["id"] for _ in range(5)]
        first = asking.get("/v1/jobs", params={"limit": 3}).json()
        second = asking.get(first["next"]).json()
    assert [job["id"] for job in [*first["jobs"], *second["jobs"]]] == made[::-1]
    assert second["next"] is None


def test_the_example_of_the_documentation_is_a_valid_input() -> None:
    from optimizer import check

    assert list(check(json.loads(json.dumps(INPUT))["sheets"])) == []
