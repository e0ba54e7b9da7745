"""txtai: one row a document with its title and text, vectors and words searched together (its `hybrid` setting)."""

# /// script
# dependencies = ["txtai>=9,<10", "sentence-transformers>=5", "torch"]
# ///

from typing import Any

from txtai import Embeddings

from evals.peers.job import TOP, Job, Reply, rows, serve


def build(job: Job) -> tuple[Any, list[dict[str, Any]]]:
    documents = rows(job.documents)
    embeddings = Embeddings(path=job.model, method="sentence-transformers", hybrid=True, gpu=False)
    embeddings.index([(n, f"{d.get('title', '')}\n{d['text']}", None) for n, d in enumerate(documents)])
    return embeddings, documents


def ask(index: tuple[Any, list[dict[str, Any]]], question: str) -> Reply:
    embeddings, documents = index
    found = [documents[number] for number, _ in embeddings.search(question, TOP)]
    return Reply(documents=[d["doc_id"] for d in found], shown=found[0]["text"] if found else "")


if __name__ == "__main__":
    serve(build, ask)
