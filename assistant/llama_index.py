"""The only module that imports LlamaIndex.

Chat models of any OpenAI-compatible server, and of Anthropic; our retriever, evidence ranking and engine as LlamaIndex
knows such things; and any LlamaIndex vector store in the place of Chroma.
"""

import asyncio
import json
import threading
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import httpx
import numpy as np
from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.llms.types import ChatMessage, LLMMetadata, MessageRole
from llama_index.core.base.response.schema import Response
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle, TextNode
from llama_index.core.vector_stores.types import BasePydanticVectorStore, VectorStoreQuery
from llama_index.llms.openai_like import OpenAILike
from numpy.typing import NDArray

from assistant.generation.model_tokens import count_model_tokens
from assistant.generation.prompts import REPLY_TOKENS
from assistant.generation.streaming import streamed
from assistant.index.vectors import Ranked, nearest_among
from assistant.questions.question import read_question
from assistant.retrieval import Hit
from corpus.errors import ModelError, SetupError, UsageError
from corpus.model import Passage, Source

if TYPE_CHECKING:
    from assistant.engine import Engine
    from assistant.library.store import Library

Wire = Literal["openai", "anthropic"]
RETRIES = 2
BATCH = 500  # nodes given to a vector store at a time
LONGEST_REPLY = 10 * REPLY_TOKENS  # characters; past it a server that heeds no limit is no longer listened to


class ChatModel:
    """One model of one server, asked through LlamaIndex. No other server is ever tried in its place.

    Every reply has a client and a connection of its own, so that threads share nothing and leaving one ends only it.
    """

    def __init__(
        self, *, wire: Wire = "openai", base_url: str | None, model: str, api_key: str | None, context_tokens: int,
        timeout_s: float, keep: object = None,
    ) -> None:  # fmt: skip
        self._keep = keep  # a server in this process lives as long as its client
        self._wire, self._base_url, self._api_key = wire, base_url, api_key
        self.name, self.context_tokens, self._timeout_s = model, context_tokens, timeout_s
        if wire == "anthropic":
            _anthropic()

    def count_tokens(self, text: str) -> int:
        return count_model_tokens(text)

    def stream(self, system: str, user: str, stop: threading.Event | None = None) -> Iterator[str]:
        """Pieces of the reply as they come, until it ends or `stop` is set.

        Raises ModelError where the server fails, takes longer than the time-out in all, or says nothing.
        """
        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=system),
            ChatMessage(role=MessageRole.USER, content=user),
        ]
        length = 0
        try:
            for piece in streamed(lambda: self._pieces(messages), self._timeout_s, stop):
                length += len(piece)
                yield piece
                if length > LONGEST_REPLY:
                    return
        except (
            Exception
        ) as error:  # clients raise what they like: TypeErrors on odd replies, decoding errors, their own
            raise self._failed(*_explained(error)) from error
        if not length and not (stop is not None and stop.is_set()):
            raise self._failed("it said nothing", "Ask again, or use another model")

    async def _pieces(self, messages: list[ChatMessage]) -> AsyncIterator[str]:
        async with httpx.AsyncClient(timeout=self._timeout_s, trust_env=self._keep is None) as http:
            client = self._client(http)
            async for part in await client.astream_chat(messages):
                if part.delta:
                    yield part.delta

    def _client(self, http: httpx.AsyncClient) -> Any:
        if self._wire == "anthropic":
            return _anthropic()(
                model=self.name, base_url=self._base_url, api_key=self._api_key, timeout=self._timeout_s,
                max_retries=RETRIES, temperature=0.0, max_tokens=REPLY_TOKENS,
            )  # fmt: skip
        return OpenAILike(
            model=self.name, api_base=self._base_url or "", api_key=self._api_key or "none", is_chat_model=True,
            timeout=self._timeout_s, max_retries=RETRIES, context_window=self.context_tokens, temperature=0.0,
            max_tokens=REPLY_TOKENS, async_http_client=http,
        )  # fmt: skip

    def _failed(self, why: str, fix: str) -> ModelError:
        where = self._base_url or "Anthropic"
        return ModelError(what=f"The model server at {where} did not answer", why=why, fix=fix)


@lru_cache(maxsize=1)
def _anthropic() -> Any:
    try:
        from llama_index.llms.anthropic import Anthropic
    except ModuleNotFoundError as error:
        raise SetupError(
            what="Cannot write with Anthropic", why=f"{error.name} is not installed", fix="pip install '.[anthropic]'"
        ) from error

    class AnyModel(Anthropic):  # type: ignore[misc]  # its types are not read
        """Asks for models that are newer than LlamaIndex's own list of them, too."""

        @property
        def metadata(self) -> LLMMetadata:
            return LLMMetadata(model_name=self.model, num_output=self.max_tokens, is_chat_model=True)

    return AnyModel


def _explained(error: Exception) -> tuple[str, str]:
    """Why and what to do, told by the names that the clients of both protocols share, and by the status."""
    names = {kind.__name__ for kind in type(error).__mro__}
    if names & {"TimeoutError", "APITimeoutError", "TimeoutException"}:
        return "it took too long", "Raise ASSISTANT_LLM_TIMEOUT_S, or use a faster model"
    if "RateLimitError" in names:
        return "it says there are too many requests", "Wait a little and ask again"
    if names & {"AuthenticationError", "PermissionDeniedError"}:
        return "it refuses the key", "Set ASSISTANT_LLM_API_KEY"
    if "APIConnectionError" in names:
        return "nobody listens there, or the connection broke off", "Start the server, or correct its address"
    if "UnicodeDecodeError" in names:
        return "its reply is not UTF-8", "Check the server"
    if isinstance(status := getattr(error, "status_code", None), int):
        return f"it answers with status {status}", "Check the server, its address and the model's name"
    said = str(error).splitlines()
    return said[0][:200] if said else type(error).__name__, "Check the server"


def node_of(hit: Hit) -> NodeWithScore:
    """A passage as LlamaIndex has it: what a citation needs stands in its metadata, beside each stage's score."""
    passage, source = hit.passage, hit.passage.source
    about = {
        "source_id": source.id, "title": source.title, "publisher": source.publisher, "published": source.published,
        "countries": list(source.countries), "url": source.url, "page": passage.page, "page_label": passage.page_label,
        "start": passage.start, "end": passage.end, "section": passage.section, "source_sha256": passage.source_sha256,
        "stages": hit.stages,
    }  # fmt: skip
    node = TextNode(id_=passage.id, text=passage.text, metadata=about)
    node.excluded_embed_metadata_keys = node.excluded_llm_metadata_keys = ["stages", "source_sha256", "start", "end"]
    return NodeWithScore(node=node, score=hit.score)


class AssistantRetriever(BaseRetriever):  # type: ignore[misc]  # the package is not type-checked
    """Our retrieval over a library, for any LlamaIndex pipeline."""

    def __init__(self, engine: "Engine", *, filters: Mapping[str, Any] | None = None, top: int = 8) -> None:
        super().__init__()
        self._engine, self._filters, self._top = engine, filters, top

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._engine.search(query_bundle.query_str, filters=self._filters, k=self._top)
        return [node_of(hit) for hit in found]


class EvidencePostprocessor(BaseNodePostprocessor):  # type: ignore[misc]
    """Orders nodes, ours or anyone's, by how well their best sentence supports an answer; the score is that support."""

    engine: Any
    top: int = 8

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        if query_bundle is None:
            raise UsageError(what="Cannot rank nodes", why="there is no question", fix="Give query_str or query_bundle")
        hits = [_hit_of(place, node) for place, node in enumerate(nodes)]
        support = [0.0] * len(nodes)
        question = read_question(query_bundle.query_str)
        for scored in self.engine.parts.evidence.find(question, self.engine.parts.retriever.embed(question), hits):
            place = scored.sentence.passage.key
            support[place] = max(support[place], scored.support)
        order = sorted(range(len(nodes)), key=lambda place: -support[place])
        return [NodeWithScore(node=nodes[place].node, score=support[place]) for place in order[: self.top]]


class AssistantQueryEngine(BaseQueryEngine):  # type: ignore[misc]
    """The whole assistant: checked sentences as the response, quotations as source nodes, the answer as metadata."""

    def __init__(self, engine: "Engine", **options: Any) -> None:
        """`options`: what `Engine.ask` takes besides the question."""
        super().__init__(callback_manager=None)
        self._engine, self._options = engine, options

    def _query(self, query_bundle: QueryBundle) -> Response:
        answer = self._engine.ask(query_bundle.query_str, **self._options)
        nodes = [
            NodeWithScore(node=TextNode(text=c.quote, metadata={**asdict(c), "quote": None}), score=None)
            for c in answer.citations
        ]
        return Response(response=answer.text, source_nodes=nodes, metadata={"answer": answer.as_json()})

    async def _aquery(self, query_bundle: QueryBundle) -> Response:
        return await asyncio.to_thread(self._query, query_bundle)

    def _get_prompt_modules(self) -> dict[str, Any]:
        return {}


def _hit_of(place: int, scored: NodeWithScore) -> Hit:
    about = scored.node.metadata
    source = Source(
        id=str(about.get("source_id") or scored.node.ref_doc_id or scored.node.node_id),
        title=str(about.get("title") or about.get("file_name") or ""),
        publisher=about.get("publisher"), published=about.get("published"),
        countries=tuple(about.get("countries") or ()),
    )  # fmt: skip
    text = scored.node.get_content(metadata_mode=MetadataMode.NONE)
    passage = Passage(
        id=scored.node.node_id, key=place, source=source, source_sha256=str(about.get("source_sha256", "")),
        page=int(about.get("page") or 1), page_label=about.get("page_label"), start=0, end=len(text), text=text,
        section=about.get("section"),
    )  # fmt: skip
    return Hit(passage=passage, score=scored.score or 0.0, stages=dict(about.get("stages") or {}))


class LlamaIndexVectors:
    """Any LlamaIndex vector store as our vector index.

    The store proposes passages; their cosines are computed from the library's own vectors, so that every store scores
    alike. Filters are applied here too: what stores make of a filter differs, and some ignore one without a word.
    """

    def __init__(self, library: "Library", folder: Path, factory: str, name: str) -> None:
        """`factory`: `module:function` that takes (folder, name, dimensions) and gives the store; dimensions are
        0 for an empty library.

        Raises SetupError where there is no such function or what it gives is no vector store.
        """
        self._library, self._folder, self._factory, self._name = library, folder, factory, name
        self._ledger = folder / f"{name}.json"  # keys the store was given: stores cannot be asked how many they hold
        self._space = uuid.uuid5(uuid.NAMESPACE_URL, name)
        self._store = self._open()

    def reopen(self) -> None:
        """Stores are servers or live in this process: they see what was written."""

    def add(self, keys: Sequence[int], vectors: NDArray[np.float32]) -> None:
        nodes = [
            TextNode(id_=self._node_id(key), text="", embedding=vector.tolist(), metadata={"key": int(key)})
            for key, vector in zip(keys, vectors, strict=True)
        ]
        for first in range(0, len(nodes), BATCH):
            self._store.add(nodes[first : first + BATCH])
        self._note(self._held() | {int(key) for key in keys})

    def delete(self, keys: Sequence[int]) -> None:
        if keys:
            self._store.delete_nodes([self._node_id(key) for key in keys])
            self._note(self._held() - {int(key) for key in keys})

    def clear(self) -> None:
        self.delete(sorted(self._held()))

    def __len__(self) -> int:
        return len(self._held())

    def nearest(self, query: NDArray[np.float32], k: int, keys: NDArray[np.int64] | None = None) -> Ranked:
        """Wide filters fetch more and filter after; where that finds too few, the library's vectors are compared."""
        total = len(self)
        if total == 0 or (keys is not None and len(keys) == 0):
            return []
        wanted = k if keys is None else min(total, int(k * total / len(keys) * 2) + 10)
        found = self._store.query(VectorStoreQuery(query_embedding=query.tolist(), similarity_top_k=wanted))
        allowed = None if keys is None else set(keys.tolist())
        proposed = [int(node.metadata["key"]) for node in found.nodes or []]
        proposed = [key for key in proposed if allowed is None or key in allowed]
        if keys is not None and len(proposed) < min(k, len(keys)):
            proposed = keys.tolist()
        return nearest_among(self._library, query, k, proposed)

    def _open(self) -> BasePydanticVectorStore:
        module, _, function = self._factory.partition(":")
        row = self._library.connection.execute("SELECT length(data) / 4 FROM vector LIMIT 1").fetchone()
        dimensions = int(row[0]) if row else 0
        try:
            store = getattr(import_module(module), function)(self._folder, self._name, dimensions)
        except (ImportError, AttributeError, ValueError) as error:
            raise self._unusable(str(error)) from error
        if not isinstance(store, BasePydanticVectorStore):
            raise self._unusable(f"it gives a {type(store).__name__}, no LlamaIndex vector store")
        return store

    def _unusable(self, why: str) -> SetupError:
        fix = "Set vector_store to `chroma`, or to `module:function` that gives a LlamaIndex vector store"
        return SetupError(what=f"Cannot use the vector store {self._factory!r}", why=why, fix=fix)

    def _node_id(self, key: int) -> str:
        return str(uuid.uuid5(self._space, str(int(key))))

    def _held(self) -> set[int]:
        return set(json.loads(self._ledger.read_text("utf-8"))) if self._ledger.is_file() else set()

    def _note(self, keys: set[int]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._ledger.write_text(json.dumps(sorted(keys)), "utf-8")
