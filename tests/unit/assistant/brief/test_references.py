import json

import bibtexparser
import pypandoc

from assistant.answer import Citation, Span
from assistant.brief.model import Brief
from assistant.brief.references import printable_address, reference_key, references, to_bibtex, to_ris
from assistant.engine import Engine
from corpus.model import Source


def test_each_source_is_referenced_once_with_author_date_and_day_of_access(brief: Brief, engine: Engine) -> None:
    items = references(engine.library, brief.citations(), brief.accessed)
    assert len({item["id"] for item in items}) == len(items) >= 2
    first = next(item for item in items if item["id"] == "harbour-2023")
    assert first["author"] == [{"literal": "Harbour Watch"}]
    assert first["issued"] == {"date-parts": [[2023, 3, 1]]} and first["accessed"] == {"date-parts": [[2026, 1, 31]]}


def test_ris_reads_back_by_another_program(brief: Brief, engine: Engine) -> None:
    items = references(engine.library, brief.citations(), brief.accessed)
    back = json.loads(pypandoc.convert_text(to_ris(items), "csljson", format="ris"))
    assert len(back) == len(items)
    for ours, theirs in zip(items, back, strict=True):
        assert theirs["title"] == ours["title"] and theirs.get("URL") == ours.get("URL")
        year = ours["issued"]["date-parts"][0][:1] if "issued" in ours else None
        assert theirs.get("issued", {}).get("date-parts", [None])[0] == year
    assert "DA  - 2023/03/01/" in to_ris(items) and "Y2  - 2026/01/31" in to_ris(items)


def test_bibtex_reads_back_by_another_library(brief: Brief, engine: Engine) -> None:
    items = references(engine.library, brief.citations(), brief.accessed)
    parsed = bibtexparser.parse_string(to_bibtex(items))
    assert not parsed.failed_blocks
    for item in items:
        fields = parsed.entries_dict[item["id"]].fields_dict
        title = " ".join(fields["title"].value.replace("{", "").replace("}", "").split())
        assert title == item["title"]
        assert item["accessed"]["date-parts"][0] == [2026, 1, 31] and "2026-01-31" in fields["note"].value


def test_a_digest_is_referenced_as_a_summary_and_never_as_a_quoted_title() -> None:
    citation = Citation(
        n=1, source_id="s", title="Boats adrift", publisher="The Tide", publisher_type="news", published="2023-11",
        url=None, deep_link=None, kind="digest", evidence="second-hand", page=1, page_label=None, start=0, end=1,
        quote="x", passage_id="p", passage=Span(start=0, end=1), source_sha256="0",
    )  # fmt: skip

    class Bare:
        sources: dict[str, object] = {}

    item = references(Bare(), [citation], "2026-01-31")[0]  # type: ignore[arg-type]
    assert item["title"] == "Summary of: Boats adrift" and item["type"] == "report"


def test_a_reference_has_the_documents_own_symbol(brief: Brief) -> None:
    source = Source(id="harbour-2023", title="T", publisher=None, symbols=("A/78/172", "A/HRC/53/28"))

    class Known:
        sources = {source.id: source}

    items = references(Known(), brief.citations(), brief.accessed)  # type: ignore[arg-type]
    assert [item["number"] for item in items if "number" in item] == ["A/78/172"]
    assert "A/78/172" in to_ris(items) and "A/78/172" in to_bibtex(items)


def test_keys_are_safe_in_every_format_and_differ() -> None:
    keys = [reference_key(s) for s in ("plain-1", "a b", "រដ្ឋ-១", "{x}", "")]
    assert keys[0] == "plain-1" and len(set(keys)) == 5
    assert all(k.isascii() and " " not in k and "{" not in k for k in keys)


def test_an_address_in_another_script_is_written_in_ascii_and_others_stay_as_they_are() -> None:
    assert (
        printable_address("https://example.org/ja/報告/a?b=c#d") == "https://example.org/ja/%E5%A0%B1%E5%91%8A/a?b=c#d"
    )
    assert printable_address("https://example.org/%C3%A9~x_(1)") == "https://example.org/%C3%A9~x_(1)"
