"""cairn-assistant: TF-IDF over paragraphs, extractive answers, refusals below its threshold. All defaults."""

# /// script
# dependencies = ["cairn-assistant==0.3.0"]
# ///

from pathlib import Path
from typing import Any

from cairn.config import Config
from cairn.engine import ask as cairn_ask
from cairn.index import build_index

from evals.peers.job import TOP, Job, Reply, rows, serve


def build(job: Job) -> tuple[Any, dict[str, str]]:
    """It takes Markdown files whose ids are plain letters and digits; ours are found again by number."""
    folder = Path(job.work) / "corpus"
    folder.mkdir()
    ids = {}
    for number, row in enumerate(rows(job.documents)):
        name = f"doc{number:06}"
        ids[name] = row["doc_id"]
        title = " ".join((row.get("title") or row["doc_id"]).split())
        text = f"---\nid: {name}\ntitle: {title}\nlang: en\n---\n{row['text']}\n"
        (folder / f"{name}.md").write_text(text, "utf-8")
    return build_index(folder), ids


def ask(index: tuple[Any, dict[str, str]], question: str) -> Reply:
    passages, ids = index
    result = cairn_ask(question, passages, Config())
    answer = result.answer
    ranked = [c.passage.doc_id for c in answer.trace.candidates]
    documents = list(dict.fromkeys(ids[name] for name in ranked))
    refused = answer.kind == "refusal"
    return Reply(documents=documents[:TOP], shown="" if refused else answer.text, refused=refused)


if __name__ == "__main__":
    serve(build, ask)
