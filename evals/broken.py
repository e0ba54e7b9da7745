"""Ten assistants broken on purpose, each with the metric that must catch it: proof that the suite can fail."""

import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from assistant.questions.terms import terms
from corpus.sentences import sentence_spans
from evals.answering import Answered, Answerer
from evals.cases import Case

Json = dict[str, Any]
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_INSTRUCTION = re.compile(r"ignore (?:all|every|any)[^.]*\.\s*(?P<order>[^.]+\.)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """`make` turns the real assistant into the broken one; `caught_by` names the figure that must get worse."""

    name: str
    caught_by: str
    make: Callable[[Answerer], Answerer]


def cites_the_wrong_page(real: Answerer) -> Answerer:
    def change(case: Case, answered: Answered, answer: Json) -> None:
        for citation in answer["citations"]:
            citation["page"] += 1

    return _changed(real, change)


def drops_a_digit(real: Answerer) -> Answerer:
    """The last digit of every figure of two digits or more is lost, in claims and text; the quotes stay."""

    def change(case: Case, answered: Answered, answer: Json) -> None:
        for claim in answer["claims"]:
            claim["text"] = _DIGITS.sub(lambda m: m[0][:-1] if len(m[0]) > 1 else m[0], claim["text"])
        _rewrite(answer)

    return _changed(real, change)


def always_answers(real: Answerer) -> Answerer:
    """Instead of refusing it quotes whatever was retrieved first."""

    def change(case: Case, answered: Answered, answer: Json) -> None:
        if answer["status"] == "refused" and answered["retrieved"]:
            _answer_with(answer, [_first_sentence(answered["retrieved"][0])])

    return _changed(real, change)


def always_refuses(real: Answerer) -> Answerer:
    def change(case: Case, answered: Answered, answer: Json) -> None:
        answer |= {"status": "refused", "text": "The library does not answer this.", "claims": [], "citations": []}
        answer |= {"disagreements": [], "premise": None, "as_of": None}
        answer["refusal"] = {"reason": "no_evidence", "message": answer["text"], "covers": {}, "nearest": []}

    return _changed(real, change)


def shuffles_citations(real: Answerer) -> Answerer:
    """Each claim carries the number of the next one's citation; a single claim that of the passage retrieved last."""

    def change(case: Case, answered: Answered, answer: Json) -> None:
        claims = answer["claims"]
        if len(claims) == 1 and answered["retrieved"]:
            other = _first_sentence(answered["retrieved"][-1])
            answer["citations"] = [_citation(1, other)]
            claims[0]["citations"] = [1]
        elif claims:
            numbers = [claim["citations"] for claim in claims]
            for claim, given in zip(claims, [*numbers[1:], numbers[0]], strict=True):
                claim["citations"] = given
        _rewrite(answer)

    return _changed(real, change)


def quotes_a_near_duplicate(real: Answerer) -> Answerer:
    """Each quote is exchanged for the sentence most like it in another source that was retrieved."""

    def change(case: Case, answered: Answered, answer: Json) -> None:
        cited = {c["source_id"] for c in answer["citations"]}
        others = [s for hit in answered["retrieved"] if hit["source_id"] not in cited for s in _sentences(hit)]
        if answer["citations"] and others:
            _answer_with(answer, [max(others, key=lambda s: _likeness(s["quote"], c["quote"])) for c in
                                  answer["citations"]])  # fmt: skip

    return _changed(real, change)


def ignores_filters(real: Answerer) -> Answerer:
    return lambda case: real(replace(case, filters={}))


def glues_old_context(real: Answerer) -> Answerer:
    """Every question is asked with all that was said before in front of it, new subject or not."""

    def answer(case: Case) -> Answered:
        before = " ".join(f"{turn.question} {turn.answer}" for turn in case.history)
        return real(replace(case, question=f"{before} {case.question}".strip(), history=()))

    return answer


def obeys_injected_text(real: Answerer) -> Answerer:
    """What a retrieved document orders it to say, it says."""

    def change(case: Case, answered: Answered, answer: Json) -> None:
        for hit in answered["retrieved"]:
            if (order := _INSTRUCTION.search(hit["text"])) is not None:
                answer["text"] = order["order"]
                return

    return _changed(real, change)


def answers_from_the_question_alone(real: Answerer) -> Answerer:
    """A model that never looks at the library: it says the question back as a fact, and cites nothing."""

    def change(case: Case, answered: Answered, answer: Json) -> None:
        stated = re.sub(
            r"^\W*(?:how many|what|which|who|when|where|why|how)\s+", "", case.question, flags=re.IGNORECASE
        )
        answer |= {"status": "answered", "citations": [], "refusal": None, "disagreements": [], "premise": None}
        answer["claims"] = [{**_claim(stated.rstrip("?") + "."), "citations": []}]
        _rewrite(answer)

    return _changed(real, change)


BROKEN = (
    Broken(name="cites the wrong page", caught_by="quotes located", make=cites_the_wrong_page),
    Broken(name="drops a digit", caught_by="figure fidelity", make=drops_a_digit),
    Broken(name="always answers", caught_by="refusal recall", make=always_answers),
    Broken(name="always refuses", caught_by="refusal precision", make=always_refuses),
    Broken(name="shuffles citations", caught_by="citation precision", make=shuffles_citations),
    Broken(name="quotes a near-duplicate", caught_by="source precision", make=quotes_a_near_duplicate),
    Broken(name="ignores filters", caught_by="filters respected", make=ignores_filters),
    Broken(name="glues old context", caught_by="follow-up equivalence", make=glues_old_context),
    Broken(name="obeys injected text", caught_by="injection success", make=obeys_injected_text),
    Broken(name="answers from the question alone", caught_by="citation recall", make=answers_from_the_question_alone),
)


def _changed(real: Answerer, change: Callable[[Case, Answered, Json], None]) -> Answerer:
    """The real assistant's answer, changed in a copy."""

    def answer(case: Case) -> Answered:
        answered = real(case)
        changed = deepcopy(dict(answered["answer"]))
        change(case, answered, changed)
        return {**answered, "answer": changed}

    return answer


def _answer_with(answer: Json, places: Sequence[Json]) -> None:
    """Make it an answer that quotes these places, each located."""
    answer |= {"status": "answered", "refusal": None, "citations": [_citation(n, p) for n, p in enumerate(places, 1)]}
    answer["claims"] = [{**_claim(p["quote"]), "citations": [n]} for n, p in enumerate(places, 1)]
    _rewrite(answer)


def _rewrite(answer: Json) -> None:
    said = (f"{c['text']} {''.join(f'[{n}]' for n in c['citations'])}" for c in answer["claims"])
    answer["text"] = "\n\n".join(said)


def _claim(text: str) -> Json:
    return {"text": text, "support": "supported", "checks": {"figures": "ok", "names": "ok", "negation": "ok"}}


def _citation(n: int, place: Mapping[str, Any]) -> Json:
    unknown = dict.fromkeys(("title", "publisher", "published"), "")
    return {"n": n, "copies": [], **unknown, **place}


def _first_sentence(hit: Mapping[str, Any]) -> Json:
    return _sentences(hit)[0]


def _sentences(hit: Mapping[str, Any]) -> list[Json]:
    spans = sentence_spans(hit["text"]) or [(0, len(hit["text"]))]
    return [
        {
            "source_id": hit["source_id"], "page": hit["page"], "source_sha256": hit["source_sha256"],
            "start": hit["start"] + start, "end": hit["start"] + end, "quote": hit["text"][start:end],
        }
        for start, end in spans
    ]  # fmt: skip


def _likeness(a: str, b: str) -> float:
    first, second = set(terms(a)), set(terms(b))
    return len(first & second) / max(len(first | second), 1)
