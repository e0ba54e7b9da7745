"""Sources, passages and search over HTTP."""

from pathlib import Path

from fastapi.testclient import TestClient

from assistant.library.store import Library
from tests.conftest import DOCUMENTS
from tests.unit.assistant.api.conftest import HOSTILE, ORDER

IDS = sorted(str(d["doc_id"]) for d in [*DOCUMENTS, HOSTILE])


def test_pages_of_the_list_hold_every_source_once(client: TestClient) -> None:
    seen: list[str] = []
    offset: int | None = 0
    while offset is not None:
        page = client.get("/v1/sources", params={"limit": 3, "offset": offset}).json()
        assert page["total"] == len(IDS) and len(page["sources"]) <= 3
        seen += [source["id"] for source in page["sources"]]
        offset = page["next_offset"]
    assert seen == IDS
    assert client.get("/v1/sources", params={"offset": 99}).json()["sources"] == []


def test_filters_may_be_repeated_and_unknown_dates_are_told_of(client: TestClient) -> None:
    asked = {"publisher": ["Harbour Watch", "Mekong Bureau, Ltd."], "since": "2022"}
    found = client.get("/v1/sources", params=asked).json()
    assert [source["id"] for source in found["sources"]] == ["harbour-2023"]
    assert [notice["code"] for notice in found["notices"]] == ["undated_sources"]


def test_a_source_is_described_without_the_folder_it_came_from(client: TestClient, library: Library) -> None:
    source = client.get("/v1/sources/harbour-2021").json()
    assert (source["title"], source["countries"]) == ("Harbour Watch annual report 2021", ["KH"])
    assert source["superseded_by"] == library.superseded_by("harbour-2021")
    assert source["revisions"] and str(Path(library.folder).parent) not in str(source)


def test_what_the_library_does_not_hold_is_not_found(client: TestClient) -> None:
    for address in ("/v1/sources/nobody", "/v1/passages/0123", "/v1/passages/" + "0" * 32):
        response = client.get(address)
        assert response.status_code == 404 and set(response.json()["error"]) == {"what", "why", "fix"}


def test_found_passages_stand_in_the_pages_they_name(client: TestClient) -> None:
    results = client.post("/v1/search", json={"query": "ransom in Cambodia", "limit": 3}).json()["results"]
    assert len(results) == 3
    assert [r["score"] for r in results] == sorted((r["score"] for r in results), reverse=True)
    for passage in (r["passage"] for r in results):
        page = client.get(f"/v1/sources/{passage['source_id']}/pages/{passage['page']}").json()
        assert page["text"][passage["start"] : passage["end"]] == passage["text"]
        assert client.get(f"/v1/passages/{passage['id']}").json()["passages"] == [passage]


def test_what_is_searched_for_obeys_filters(client: TestClient) -> None:
    asked = {"query": "forced labour", "filters": {"country": ["Laos"]}}
    found = client.post("/v1/search", json=asked).json()
    assert found["filters"] == {"country": ["LA"]}
    assert {r["passage"]["source_id"] for r in found["results"]} == {"រដ្ឋ-១"}


def test_instructions_in_a_document_are_marked_where_it_is_handed_out(client: TestClient) -> None:
    found = client.post("/v1/search", json={"query": "ferry crews at Kampot pier", "limit": 1}).json()
    passage = found["results"][0]["passage"]
    assert [passage["text"][s["start"] : s["end"]].strip() for s in passage["instructions"]] == [ORDER]
    assert [n["code"] for n in found["notices"]] == ["document_instructions"]
    page = client.get("/v1/sources/hostile-1/pages/1").json()
    assert [page["text"][s["start"] : s["end"]].strip() for s in page["instructions"]] == [ORDER]
    alone = client.get(f"/v1/passages/{passage['id']}").json()
    assert [n["code"] for n in alone["notices"]] == ["document_instructions"]


def test_what_is_refused_as_a_question_is_not_found_by_searching_either(client: TestClient) -> None:
    asked = {"query": "Name and address of the witness in the Sihanoukville case"}
    found = client.post("/v1/search", json=asked).json()
    assert found["results"] == [] and [notice["code"] for notice in found["notices"]] == ["unsafe"]
