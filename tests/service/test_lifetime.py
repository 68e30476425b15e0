"""From the queue to the end: what a job shows on the way, and when it is gone."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from optimizer.service.examples import INPUT
from served import client, events, planned, terms

if TYPE_CHECKING:
    from pathlib import Path

NOBODY = "0" * 32
RESULTS = ("plan", "plan.xlsx", "plan.json", "problems", "problems.json", "problems.xlsx")


def test_what_is_not_over_yet_has_no_result(tmp_path: Path) -> None:
    with client(tmp_path) as asking:
        job = asking.post("/v1/jobs", json=INPUT).json()
        for file in RESULTS:
            answer = asking.get(f"{job['links']['self']}/{file}")
            assert (answer.status_code, answer.headers["retry-after"]) == (409, "2")
        assert asking.get("/v1/comparison", params={"first": job["id"], "second": job["id"]}).status_code == 409
        assert asking.delete(job["links"]["self"]).status_code == 409


@pytest.mark.parametrize("path", ["", "/events", *(f"/{file}" for file in RESULTS)])
def test_nobody_s_job_is_not_found(asking: Any, path: str) -> None:
    assert asking.get(f"/v1/jobs/{NOBODY}{path}").status_code == 404
    assert asking.get(f"/v1/jobs/..%2f{NOBODY}{path}").status_code in {404, 422}


def test_removed_files_are_gone_and_so_is_what_was_in_them(tmp_path: Path) -> None:
    with client(tmp_path, at_once=1) as ours:
        job = planned(ours, name="secret.json")
        assert ours.delete(job["links"]["self"]).status_code == 204
        for path in ("", "/events", "/reruns", "/cancel", *(f"/{file}" for file in RESULTS)):
            method = "POST" if path in {"/reruns", "/cancel"} else "GET"
            assert (
                ours.request(
                    method, f"{job['links']['self']}{path}", json={} if path == "/reruns" else None
                ).status_code
                == 410
            )
        assert ours.get("/v1/jobs").json()["jobs"] == []
        assert list((tmp_path / "jobs").iterdir()) == []


def test_files_are_removed_after_the_stated_time_and_their_memory_later(tmp_path: Path) -> None:
    from optimizer.service.house import House

    with client(tmp_path, at_once=1) as asking:
        job = planned(asking)
    house = House(terms(tmp_path, keep=0.0, remember=3600.0))
    house._round()  # noqa: SLF001 - what the porter does every few seconds
    found = house.jobs.find(job["id"])
    assert found is not None
    assert (found.gone, found.name, found.result) == (True, "", None)
    assert list((tmp_path / "jobs").iterdir()) == []
    house.database.close()
    forgetful = House(terms(tmp_path, keep=0.0, remember=0.0))
    forgetful._round()  # noqa: SLF001
    assert forgetful.jobs.find(job["id"]) is None
    forgetful.database.close()


def test_the_folder_of_an_upload_that_never_became_a_job_is_removed_once_it_is_old(tmp_path: Path) -> None:
    import os

    from optimizer.service.house import House

    house = House(terms(tmp_path))
    old, new = house.folder.begin(), house.folder.begin()
    os.utime(tmp_path / "jobs" / old, (time.time() - 7200,) * 2)
    house._round()  # noqa: SLF001
    assert [path.name for path in (tmp_path / "jobs").iterdir()] == [new]
    house.database.close()


def test_a_waiting_job_is_called_off_at_once(tmp_path: Path) -> None:
    with client(tmp_path) as asking:
        job = asking.post("/v1/jobs", json=INPUT).json()
        cancelled = asking.post(job["links"]["cancel"])
        assert (cancelled.status_code, cancelled.json()["state"]) == (202, "cancelled")
        assert asking.post(job["links"]["cancel"]).status_code == 409
        assert cancelled.json()["result"]["explanation"] == ["It was called off before it was begun."]
        stream = asking.get(job["links"]["events"]).text
        assert [body["state"] for _, _, body in events(iter(stream.splitlines()))] == ["queued", "cancelled"]


def test_events_go_on_where_the_client_lost_them(asking: Any, finished: dict[str, Any]) -> None:
    path = finished["links"]["events"]
    everything = list(events(iter(asking.get(path).text.splitlines())))
    assert [number for number, _, _ in everything] == list(range(1, len(everything) + 1))
    assert [everything[0][2]["state"], everything[-1][2]["state"]] == ["queued", "finished"]
    rest = list(events(iter(asking.get(path, headers={"Last-Event-ID": "2"}).text.splitlines())))
    assert rest == everything[2:]
    assert asking.get(path, headers={"Last-Event-ID": str(len(everything))}).status_code == 204
    assert list(events(iter(asking.get(path, headers={"Last-Event-ID": "nonsense"}).text.splitlines()))) == everything


def test_the_service_says_what_it_takes(asking: Any) -> None:
    found = asking.get("/v1/service").json()
    settings = {setting["name"]: setting for setting in found["settings"]}
    assert (settings["mip_gap"]["kind"], settings["mip_gap"]["upper"]) == ("number", 1.0)
    assert settings["objective"]["choices"] == ["cost", "cost_then_carbon", "cost_then_lead_time"]
    assert (found["at_once"], found["most_waiting"]) == (1, 100)


def test_the_front_leads_to_the_documentation_where_there_is_no_page(
    asking: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from optimizer.service import front

    monkeypatch.setattr(front, "PAGE", tmp_path)
    assert asking.get("/", follow_redirects=False).headers["location"] == "/docs"
    (tmp_path / "index.html").write_text("<p>the page")
    assert asking.get("/").text == "<p>the page"


def test_the_documentation_tells_of_every_route_without_a_script(asking: Any) -> None:
    text = asking.get("/docs").text
    assert "<script" not in text
    for path in asking.get("/openapi.json").json()["paths"]:
        assert path in text
    assert asking.get("/docs.css").headers["content-type"].startswith("text/css")


def test_a_silent_stream_says_that_it_is_still_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from threading import Timer

    from optimizer.service import following

    monkeypatch.setattr(following, "ALIVE", 0.0)
    with client(tmp_path) as asking:
        job = asking.post("/v1/jobs", json=INPUT).json()
        later = Timer(1.0, lambda: asking.post(job["links"]["cancel"]))
        later.start()
        stream = asking.get(job["links"]["events"]).text
        later.join()
    assert ": still there\n\n" in stream
    assert stream.rstrip().splitlines()[-1].startswith('data: {"state": "cancelled"')
