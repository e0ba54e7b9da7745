"""Ours, measured as the peers are: a library of the same documents, quote answers."""

from pathlib import Path

from assistant.encoders.embedding import make_embedder
from assistant.engine import Engine
from assistant.index.searching import Indexes
from assistant.library.importing import add_files
from assistant.library.lock import writer_lock
from assistant.library.store import Library
from assistant.settings import Settings
from evals.answering import EngineAnswerer
from evals.cases import Case
from evals.peers.job import TOP, Job, Reply, serve


def build(job: Job) -> EngineAnswerer:
    settings = Settings(library=Path(job.work) / "library")
    library = Library(settings.library_folder, create=True)
    with writer_lock(library.folder):
        for _ in add_files(library, [Path(job.documents)], make_embedder(settings), settings.passage_tokens):
            pass
        Indexes(library, settings).follow()
    return EngineAnswerer(Engine(settings, library))


def ask(answerer: EngineAnswerer, question: str) -> Reply:
    answered = answerer(Case(id="", set="", type="", question=question, refuse=False))
    answer = answered["answer"]
    documents = list(dict.fromkeys(hit["source_id"] for hit in answered["retrieved"]))
    shown = "\n".join(claim["text"] for claim in answer["claims"])
    return Reply(documents=documents[:TOP], shown=shown, refused=answer["status"] == "refused")


if __name__ == "__main__":
    serve(build, ask)
