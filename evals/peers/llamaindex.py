"""LlamaIndex's VectorStoreIndex: from documents with its defaults (sentence splitter of 1,024 tokens), or over our
passages, which its embedding model sees whole. Without a language model it retrieves; the first node is shown."""

# /// script
# dependencies = ["llama-index-core>=0.14,<0.15", "llama-index-embeddings-huggingface>=0.6,<1", "torch"]
# ///

from typing import Any

from llama_index.core import Document, VectorStoreIndex
from llama_index.core.schema import TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

from evals.peers.job import TOP, Job, Reply, rows, serve

FETCHED = 20  # nodes, so that five different documents are among them


def build(job: Job) -> Any:
    model = HuggingFaceEmbedding(model_name=job.model, device="cpu")
    if job.variant == "passages":
        nodes = [
            TextNode(text=f"{row['context']}\n{row['text']}", metadata={"doc_id": row["doc_id"]},
                     excluded_embed_metadata_keys=["doc_id"])
            for row in rows(job.passages)
        ]  # fmt: skip
        index = VectorStoreIndex(nodes, embed_model=model)
    else:
        known = ("doc_id", "title", "publisher", "published", "country")
        documents = [
            Document(text=row["text"], metadata={key: row[key] for key in known if key in row},
                     excluded_embed_metadata_keys=["doc_id"])
            for row in rows(job.documents)
        ]  # fmt: skip
        index = VectorStoreIndex.from_documents(documents, embed_model=model)
    return index.as_retriever(similarity_top_k=FETCHED)


def ask(retriever: Any, question: str) -> Reply:
    found = retriever.retrieve(question)
    documents = list(dict.fromkeys(hit.node.metadata["doc_id"] for hit in found))
    return Reply(documents=documents[:TOP], shown=found[0].node.get_content() if found else "")


if __name__ == "__main__":
    serve(build, ask)
