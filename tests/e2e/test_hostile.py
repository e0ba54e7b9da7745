"""Nothing that comes from outside is ever executed: questions, titles, publishers, documents, names of files."""

from pathlib import Path
from typing import Any

import pytest

from assistant.library.store import Library
from tests.e2e.conftest import ask, open_source
from tests.e2e.hostile import HOSTILE, listed

MADE = ":is(script, img, iframe, style, form:not(.rating), object, input:not(.rating input), base, a[href^='java'])"
NAMES = (
    "<img src=x onerror=alert(1)>.txt",
    "'><script>alert(2)<%2Fscript>.txt",
    "${alert(3)}.txt",
    "{{x}} & \u202etxt.exe.txt",
)


def test_hostile_questions_stand_as_text(page: Any) -> None:
    for words in HOSTILE[::4]:
        exchange = ask(page, words)
        assert exchange.locator(".asked").evaluate("asked => asked.textContent") == words
        assert page.locator(f"#conversation {MADE}").count() == 0


def test_strings_of_the_public_lists_stand_as_text_when_asked(page: Any) -> None:
    strings = [words for words in listed() if words.strip()]
    if not strings:
        pytest.skip("the injection and naughty lists are not there: ../shared/data/injection")
    assert len(strings) >= 60
    for number, words in enumerate(strings[::5]):  # all of them stand in documents, below
        if number % 15 == 0 and number:
            page.get_by_role("button", name="New conversation").click()
            page.locator(".welcome").wait_for()
        exchange = ask(page, words)
        shown = exchange.locator(".asked").evaluate("asked => asked.textContent")
        assert shown == words or shown.split() == words.split(), "a box of one line takes no other white space"
        assert page.locator(f"#conversation {MADE}").count() == 0


def test_hostile_titles_stand_as_text_in_the_library(page: Any) -> None:
    page.get_by_role("tab", name="Library").click()
    page.locator(".library tbody tr").first.wait_for()
    titles = page.locator(".library tbody th").all_text_contents()
    assert all(any(title.startswith(words) for title in titles) for words in HOSTILE[:20])
    assert page.locator(f"#sources-list {MADE}").count() == 0


def test_hostile_documents_stand_as_text_in_the_panel(page: Any, served_library: Library) -> None:
    show = """async number => {
      const body = document.querySelector(".source-body");
      body.innerHTML = await (await fetch(`read?source=hostile-${number}&page=1&start=0&end=5&fragment=1`)).text();
      await new Promise(requestAnimationFrame);  // time for anything that would run
      const text = part => body.querySelector(part).textContent;
      const made = body.querySelectorAll("script, img, svg, iframe, style, form, object, input, base, a[href^='java']");
      return [text("h2").trim(), text(".page-text"), text("mark"), made.length];
    }"""
    for number, words in enumerate([*HOSTILE, *listed()]):
        stored = served_library.pages(f"hostile-{number}")[0].text
        assert page.evaluate(show, number) == [words.strip(), stored, stored[:5], 0]


def test_a_hostile_source_opens_as_text_in_the_panel(page: Any, served_library: Library) -> None:
    exchange = ask(page, "How many tents had the fair of Zembla?")
    link = exchange.locator(".said .chip, .nearest a").first
    source = open_source(page, link)
    number = source.get_attribute("data-source").removeprefix("hostile-")
    assert (
        source.locator(".page-text").evaluate("e => e.textContent") == served_library.pages(f"hostile-{number}")[0].text
    )


def test_hostile_names_of_uploaded_files_stand_as_text(page: Any, tmp_path: Path, served_library: Library) -> None:
    for number, name in enumerate(NAMES):
        (tmp_path / name).write_text(f"The mill of Zembla has {number} wheels.", "utf-8")
    page.get_by_role("tab", name="Library").click()
    page.get_by_role("button", name="Add documents").click()
    page.locator("#adding input[type=file]").set_input_files([str(path) for path in sorted(tmp_path.iterdir())])
    page.get_by_role("button", name="Add to the library").click()
    page.locator("#outcomes .found", has_text="Done: 4 documents in the library, 0 not.").wait_for(timeout=60_000)
    assert page.locator(f"#outcomes {MADE}").count() == 0
    assert page.locator("#outcomes [data-outcome=added]").count() == len(NAMES)
