"""The real path: SmolLM2, served in this process, over real HTTP. It writes badly, which is what the check is for."""

import threading
import time
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from assistant.citations import is_located
from assistant.claims import check_claim
from assistant.engine import Engine
from assistant.generation.chat_models import make_chat_model
from assistant.generation.local_model import LocalModel, serve_gguf
from assistant.generation.model_files import model_path
from assistant.index.sync import source_context
from assistant.library.store import Library
from assistant.llama_index import ChatModel
from assistant.settings import Settings
from corpus.errors import ModelError

pytest.importorskip("xllamacpp", reason="the extra `local` is not installed")
WEIGHTS = model_path(Settings().models_folder, "smollm2")
pytestmark = pytest.mark.skipif(not WEIGHTS.is_file(), reason="run `assistant models add smollm2` first")
QUESTIONS = (
    "How many trafficking victims did Harbour Watch count in Cambodia in 2022?",
    "How many trafficking victims did Harbour Watch count in Cambodia in 2020?",
    "What ransom was asked?",
    "Whom did police in Phnom Penh charge?",
)


@pytest.fixture(scope="module")
def served() -> Iterator[LocalModel]:
    yield serve_gguf(WEIGHTS, 2_048)


def model(served: LocalModel, timeout_s: float = 120) -> ChatModel:
    return ChatModel(
        base_url=served.base_url, model="smollm2", api_key=served.api_key, context_tokens=2_048, timeout_s=timeout_s,
        keep=served,
    )  # fmt: skip


def test_it_streams_and_can_be_stopped_after_the_first_words(served: LocalModel) -> None:
    stop = threading.Event()
    pieces = []
    for piece in model(served).stream("You tell stories.", "Tell a very long story about a harbour.", stop):
        pieces.append(piece)
        if len(pieces) == 3:
            stop.set()
    assert 3 <= len(pieces) <= 20


def test_the_server_refuses_whoever_lacks_the_key(served: LocalModel) -> None:
    request = Request(f"{served.base_url}/chat/completions", b"{}", {"Content-Type": "application/json"})
    with pytest.raises(HTTPError) as refused:
        urlopen(request, timeout=20)
    assert refused.value.code == 401
    assert refused.value.headers["Access-Control-Allow-Origin"] in (None, "")


@pytest.mark.slow
def test_a_stopped_server_is_free_again_at_once(served: LocalModel) -> None:
    stop = threading.Event()
    for _ in model(served).stream("You tell stories.", "Tell a very long story about a harbour.", stop):
        stop.set()
    begun = time.perf_counter()
    assert "".join(model(served).stream("Answer in one word.", "Say yes."))
    assert time.perf_counter() - begun < 60


@pytest.mark.slow
def test_too_little_time_is_said(served: LocalModel) -> None:
    with pytest.raises(ModelError, match="too long"):
        list(model(served, timeout_s=0.2).stream("You tell stories.", "Tell a very long story about a harbour."))


@pytest.mark.slow
def test_every_sentence_shown_is_checked_and_located(library: Library) -> None:
    settings = Settings(
        library=library.folder, llm="local", llm_model="smollm2", llm_context_tokens=2_048, llm_timeout_s=120
    )
    engine = Engine(settings, library)
    assert make_chat_model(settings) is make_chat_model(settings)
    for question in QUESTIONS:
        answer = engine.ask(question)
        assert answer.status == "answered"
        assert answer.mode == "llm" or answer.notices, "quotes in place of the model's answer are labelled"
        for citation in answer.citations:
            assert is_located(library, citation)
        for claim in answer.claims if answer.mode == "llm" else ():
            citation = next(c for c in answer.citations if c.n in claim.citations)
            context = source_context(library.sources[citation.source_id])
            verdict = check_claim(claim.text, citation.quote, context, engine.idf).verdict
            assert verdict in ("supported", "partly")
