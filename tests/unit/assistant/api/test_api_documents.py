import io
import zipfile

import pytest
from fastapi.testclient import TestClient

OUTLINE = {"title": "T", "sections": [{"title": "S", "questions": ["How many victims were counted in 2022?"]}]}


def test_a_brief_comes_as_its_record_or_as_a_document(client: TestClient) -> None:
    record = client.post("/v1/briefs", json={"outline": OUTLINE}).json()
    assert record["brief"] == 1 and record["sections"][0]["answers"][0]["lines"]
    word = client.post("/v1/briefs", json={"outline": OUTLINE, "format": "docx", "style": "apa"})
    assert "word/footnotes.xml" in zipfile.ZipFile(io.BytesIO(word.content)).namelist()


def test_a_text_is_checked(client: TestClient) -> None:
    found = client.post("/v1/checks", json={"text": "Harbour Watch counted 950 victims in Cambodia in 2022."}).json()
    assert [s["verdict"] for s in found["sentences"]] == ["differs_in_figure"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/briefs", {"outline": {"title": "T"}}),
        ("/v1/briefs", {"outline": OUTLINE, "style": "odd"}),
        ("/v1/briefs", {"outline": {"title": "T", "sections": [{"title": "S", "questions": ["why"] * 201}]}}),
        ("/v1/checks", {"text": "x", "colour": 1}),
        ("/v1/checks", {"text": "x" * 400_001}),
    ],
)
def test_what_cannot_be_used_is_explained(client: TestClient, path: str, body: dict[str, object]) -> None:
    refused = client.post(path, json=body)
    assert refused.status_code == 422 and set(refused.json()["error"]) == {"what", "why", "fix"}
