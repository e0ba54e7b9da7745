"""Qdrant in Chroma's place, here in its local mode (`pip install '.[qdrant]'`).

    export PYTHONPATH=docs/examples ASSISTANT_VECTOR_STORE=qdrant_local:open_store
    assistant library rebuild-index

A server is the same with `QdrantClient(url="http://…")`; any other LlamaIndex store (Postgres with pgvector, Milvus,
OpenSearch) is opened by a function of these three arguments too.
"""

import atexit
from functools import lru_cache
from pathlib import Path

from llama_index.vector_stores.qdrant import QdrantVectorStore
from qdrant_client import QdrantClient


@lru_cache(maxsize=8)  # local mode lets one client open a folder
def client(folder: Path) -> QdrantClient:
    opened = QdrantClient(path=str(folder / "qdrant"))
    atexit.register(opened.close)
    return opened


def open_store(folder: Path, name: str, dimensions: int) -> QdrantVectorStore:
    """`folder` lies in the library; `name` is this library's, and changes with the embedding model."""
    return QdrantVectorStore(collection_name=name, client=client(folder))
