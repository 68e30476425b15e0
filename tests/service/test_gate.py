"""Who may come in: key, name, site, size; and what every answer says to browsers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from optimizer.service.gate import LARGEST_FORM
from optimizer.service.upload import XLSX
from served import KEY, client

if TYPE_CHECKING:
    from collections.abc import Iterator

WRONG = [None, "", KEY, f"Basic {KEY}", "Bearer", f"Bearer {KEY}x", f"Bearer {KEY[:-1]}", "Bearer \xff"]


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with client(tmp_path_factory.mktemp("gate"), largest=1000) as found:
        yield found


def _problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert found["status"] == status
    assert found["detail"]
    assert found["type"].startswith("urn:sourcemix:problem:")
    return found


@pytest.mark.parametrize("shown", WRONG)
@pytest.mark.parametrize("path", ["/v1/jobs", "/v1/service", "/v1/nothing", "/v1"])
def test_without_the_key_nothing_below_v1_is_told(asking: Any, path: str, shown: str | None) -> None:
    headers = {} if shown is None else {"Authorization": shown.encode("latin-1")}
    with_no_key = {name: value for name, value in asking.headers.items() if name != "authorization"}
    request = asking.build_request("GET", path)
    request.headers = type(request.headers)({**with_no_key, "host": "testserver"} | headers)
    answer = asking.send(request)
    _problem(answer, 401)
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("path", ["/health", "/docs", "/openapi.json"])
def test_what_tells_nothing_about_jobs_needs_no_key(asking: Any, path: str) -> None:
    assert asking.get(path, headers={"Authorization": ""}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "evil@testserver", "testserver/x", "a:b:c", ""]
)
def test_a_name_that_is_not_ours_is_refused(asking: Any, host: str) -> None:
    _problem(asking.get("/v1/jobs", headers={"Host": host}), 421)
    _problem(asking.get("/", headers={"Host": host}), 421)


def test_our_name_may_come_with_any_port(asking: Any) -> None:
    assert asking.get("/v1/jobs", headers={"Host": "TestServer:8123"}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://testserver:99", "ftp://testserver", "testserver"]
)
def test_a_page_of_another_site_is_refused_even_with_the_key(asking: Any, origin: str) -> None:
    _problem(asking.get("/v1/jobs", headers={"Origin": origin}), 403)
    _problem(asking.post("/v1/jobs", headers={"Origin": origin, "Content-Type": XLSX}, content=b"PK"), 403)


def test_our_own_page_is_let_in(asking: Any) -> None:
    assert asking.get("/v1/jobs", headers={"Origin": "http://testserver"}).status_code == 200


def test_no_answer_allows_other_sites_to_read_it(asking: Any) -> None:
    answer = asking.options(
        "/v1/jobs", headers={"Origin": "http://testserver", "Access-Control-Request-Method": "POST"}
    )
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("path", ["/health", "/docs", "/v1/jobs", "/nothing", "/v1/jobs/x"])
def test_every_answer_tells_browsers_to_take_nothing_from_elsewhere(asking: Any, path: str) -> None:
    headers = asking.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'self'; ")
    assert "unsafe" not in headers["content-security-policy"]
    assert (headers["x-content-type-options"], headers["x-frame-options"]) == ("nosniff", "DENY")
    assert headers["referrer-policy"] == "no-referrer"
    assert (headers.get("cache-control") == "no-store") == path.startswith("/v1")


def test_an_upload_that_is_too_large_is_refused_before_it_is_read(asking: Any) -> None:
    headers = {"Content-Type": XLSX, "Content-Length": str(1001 + LARGEST_FORM)}
    _problem(asking.post("/v1/jobs", headers=headers, content=b"PK"), 413)


def test_an_upload_that_hides_its_size_is_refused_once_it_is_too_large(asking: Any) -> None:
    def blocks() -> Iterator[bytes]:
        for _ in range(20):
            yield b"P" * (LARGEST_FORM // 10)

    found = _problem(asking.post("/v1/jobs", headers={"Content-Type": XLSX}, content=blocks()), 413)
    assert found["detail"].startswith("More than 0.0 MB are not taken.")


def test_other_bodies_may_be_small_only(asking: Any) -> None:
    body = b'{"settings": {"plan_name": "' + b"x" * LARGEST_FORM + b'"}}'
    path = f"/v1/jobs/{'0' * 32}/reruns"
    _problem(asking.post(path, headers={"Content-Type": "application/json"}, content=body), 413)


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nothing", 404), ("PUT", "/v1/jobs", 405), ("GET", "/page/../app.py", 404)]
)
def test_what_does_not_exist_is_told_as_a_problem_too(asking: Any, method: str, path: str, status: int) -> None:
    _problem(asking.request(method, path), status)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("OPTIONS", "/v1/jobs", "GET, POST"),
        ("PUT", f"/v1/jobs/{'0' * 32}", "DELETE, GET"),
        ("GET", f"/v1/jobs/{'0' * 32}/cancel", "POST"),
        ("PUT", "/docs", "GET"),
    ],
)
def test_a_method_that_a_path_does_not_have_is_told_with_those_it_has(
    asking: Any, method: str, path: str, allowed: str
) -> None:
    answer = asking.request(method, path)
    _problem(answer, 405)
    assert answer.headers["allow"] == allowed
