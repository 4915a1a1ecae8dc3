"""The page in a real browser: it opens without an error or a request, and everything on it works."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from tests.crawler.report.making import WALL, report_of, value, whole, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright, of the extra `dev`")
expect = sync_api.expect
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="needs a Chromium on PATH; on Debian: apt-get install chromium"
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
else:
    Browser = Page = Any

HOSTILE = "</script><img src=https://evil.example/x onerror=\"document.title='broken in'\">"
STORY = "\n\n".join(f"Paragraph {n} of the story of the lighthouse." for n in range(1, 6))
MENU = [WALL | {"kind": "boilerplate", "rule": "markup.nav", "text": f"Section {n}", "after": 0} for n in range(6)]
RECORDS = [
    value(title="Harbour closed", artifacts=[*MENU, WALL]),
    whole(title="Lighthouse lens", site="lune.example", text=STORY, words=35, url="https://lune.example/lens"),
    whole(title="Fähre fährt wieder", site="lune.example", language="de", url="https://lune.example/faehre"),
    whole(
        title="灯台のレンズ",
        site="misaki.example",
        language="ja",
        text="灯台のレンズを運んだ。",
        url="https://misaki.example/1",
    ),
    whole(
        title="مرفأ المدينة", site="mina.example", language="ar", text="أُغلق المرفأ ظهراً.", url="https://mina.example/1"
    ),
    value(title=HOSTILE, site="evil.example", text=HOSTILE, url="javascript:document.title='broken in'", artifacts=[]),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    page = folder / "report.html"
    page.write_text(report_of(write(folder / "quay.jsonl", *RECORDS)).html, encoding="utf-8")
    return page


@pytest.fixture
def said() -> list[str]:
    """What went wrong or was asked for while a page was open."""
    return []


@pytest.fixture(params=["light", "dark", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser, report: Path, said: list[str]) -> Iterator[Page]:
    phone = request.param == "phone"
    context = browser.new_context(
        color_scheme="dark" if request.param == "dark" else "light",
        viewport={"width": 390, "height": 844} if phone else {"width": 1280, "height": 900},
        has_touch=phone,
    )
    page = context.new_page()
    page.on("console", lambda message: said.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on("request", lambda asked: said.append(f"request: {asked.url}"))
    page.goto(report.as_uri())
    page.wait_for_selector("#list a")
    yield page
    assert said == [f"request: {report.as_uri()}"]
    context.close()


def titles(page: Page) -> list[str]:
    return page.locator("#list .title").all_text_contents()


def test_it_opens_without_a_request_and_draws_its_charts(page: Page):
    assert page.locator(".plot > svg[role=img]").count() == page.locator(".plot").count() > 5
    label = page.locator("#chart-sites svg").get_attribute("aria-label")
    assert label is not None
    assert label.startswith("Verdicts by site.")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out"
    assert page.title() == "quay.jsonl · copydesk"


def test_articles_are_found_by_verdict_site_kind_and_text(page: Page):
    assert len(titles(page)) == len(RECORDS)
    page.select_option("#by-status", "truncated")
    expect(page.locator("#list a")).to_have_count(2)
    page.select_option("#by-kind", "wall")
    expect(page.locator("#list a")).to_have_count(1)
    assert titles(page) == ["Harbour closed"]
    assert page.locator("#count").text_content() == "1 of 6 articles"
    page.click("#filters button[type=reset]")
    page.fill("#search", "LIGHTHOUSE paragraph")
    expect(page.locator("#list a")).to_have_count(1)
    assert titles(page) == ["Lighthouse lens"]
    page.fill("#search", "nowhere")
    page.wait_for_selector("#list .empty")
    page.fill("#search", "")
    page.select_option("#by-site", "misaki.example")
    expect(page.locator("#list a")).to_have_count(1)
    assert titles(page) == ["灯台のレンズ"]


def test_an_article_shows_its_story_plain_and_the_rest_struck_out(page: Page):
    page.click("#list a:has-text('Harbour closed')")
    desk = page.locator("#desk")
    assert desk.locator("h3").text_content() == "Harbour closed"
    assert desk.locator(".verdict b").text_content() == "truncated"
    assert "10 of 300 words that the page declares" in desk.locator(".slip").inner_text()
    assert "en.wall.read-on" in desk.locator(".evidence").inner_text()
    wall = desk.locator("del[data-kind=wall]")
    assert wall.text_content() == WALL["text"]
    assert wall.evaluate("e => getComputedStyle(e).textDecorationLine") == "line-through"
    # Lines of the site's furniture are folded; opened, they are there.
    fold = desk.locator("details.fold")
    assert fold.locator("summary").inner_text().split() == ["6", "lines", "struck", "out", "boilerplate", "6"]
    fold.locator("summary").click()
    # The lines are made when the fold says that it is open, which is a moment after the click.
    fold.locator("del").first.wait_for()
    assert fold.locator("del").count() == 6
    assert fold.locator("del").first.text_content() == "Section 0"


def test_the_rule_of_a_struck_line_is_told_to_pointer_finger_and_keyboard(page: Page):
    page.click("#list a:has-text('Harbour closed')")
    wall, tip = page.locator("del[data-kind=wall]"), page.locator("#tip")
    wall.scroll_into_view_if_needed()
    assert tip.is_hidden()
    wall.hover()
    assert tip.inner_text().split() == "wall says that something is needed to read on en.wall.read-on".split()
    page.keyboard.press("Escape")
    assert tip.is_hidden()
    wall.click()
    assert tip.is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.locator("#desk").focus()
    page.keyboard.press("p")
    assert page.evaluate("document.activeElement.dataset.kind") == "wall"
    assert wall.get_attribute("aria-describedby") == "tip"
    assert tip.is_visible()


def test_keys_lead_through_the_articles(page: Page):
    first, second = titles(page)[:2]
    page.locator("#list a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#list a[aria-current]")).to_be_attached()
    expect(page.locator("#desk h3")).to_have_text(first)
    page.keyboard.press("j")
    expect(page.locator("#desk h3")).to_have_text(second)
    page.keyboard.press("k")
    expect(page.locator("#desk h3")).to_have_text(first)
    assert page.locator("#list a[aria-current]").count() == 1


def test_the_table_of_sites_is_sorted_filtered_and_leads_to_the_articles(page: Page):
    sites = page.locator("#site-table tbody th")
    assert sites.first.text_content() == "lune.example"
    page.click("#site-table thead button:text-is('site')")
    assert sites.all_text_contents() == sorted(sites.all_text_contents())
    page.fill("#site-search", "mi")
    assert sites.all_text_contents() == ["mina.example", "misaki.example"]
    assert page.locator("#site-count").text_content() == "2 of 5 sites"
    page.click("#site-table tbody button:text-is('mina.example')")
    assert titles(page) == ["مرفأ المدينة"]


def test_right_to_left_text_runs_right_to_left(page: Page):
    page.click("#list a:has-text('مرفأ')")
    paragraph = page.locator("#desk .sheet p").first
    assert paragraph.evaluate("e => getComputedStyle(e).direction") == "rtl"


def test_a_hostile_record_is_text_and_nothing_else(page: Page):
    page.click("#list a:has-text('evil')")
    assert page.locator("#desk h3").text_content() == HOSTILE
    assert page.locator("#desk .sheet p").first.text_content() == HOSTILE
    assert page.locator("#desk .address a").count() == 0, "only web addresses become links"
    assert page.locator("img").count() == 0
    assert page.title() == "quay.jsonl · copydesk"


def test_on_a_phone_an_article_has_the_page_to_itself(browser: Browser, report: Path):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(report.as_uri())
    page.click("#list a >> nth=0")
    page.wait_for_selector("#desk h3")
    assert page.locator("#list").is_hidden()
    page.click(".back")
    page.wait_for_selector("#list")
    assert page.locator("#list").is_visible()
    page.go_back()
    assert page.locator("#desk h3").is_visible(), "the address remembers the article"
    context.close()


def test_without_scripts_there_are_the_tables(browser: Browser, report: Path):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    page.click("#chart-kinds summary")
    assert page.locator("#chart-kinds tbody").inner_text().split() == ["boilerplate", "6", "wall", "1"]
    context.close()
