"""Passages found for a text, with scores and places, for programs: not an answer."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from assistant.answer import Notice
from assistant.encoders.embedding import minilm
from assistant.engine import Engine
from assistant.filters import read_filters
from assistant.injection import addressed
from assistant.notices import addressed_notice, left_out
from assistant.questions.safety import MESSAGES
from assistant.questions.understanding import understand
from assistant.schemas import passage_record


def search_record(engine: Engine, query: str, filters: Mapping[str, Any], limit: int) -> dict[str, Any]:
    """`Search` of assistant/schemas.py. Raises UsageError for a query or filters that cannot be used.

    What is refused as a question finds nothing here either: a passage might hold what is asked for.
    """
    hits = engine.search(query, filters=filters, k=limit)
    harm = understand(query, (), minilm(engine.parts.embedder), None).harm
    if harm is not None:
        hits = []
    accepted = read_filters(filters, engine.library.sources)
    notices = [
        *([Notice(code="unsafe", message=MESSAGES[harm])] if harm is not None else []),
        *left_out(accepted, engine.library.sources.values()),
        *addressed_notice(hit.passage for hit in hits if addressed(hit.passage.text)),
    ]
    results = [
        {"score": hit.score, "stages": hit.stages, "passage": passage_record(engine.library, hit.passage)}
        for hit in hits
    ]
    return {
        "query": " ".join(query.split()),
        "filters": accepted.as_json(),
        "results": results,
        "notices": [asdict(notice) for notice in notices],
    }
