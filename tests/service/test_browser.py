"""The page in a browser, as a planner uses it: drop, read what is wrong, watch, stop, download, change, compare."""

from __future__ import annotations

import json
import shutil
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from optimizer.service.app import create_app
from optimizer.service.examples import INPUT
from optimizer.workbook.template import write_input
from served import KEY, PATIENCE, terms
from tiny import table, two_sources

if TYPE_CHECKING:
    from collections.abc import Iterator

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
DROP = """([name, bytes]) => {
    const carried = new DataTransfer();
    carried.items.add(new File([new Uint8Array(bytes)], name));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
LEAST_CONTRAST = 4.5
NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    with playwright.sync_playwright() as driver:
        try:
            found = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        except playwright.Error as error:
            pytest.skip(f"no browser here: {error.message.splitlines()[0]}")
        yield found
        found.close()


class Service:
    """The service in this process, on a port of its own."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        mine = terms(folder, at_once=1, work="faulty_posts:perform", hosts=frozenset({"127.0.0.1"}))
        config = uvicorn.Config(create_app(mine), port=port, log_level="error", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        deadline = time.monotonic() + PATIENCE
        while not self._server.started and time.monotonic() < deadline:
            time.sleep(0.05)
        self.port = self._server.servers[0].sockets[0].getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}/"

    def end(self) -> None:
        self._server.should_exit = True
        self._thread.join(PATIENCE)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    found = Service(tmp_path_factory.mktemp("browser"))
    yield found
    found.end()


@pytest.fixture
def page(browser: Any, service: Service) -> Iterator[Any]:
    """A page that shows the key; whatever it complains about fails the test."""
    yield from _opened(browser, service.address)


def _opened(browser: Any, address: str, **looks: Any) -> Iterator[Any]:
    context = browser.new_context(**{"viewport": {"width": 1200, "height": 900}, **looks})
    context.set_default_timeout(PATIENCE * 1000)
    found, complaints = context.new_page(), []
    found.on("pageerror", lambda error: complaints.append(str(error)))
    found.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    found.on(
        "request", lambda asked: None if asked.url.startswith((address, "blob:")) else complaints.append(asked.url)
    )
    found.goto(f"{address}#key={KEY}")
    found.wait_for_selector("#work:not([hidden])")
    yield found
    context.close()
    assert not complaints


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workbooks")
    write_input(folder / "good.xlsx", two_sources(Baseline=table("item destination site share", ("x", "ALL", "mx", 1))))
    write_input(folder / "bad.xlsx", two_sources(Items=table("item value", ("x", "dear"))))
    write_input(folder / "wait-1.xlsx", two_sources())
    (folder / "two.json").write_text(json.dumps(INPUT))
    return folder


def drop(page: Any, path: Path) -> None:
    page.evaluate(DROP, [path.name, list(path.read_bytes())])


def choose(page: Any, path: Path) -> None:
    page.set_input_files("#file", path)


def plan(page: Any, path: Path) -> None:
    choose(page, path)
    page.wait_for_selector("#figures")


def test_a_dropped_workbook_becomes_a_plan_that_can_be_read_and_downloaded(page: Any, files: Path) -> None:
    drop(page, files / "good.xlsx")
    page.wait_for_selector("#figures")
    assert page.locator(".card", has_text="Total cost").locator(".value").inner_text().startswith("52,000")
    assert "better" in page.locator(".card", has_text="Total cost").inner_text()
    assert page.locator("#said").inner_text() == "good.xlsx is planned. Optimal: no plan costs less."
    for button, name in (("Excel", "good.plan.xlsx"), ("JSON", "good.plan.json"), ("HTML report", "good.plan.html")):
        with page.expect_download() as carried:
            page.get_by_role("button", name=button).click()
        assert carried.value.suggested_filename == name
        assert Path(carried.value.path()).stat().st_size > 1000
    assert page.url.endswith(page.locator(".runs a[aria-current]").get_attribute("href"))


def test_problems_are_shown_with_their_cells(page: Any, files: Path) -> None:
    drop(page, files / "bad.xlsx")
    row = page.locator("tr", has_text="Items!C6")
    row.wait_for()
    assert "dear" in row.inner_text()
    assert "1 error" in page.locator("#run").inner_text()
    with page.expect_download() as carried:
        page.get_by_role("button", name="Workbook with the problems marked").click()
    assert carried.value.suggested_filename == "bad.problems.xlsx"


def test_what_is_no_workbook_is_refused_at_once(page: Any, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("x")
    drop(page, path)
    page.get_by_text("notes.txt is no workbook. Save it as .xlsx first.").wait_for()


def test_progress_is_live_and_stopping_keeps_the_best_plan(page: Any, files: Path) -> None:
    drop(page, files / "wait-1.xlsx")
    curve = page.locator(".curve svg")
    curve.wait_for()
    assert page.locator(".live").inner_text().count("\n") >= 7
    first = page.locator(".live dd").first.inner_text()
    page.wait_for_function("before => document.querySelector('.live dd').textContent !== before", arg=first)
    page.get_by_role("button", name="Stop").click()
    page.wait_for_selector("#figures, .status.bad")
    assert page.get_by_role("button", name="Stop").count() == 0


def test_other_settings_make_another_plan_that_can_be_compared(page: Any, files: Path) -> None:
    plan(page, files / "two.json")
    first = page.url
    page.get_by_text("Change settings and plan again").click()
    page.get_by_role("button", name="Plan again").click()
    page.get_by_text("Change a setting first").wait_for()
    page.fill(".settings [name=service_level]", "7")
    page.get_by_role("button", name="Plan again").click()
    assert page.url == first  # the browser itself says that 7 is too much
    page.fill(".settings [name=service_level]", "0.95")
    page.fill(".settings [name=discount_rate]", "0.2")
    page.get_by_role("button", name="Plan again").click()
    page.wait_for_function("before => location.href !== before", arg=first)
    page.wait_for_selector("#figures")
    assert "discount_rate 0.2" in page.locator(".actions").inner_text()
    page.get_by_role("button", name="Compare").click()
    title = page.get_by_role("heading", name="The second costs")
    title.wait_for()
    assert title.inner_text().endswith("less")
    assert "0.2" in page.locator("#run section", has_text="Settings that differ").inner_text()
    page.go_back()
    page.wait_for_selector("#figures")


def test_everything_can_be_done_with_the_keyboard(page: Any, files: Path) -> None:
    plan(page, files / "good.xlsx")
    page.goto("about:blank")
    page.go_back()
    page.wait_for_selector("#figures")
    reached = []
    for _ in range(24):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("(e => `${e.tagName} ${e.id || e.textContent.trim().slice(0, 30)}`)(document.activeElement)")
        )
    assert reached[0] == "A Skip to the run"
    for wanted in (
        "SELECT theme",
        "INPUT file",
        "SUMMARY Options",
        "BUTTON Excel",
        "SUMMARY Change settings and plan again",
    ):
        assert wanted in reached, reached
    with page.expect_download():
        page.get_by_role("button", name="Excel").focus()
        page.keyboard.press("Enter")


def test_a_run_can_be_removed(page: Any, files: Path) -> None:
    plan(page, files / "good.xlsx")
    own = page.url.partition("#")[2]
    page.get_by_text("Remove this run").click()
    page.get_by_role("button", name="Remove").click()
    page.wait_for_selector(f'.runs a[href="#{own}"]', state="detached")
    assert page.locator("#run").inner_text() == ""


def test_a_wrong_key_is_asked_for_again(browser: Any, service: Service) -> None:
    context = browser.new_context()
    found = context.new_page()
    found.goto(f"{service.address}#key=wrong")
    found.get_by_text("This key is not, or no longer, right.").wait_for()
    assert "key" not in found.url
    found.fill("#key", KEY)
    found.keyboard.press("Enter")
    found.wait_for_selector("#work:not([hidden])")
    context.close()


def test_a_lost_connection_is_taken_up_again(browser: Any, files: Path, tmp_path: Path) -> None:
    service = Service(tmp_path)
    context = browser.new_context()
    context.set_default_timeout(PATIENCE * 1000)
    found = context.new_page()
    found.goto(f"{service.address}#key={KEY}")
    found.wait_for_selector("#work:not([hidden])")
    choose(found, files / "wait-1.xlsx")
    found.wait_for_selector(".curve svg")
    service.end()
    found.get_by_text("The connection is lost; trying again.").wait_for()
    again = Service(tmp_path, service.port)
    found.get_by_text("The connection is lost; trying again.").wait_for(state="detached")
    found.wait_for_function("document.querySelector('.doing')?.textContent === 'Planning'")
    found.get_by_role("button", name="Stop").click()
    found.wait_for_selector("#figures, .status.bad")
    context.close()
    again.end()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
def test_it_fits_a_phone_and_can_be_read_in_light_and_dark(
    browser: Any, service: Service, files: Path, scheme: str, width: int
) -> None:
    looks = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    for page in _opened(browser, service.address, **looks):
        plan(page, files / "good.xlsx")
        for summary in page.locator("summary").all():
            summary.click()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        faint = page.evaluate(CONTRAST, LEAST_CONTRAST)
        assert not faint


def test_the_theme_can_be_chosen_and_is_kept(page: Any) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.select_option("#theme", "dark")
    dark = page.evaluate(ground)
    assert dark != light
    page.reload()
    page.wait_for_selector("#work:not([hidden])")
    assert page.evaluate(ground) == dark
