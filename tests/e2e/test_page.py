"""A person at the page: asks, opens citations, is refused, filters, looks round the library."""

from typing import Any

from tests.e2e.conftest import ask, open_page, open_source

VERBATIM = "How many trafficking victims did Harbour Watch count in Cambodia in 2022?"
DIGEST = "Which tier was Laos placed on in the 2024 Trafficking in Persons Report?"
REFUSED = "What is the population of Laos?"


def cited(page: Any, question: str) -> list[dict[str, Any]]:
    """What the API answers to the same question."""
    return page.request.post("/v1/answers", data={"question": question}).json()["citations"]  # type: ignore[no-any-return]


def test_a_citation_opens_its_page_with_exactly_its_words_marked(page: Any) -> None:
    exchange = ask(page, VERBATIM)
    citations = cited(page, VERBATIM)
    assert citations
    for citation in citations:
        source = open_source(page, exchange.locator(f".said .chip[data-n='{citation['n']}']"))
        page.wait_for_function(
            "quote => document.querySelector('.source-panel mark')?.textContent === quote", arg=citation["quote"]
        )
        assert source.locator("h2").inner_text() == citation["title"]
        assert "Harbour Watch" in source.inner_text()
        assert "page 1" in source.locator(".standing").inner_text()
        link = source.get_by_role("link", name="Open the original publication at ")
        assert (link.get_attribute("rel"), link.get_attribute("target")) == ("noopener noreferrer", "_blank")


def test_quotation_marks_stand_round_a_publication_s_words_and_never_round_ours(page: Any) -> None:
    quoted = ask(page, VERBATIM).locator(".claim").first
    assert quoted.locator(".words").inner_text().startswith("“")
    assert quoted.locator(".support").inner_text().startswith("Quotation from Harbour Watch")
    ours = ask(page, DIGEST).locator(".claim").first
    assert "“" not in ours.locator(".words").inner_text()
    assert ours.locator(".support").inner_text().startswith("Our summary of US Department of State")
    source = open_source(page, ours.locator(".chip"))
    assert "our summary, not the publication's own" in source.locator(".caution").inner_text()


def test_an_answer_says_as_of_when_and_how_it_was_made(page: Any) -> None:
    line = ask(page, VERBATIM).locator(".as-of").inner_text()
    assert line.startswith("As of 1 March 2023")
    assert "no language model" in line


def test_a_refusal_looks_like_one_and_cites_nothing(page: Any) -> None:
    exchange = ask(page, REFUSED)
    assert exchange.locator("h3").inner_text() == "No answer"
    assert exchange.locator(".chip, .as-of, .copy").count() == 0
    assert "publications of" in exchange.locator(".covers").inner_text()
    source = open_source(page, exchange.locator(".nearest a").first)
    assert "does not answer it" in source.locator(".caution").inner_text()


def test_number_keys_open_citations_and_escape_closes(page: Any) -> None:
    chip = ask(page, VERBATIM).locator(".said .chip").first
    page.keyboard.press("1")
    assert page.locator(".source-panel .reading").count() == 0, "a number typed in the question is text"
    page.get_by_label("Your question").fill("")
    page.locator(".asked").first.click()
    page.get_by_label("Your question").evaluate("box => box.blur()")
    page.keyboard.press("1")
    page.locator(".source-panel mark").wait_for()
    page.keyboard.press("Escape")
    page.locator(".source-panel .hint").first.wait_for()
    assert chip.evaluate("chip => chip === document.activeElement")


def test_filters_narrow_the_answer_and_stay_in_sight(page: Any) -> None:
    page.get_by_role("button", name="Limit the sources").click()
    page.get_by_label("Country").click()
    page.get_by_role("option", name="Laos").click()
    page.keyboard.press("Escape")
    page.locator("#active-filters .filter", has_text="Laos").wait_for()
    assert ask(page, VERBATIM).locator(".refusal .covers").inner_text().startswith("Searched only: Laos.")
    page.get_by_role("button", name="Clear filters").click()
    page.locator("#active-filters", has_text="whole library").wait_for()
    assert ask(page, VERBATIM).get_attribute("class") == "exchange"
    assert page.locator(".exchange").last.locator(".as-of").count() == 1


def test_an_example_asks_itself(page: Any) -> None:
    page.locator("button.example").first.click()
    page.locator(".exchange .as-of").wait_for()
    assert page.locator("button.example:visible").count() == 0


def test_a_question_that_cannot_be_used_is_explained_and_kept(page: Any) -> None:
    exchange = ask(page, "?" * 12_000)
    assert "more than 10,000" in exchange.locator(".error").inner_text()
    assert len(page.get_by_label("Your question").input_value()) == 12_000


def test_an_answer_is_copied_with_its_citations(page: Any) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    exchange = ask(page, VERBATIM)
    exchange.get_by_role("button", name="Copy with citations").click()
    exchange.locator(".copied", has_text="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "590" in copied
    assert "[1] Harbour Watch, Harbour Watch annual report 2023, 1 March 2023, page 1" in copied


def test_an_answer_is_told_to_screen_readers(page: Any) -> None:
    ask(page, VERBATIM)
    page.locator("#announcer[aria-live=polite]", has_text="590").wait_for(state="attached")


def test_sessions_do_not_see_each_other(page: Any, context: Any) -> None:
    ask(page, VERBATIM)
    other = open_page(context)
    assert other.locator(".exchange").count() == 0
    ask(other, REFUSED)
    assert other.locator(".exchange").count() == 1
    assert ask(page, DIGEST).page.locator(".exchange").count() == 2


def test_the_library_can_be_searched(page: Any) -> None:
    page.get_by_role("tab", name="Library").click()
    page.locator(".library tbody tr").first.wait_for()
    page.get_by_label("Find a publication").fill("harbour 2023")
    page.locator("#sources-list .found", has_text="1 of").wait_for()
    row = page.locator(".library tbody tr")
    assert "Harbour Watch annual report 2023" in row.inner_text()
    assert "1 March 2023" in row.inner_text()


def test_on_a_phone_the_source_stands_below_the_answer(page: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    exchange = ask(page, VERBATIM)
    source = open_source(page, exchange.locator(".said .chip").first)
    assert source.bounding_box()["y"] > exchange.bounding_box()["y"] + exchange.bounding_box()["height"]
    assert page.locator(".source-panel mark").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("tab", name="Library").click()
    page.locator(".library tbody tr").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_question_box_never_covers_a_short_answer(page: Any) -> None:
    exchange = ask(page, VERBATIM)
    open_source(page, exchange.locator(".said .chip").first)
    end = exchange.bounding_box()["y"] + exchange.bounding_box()["height"]
    assert page.locator("#dock").bounding_box()["y"] >= end


def test_a_follow_up_is_shown_as_it_was_understood_and_can_be_changed(page: Any) -> None:
    ask(page, VERBATIM)
    exchange = ask(page, "And in 2020?")
    understood = exchange.locator(".understood em").inner_text()
    assert "Cambodia in 2020" in understood
    assert "412" in exchange.locator(".said").first.inner_text()
    exchange.get_by_role("button", name="Change").click()
    line = page.get_by_label("Ask instead, word for word")
    assert line.input_value() == understood
    line.fill(understood.replace("2020", "2022"))
    page.get_by_role("button", name="Ask this").click()
    corrected = page.locator(".exchange").nth(2)
    corrected.locator(".as-of").wait_for()
    assert "590" in corrected.locator(".said").first.inner_text()
    assert corrected.locator(".understood").count() == 0


def test_what_is_typed_while_an_answer_is_on_its_way_stays_in_the_box(page: Any) -> None:
    box = page.get_by_label("Your question")
    box.fill(VERBATIM)
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('#question textarea').value === ''")
    box.fill("And in 2020?")
    page.locator(".exchange .as-of").wait_for()
    page.wait_for_timeout(300)
    assert box.input_value() == "And in 2020?"


def test_two_sources_stand_side_by_side(page: Any) -> None:
    exchange = ask(page, VERBATIM)
    open_source(page, exchange.locator(".said .chip").first)
    page.get_by_role("button", name="Open next beside").click()
    ask(page, DIGEST).locator(".said .chip").first.click()
    first, second = page.locator(".source-panel").nth(0), page.locator(".source-panel").nth(1)
    second.locator("mark").wait_for()
    left, right = first.bounding_box(), second.bounding_box()
    assert left["x"] + left["width"] <= right["x"]
    assert left["y"] == right["y"]
    assert first.locator("mark").inner_text() != second.locator("mark").inner_text()
    assert page.locator("#conversation .chip[aria-current]").count() >= 2
    page.keyboard.press("Escape")
    assert not second.is_visible()
    assert first.locator("mark").is_visible()


def test_number_keys_can_be_switched_off(page: Any) -> None:
    page.get_by_label("Keys 1 to 9 open a citation").uncheck()
    ask(page, VERBATIM).locator(".asked").click()
    page.get_by_label("Your question").evaluate("box => box.blur()")
    page.keyboard.press("1")
    page.wait_for_timeout(300)
    assert page.locator(".source-panel .reading").count() == 0
    page.reload()
    assert not page.get_by_label("Keys 1 to 9 open a citation").is_checked()
