"""The OpenAPI document against the API itself, by schemathesis: no server error, no answer it does not tell of."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import BaseSchema, Case, GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from assistant.api import create_api
from assistant.engine import Engine
from tests.conftest import DOCUMENTS
from tests.unit.assistant.api.conftest import serving
from ui.app import create_app

SUPPRESSED = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
NOT_HELD = [positive_data_acceptance]  # a country or publisher of the right form may be none the library knows
QUESTION = "How many trafficking victims did Harbour Watch count in Cambodia in 2022?"
CONFIGURATION = """
[checks]
positive_data_acceptance.enabled = false
negative_data_rejection.expected-statuses = [400, 404, 413, 422]
"""
OUTLINE = {"title": "T", "sections": [{"title": "S", "questions": [QUESTION]}]}


@pytest.fixture(scope="package")
def document(api: FastAPI) -> BaseSchema:
    return schemathesis.openapi.from_asgi("/openapi.json", api)


def hold(case: Case) -> None:
    case.call_and_validate(excluded_checks=NOT_HELD)


@pytest.mark.parametrize("mode", GenerationMode)
def test_a_few_requests_of_each_address_are_answered_as_documented(document: BaseSchema, mode: GenerationMode) -> None:
    for operation in (found.ok() for found in document.get_all_operations()):
        if mode.is_negative and not (operation.body or operation.query):
            continue  # any text is a name: nothing it could be given is of the wrong form
        cases = operation.as_strategy(generation_mode=mode)
        settings(
            max_examples=5, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
            suppress_health_check=SUPPRESSED,
        )(given(cases)(hold))()  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("application", [create_api, create_app], ids=["alone", "beside the page"])
def test_many_requests_of_each_address_are_answered_as_documented(
    application: Callable[[Engine], FastAPI], engine: Engine, tmp_path: Path
) -> None:
    """Schemathesis's own run over HTTP, with every phase it has."""
    (tmp_path / "schemathesis.toml").write_text(CONFIGURATION, "utf-8")
    options = ["--max-examples=300", "--suppress-health-check=all", "--no-color"]
    with serving(application(engine)) as address:
        run = [sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json", *options]
        done = subprocess.run(run, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, "\n".join(line[:500] for line in done.stdout.splitlines())


@pytest.mark.parametrize(
    ("method", "address", "path", "body"),
    [
        ("POST", "/v1/answers", "/v1/answers", {"question": QUESTION}),
        ("POST", "/v1/answers", "/v1/answers", {"question": "What is the population of Laos?"}),
        ("POST", "/v1/answers", "/v1/answers", {"question": QUESTION, "stream": True}),
        ("POST", "/v1/search", "/v1/search", {"query": "ransom", "filters": {"since": "2020"}}),
        ("POST", "/v1/checks", "/v1/checks", {"text": "Harbour Watch counted 590 victims in Cambodia in 2022."}),
        ("POST", "/v1/briefs", "/v1/briefs", {"outline": OUTLINE}),
        ("POST", "/v1/briefs", "/v1/briefs", {"outline": OUTLINE, "format": "md"}),
        ("GET", "/v1/sources", "/v1/sources?limit=2", None),
        ("GET", "/v1/sources/{source_id}", f"/v1/sources/{DOCUMENTS[0]['doc_id']}", None),
        ("GET", "/v1/sources/{source_id}/pages/{number}", f"/v1/sources/{DOCUMENTS[0]['doc_id']}/pages/1", None),
        ("GET", "/v1/models/{name}", "/v1/models/trafficking-assistant", None),
    ],
)
def test_what_an_address_is_for_has_the_form_the_document_gives_it(
    document: BaseSchema, client: TestClient, method: str, address: str, path: str, body: dict[str, Any] | None
) -> None:
    response = client.request(method, path, json=body)
    assert response.status_code == 200, response.text
    document[address][method].validate_response(schemathesis.Response.from_any(response))
