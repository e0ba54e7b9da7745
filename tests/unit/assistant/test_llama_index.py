"""The assistant is a citizen of LlamaIndex: retriever, postprocessor, query engine, and other stores by setting."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from llama_index.core.schema import NodeWithScore, TextNode

from assistant.engine import Engine
from assistant.index.searching import Indexes
from assistant.library.lock import writer_lock
from assistant.library.store import Library
from assistant.llama_index import AssistantQueryEngine, AssistantRetriever, EvidencePostprocessor
from assistant.settings import Settings
from corpus.errors import SetupError, UsageError
from tests.unit.assistant.test_engine import ANSWERED

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"


def test_the_retriever_gives_passages_with_what_a_citation_needs(engine: Engine) -> None:
    nodes = AssistantRetriever(engine, top=2).retrieve(ANSWERED)
    assert len(nodes) == 2
    page = engine.library.page(nodes[0].metadata["source_id"], nodes[0].metadata["page"])
    assert page is not None
    assert page.page.text[nodes[0].metadata["start"] : nodes[0].metadata["end"]] == nodes[0].text


def test_the_retriever_holds_filters(engine: Engine) -> None:
    nodes = AssistantRetriever(engine, filters={"source": ["harbour-2021"]}).retrieve(ANSWERED)
    assert {node.metadata["source_id"] for node in nodes} == {"harbour-2021"}


def test_nodes_of_anyone_are_ordered_by_evidence(engine: Engine) -> None:
    texts = ["Bread is baked at night.", "Harbour Watch counted 590 trafficking victims in Cambodia in 2022."]
    nodes = [NodeWithScore(node=TextNode(text=text), score=1.0) for text in texts]
    ranked = EvidencePostprocessor(engine=engine).postprocess_nodes(nodes, query_str=ANSWERED)
    assert [node.text for node in ranked] == texts[::-1]
    assert ranked[0].score > ranked[1].score
    with pytest.raises(UsageError):
        EvidencePostprocessor(engine=engine).postprocess_nodes(nodes)


def test_the_query_engine_gives_checked_answers_and_refusals_without_sources(engine: Engine) -> None:
    query_engine = AssistantQueryEngine(engine)
    response = query_engine.query(ANSWERED)
    assert "590" in str(response)
    assert response.source_nodes[0].metadata["source_id"] == "harbour-2023"
    assert response.metadata["answer"]["schema"] == 1
    refused = asyncio.run(query_engine.aquery("How do I bake bread?"))
    assert refused.metadata["answer"]["status"] == "refused"
    assert refused.source_nodes == []


@pytest.fixture
def qdrant(library: Library, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.syspath_prepend(EXAMPLES)
    return Settings(library=library.folder, vector_store="qdrant_local:open_store", exact_scan_limit=1)


def test_another_store_takes_the_place_of_chroma_and_follows_the_library(library: Library, qdrant: Settings) -> None:
    engine = Engine(qdrant, library)
    assert "590" in engine.ask(ANSWERED).text
    indexes = Indexes(library, qdrant)
    assert indexes.problems() == []
    with writer_lock(library.folder):
        indexes.rebuild()
    assert len(indexes.vectors) == library.count("passage")


@pytest.mark.parametrize("factory", ["no_such_module:open", "json:no_such_function", "builtins:print", "nonsense"])
def test_a_store_that_is_none_is_refused_with_a_remedy(library: Library, factory: str) -> None:
    with pytest.raises(SetupError) as error:
        _ = Indexes(library, Settings(library=library.folder, vector_store=factory)).vectors
    assert "vector_store" in error.value.fix


def test_the_example_runs(engine: Engine) -> None:
    command = [sys.executable, str(EXAMPLES / "llama_index_pipeline.py"), str(engine.library.folder), ANSWERED]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "590" in done.stdout
