"""What a newsroom does all day: a figure, its printed page, a report of one's own, yesterday's answer."""

from pathlib import Path
from typing import Any

import pytest

from assistant.library.store import Library
from tests.e2e.conftest import ask, open_page, open_source, printed

PRINTED = "How many workers did the harbour police of Sandport free?"
VERBATIM = "How many trafficking victims did Harbour Watch count in Cambodia in 2022?"
DIFFER = "How many people are in modern slavery worldwide?"
AXE = Path(__file__).parents[2] / ".node" / "node_modules" / "axe-core" / "axe.min.js"


def test_the_cited_words_are_boxed_on_the_printed_page(page: Any, served_library: Library) -> None:
    exchange = ask(page, PRINTED)
    cited = page.request.post("/v1/answers", data={"question": PRINTED}).json()["citations"][0]
    assert "forty-one" in cited["quote"]
    source = open_source(page, exchange.locator(".said .chip[data-n='1']"))
    picture = source.locator(".sheet img")
    page.wait_for_function("() => document.querySelector('.sheet img').naturalWidth > 500")
    stored = served_library.page(cited["source_id"], 1)
    assert stored is not None
    frame, (width, height) = picture.bounding_box(), (595.3, 841.9)
    boxes = [rect.bounding_box() for rect in source.locator(".sheet rect").all()]
    for word in stored.page.words:
        x = frame["x"] + (word.x0 + word.x1) / 2 / width * frame["width"]
        y = frame["y"] + (word.y0 + word.y1) / 2 / height * frame["height"]
        boxed = any(b["x"] <= x <= b["x"] + b["width"] and b["y"] <= y <= b["y"] + b["height"] for b in boxes)
        assert boxed == (cited["start"] <= word.start < cited["end"]), stored.page.text[word.start : word.end]
    assert source.locator("mark").evaluate("mark => mark.textContent") == cited["quote"]


def test_sources_that_differ_stand_in_a_table_with_their_citations(page: Any) -> None:
    exchange = ask(page, DIFFER)
    table = exchange.locator(".differ table")
    assert "The sources give different values" in table.locator("caption").inner_text()
    assert table.locator("tbody tr").count() >= 2
    open_source(page, table.locator(".chip").first)
    assert page.locator(".source-panel mark").is_visible()


def test_a_pdf_is_uploaded_and_asked_about(page: Any, tmp_path: Path) -> None:
    lines = (
        "The coast guard of Norport boarded nineteen trawlers in May 2025,",
        "and found unpaid men on six of them.",
    )
    file = printed(tmp_path / "norport report.pdf", lines)
    page.get_by_role("tab", name="Library").click()
    page.get_by_role("button", name="Add documents").click()
    page.locator("#adding input[type=file]").set_input_files(str(file))
    page.get_by_role("button", name="Add to the library").click()
    page.locator("#outcomes [data-outcome=added]").wait_for(timeout=60_000)
    page.get_by_role("button", name="Ask about them").click()
    page.locator("#active-filters .filter", has_text="norport report").wait_for()
    exchange = ask(page, "How many trawlers did the coast guard of Norport board?")
    assert "nineteen" in exchange.locator(".said").first.inner_text()
    assert "Searched only: norport report" in exchange.locator(".as-of").inner_text()
    source = open_source(page, exchange.locator(".said .chip").first)
    source.locator(".sheet rect").first.wait_for()


def test_a_conversation_comes_back_with_its_citations_and_can_be_deleted(page: Any, context: Any) -> None:
    first = ask(page, VERBATIM)
    chips = first.locator(".chip").count()
    page.wait_for_url("**/?c=*")
    page.reload()
    again = page.locator(".exchange").first
    again.wait_for()
    assert again.locator(".chip").count() == chips
    open_source(page, again.locator(".said .chip").first)
    assert "590" in page.locator(".source-panel mark").inner_text()
    assert "412" in ask(page, "And in 2020?").locator(".said").first.inner_text(), "it is still read as a follow-up"
    with context.expect_page() as opened:
        again.get_by_role("link", name="Link to this answer").click()
    alone = opened.value
    assert "590" in alone.locator(".said").first.inner_text()
    page.get_by_role("tab", name="History").click()
    line = page.locator(".conversations li", has_text=VERBATIM)
    line.get_by_role("button", name="Delete the conversation").click()
    line.get_by_role("button").click()
    line.wait_for(state="detached")
    gone = page.request.get(alone.url)
    assert (gone.status, "not kept here" in gone.text()) == (404, True)


def test_another_browser_does_not_see_the_history(page: Any, browser: Any, address: str) -> None:
    ask(page, VERBATIM)
    page.wait_for_url("**/?c=*")
    other = browser.new_context(base_url=address)
    stranger = open_page(other)
    stranger.goto(page.url)
    stranger.locator(".welcome").wait_for()
    stranger.wait_for_timeout(500)
    assert stranger.locator(".exchange").count() == 0
    stranger.get_by_role("tab", name="History").click()
    stranger.get_by_text("Nothing is kept yet.").wait_for()
    other.close()


def test_a_judgement_is_kept_with_its_reason(page: Any) -> None:
    exchange = ask(page, VERBATIM)
    exchange.get_by_role("button", name="Poor answer").click()
    exchange.get_by_label("Why?").fill("one more source was known")
    page.keyboard.press("Enter")
    exchange.locator(".rating [role=status]", has_text="Saved here").wait_for()
    page.wait_for_url("**/?c=*")
    page.reload()
    page.locator(".exchange").first.wait_for()
    assert page.get_by_role("button", name="Poor answer").get_attribute("aria-pressed") == "true"
    assert page.get_by_label("Why?").input_value() == "one more source was known"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(page: Any, scheme: str) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not there: npm install --no-save --prefix .node axe-core@4.14.1")
    page.emulate_media(color_scheme=scheme)
    exchange = ask(page, DIFFER)
    open_source(page, exchange.locator(".said .chip").first)
    page.evaluate(AXE.read_text("utf-8"))
    for tab in ("Ask", "Library", "History"):
        page.get_by_role("tab", name=tab).click()
        page.wait_for_timeout(400)
        if tab == "Library":
            page.get_by_role("button", name="Add documents").click()
            page.get_by_role("button", name="Coverage by year and country").click()
            page.locator("button.edit").first.click()
            page.get_by_label("Title", exact=True).wait_for()
        found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
        serious = [
            (v["id"], v["help"], [n["html"][:160] for n in v["nodes"][:3]])
            for v in found
            if v["impact"] in ("serious", "critical")
        ]
        assert serious == [], tab
