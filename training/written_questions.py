"""Questions written for fitting, with the sentences that answer them and others that come near.

training/questions/digests.jsonl: on the starter library. `source` and `answer`: the digest that answers, and strings
that stand in the sentence which does (`or`: other such sets, `also`: other digests). Without a source (`near`,
`missing`) no digest answers. `reworded`: the same question in other words. short.jsonl: on the starter library as well,
short and general as they are typed, some with something told before. reports.jsonl: the same on passages, by id, of
trafficking reports of the public sets, whose text is not part of the project. encyclopedia.jsonl: on paragraphs of
Natural Questions, by their numbers there. unseen_digests.jsonl and unseen_reports.jsonl: for measuring only, the latter
on passages without any other question. All are our own wording; those nearer than 0.9 (cosine of MiniLM) to a question
of evals/questions, CLAPnq, RAMDocs or ConflictNQ were taken out.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from assistant.encoders.answer_encoder import in_place
from assistant.encoders.embedding import Embedder
from assistant.evidence.passage_sentences import Sentence
from assistant.finding import Parts
from assistant.questions.terms import fold, terms
from corpus.sentences import sentence_spans
from evals.datasets.rows import read_rows
from training.claim_pairs import detokenised
from training.libraries import candidates

QUESTIONS = Path(__file__).with_name("questions")
NEAREST = 8  # sentences of a public text against which the one that answers is read
LONGEST = 70  # words of a sentence there; tables are longer
SAME = 0.5  # share of words in common with the answer from which another sentence may say the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A question with sentences, as the encoder reads them. No `right` one: it has to be refused."""

    question: str
    group: str  # of questions on the same text, kept together by folds
    kind: str
    reworded: str = ""  # the same in other words, some misspelt
    right: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)  # the most tempting first


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A written question, and where it is answered."""

    text: str
    group: str
    homes: frozenset[str]  # ids of sources or passages that answer
    answers: tuple[tuple[str, ...], ...]  # all strings of any one of these stand in an answering sentence
    reworded: str = ""

    def is_answer(self, sentence: Sentence) -> bool:
        passage, said = sentence.passage, fold(" ".join(sentence.text.split()))
        home = passage.source.id in self.homes or passage.id in self.homes
        return home and any(all(fold(a) in said for a in strings) for strings in self.answers)


def held_out(group: str) -> bool:
    """A sixth of the texts: the answer encoder is not fitted on them."""
    return crc32(group.encode()) % 6 == 0


def on_digests() -> list[Written]:
    return _on_sources("digests")


def on_short() -> list[Written]:
    return _on_sources("short")


def on_reports() -> list[Written]:
    return _on_passages("reports")


def unseen_on_digests() -> list[Written]:
    """Nothing is fitted on them."""
    return _on_sources("unseen_digests")


def unseen_on_reports() -> list[Written]:
    """Nothing is fitted on them."""
    return _on_passages("unseen_reports")


def answered() -> list[str]:
    """All written questions that something answers, on trafficking and on anything else."""
    return [
        row["question"]
        for name in ("digests", "short", "reports", "encyclopedia")
        for row in _rows(name)
        if row.get("answer")
    ]


def searched_groups(parts: Parts, written: Iterable[Written], kind: str) -> Iterator[Group]:
    """Each question with the sentences found for it; those whose answer is not found are left out."""
    for question in written:
        found = candidates(parts, question.text)
        right = [s for s in found if question.is_answer(s.sentence)]
        if question.homes and not right:
            continue
        wrong = [
            s for s in found if s not in right and not any(_alike(s.sentence.text, r.sentence.text) for r in right)
        ]
        yield Group(
            question=question.text, group=question.group, kind=kind, reworded=question.reworded,
            right=[s.sentence.in_place for s in right], wrong=[s.sentence.in_place for s in wrong],
        )  # fmt: skip


def squad_groups(path: Path, embedder: Embedder) -> Iterator[Group]:
    """SQuAD 2 (Rajpurkar et al., 2018): the sentence that holds the answer, against the nearest others of its article.

    Of a question that nothing answers the sentence with the plausible answer comes first among the others.
    """
    for article in json.loads(path.read_text("utf-8"))["data"]:
        paragraphs = [p["context"] for p in article["paragraphs"]]
        title = article["title"].replace("_", " ")
        told = [_sentences(text, title, number) for number, text in enumerate(paragraphs)]
        asked = [(n, qa) for n, paragraph in enumerate(article["paragraphs"]) for qa in paragraph["qas"]]
        near = _nearest(embedder, [qa["question"] for _, qa in asked], [t for ts in told for t in ts])
        for (number, qa), ranked in zip(asked, near, strict=True):
            given = qa["plausible_answers"] if qa["is_impossible"] else qa["answers"]
            held = [t for t in told[number] if any(t.start <= g["answer_start"] < t.end for g in given)]
            answers = [fold(g["text"]) for g in given]
            others = [t.in_place for t in ranked if not any(a in fold(t.text) for a in answers)]
            if held:
                seems = [held[0].in_place] if qa["is_impossible"] else []
                yield Group(
                    question=qa["question"], group=article["title"], kind="public",
                    right=[] if seems else [held[0].in_place], wrong=[*seems, *others[:NEAREST]],
                )  # fmt: skip


def encyclopedia_groups(path: Path, embedder: Embedder) -> Iterator[Group]:
    """The questions written on paragraphs of Natural Questions: the sentence that answers against its neighbours."""
    paragraphs = {row["q_uid"]: row for row in _nq_rows(path)}
    for number, rows in groupby(_rows("encyclopedia"), key=lambda row: row["passage"]):
        page, asked = paragraphs[number]["doc_name"], list(rows)
        told = _sentences(detokenised(paragraphs[number]["long_answer"]), page, 0)
        for row, ranked in zip(asked, _nearest(embedder, [r["question"] for r in asked], told), strict=True):
            accepted = [[fold(a) for a in strings] for strings in (row["answer"], *row.get("or", ())) if strings]
            right = [t for t in ranked if any(all(a in fold(t.text) for a in strings) for strings in accepted)]
            if not ranked or accepted and not right:
                continue  # it stands in a sentence too long to be read
            wrong = [t.in_place for t in ranked if t not in right]
            yield Group(
                question=row["question"], group=page, kind="encyclopedia",
                right=[t.in_place for t in right], wrong=wrong[:NEAREST],
            )  # fmt: skip


def nq_groups(path: Path, embedder: Embedder) -> Iterator[Group]:
    """Natural Questions (Kwiatkowski et al., 2019): the sentence with the short answer, against the nearest of other
    paragraphs of its page.
    """
    pages = defaultdict(list)
    for row in _nq_rows(path):
        if row["short_answer"] and row["long_answer"]:
            pages[row["doc_name"]].append(row)
    for page, asked in pages.items():
        paragraphs = list(dict.fromkeys(detokenised(row["long_answer"]) for row in asked))
        told = [t for number, text in enumerate(paragraphs) for t in _sentences(text, page, number)]
        for row, ranked in zip(asked, _nearest(embedder, [row["question"] for row in asked], told), strict=True):
            answer, own = detokenised(row["short_answer"]), paragraphs.index(detokenised(row["long_answer"]))
            held = [t.in_place for t in ranked if t.paragraph == own and answer in t.text]
            others = [t for t in ranked if t.paragraph != own and answer not in t.text]
            beside = [t.text for t in ranked if t.paragraph == own]  # a page is there in several versions
            wrong = [t.in_place for t in others[: 3 * NEAREST] if not any(_alike(t.text, text) for text in beside)]
            if held and wrong:
                yield Group(question=row["question"], group=page, kind="public", right=held[:1], wrong=wrong[:NEAREST])


def _nq_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="|"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A sentence of a paragraph of a public text."""

    text: str
    in_place: str
    paragraph: int
    start: int
    end: int


def _sentences(text: str, title: str, paragraph: int) -> list[_Told]:
    spans = sentence_spans(text)
    before = ["", *(text[a:b] for a, b in spans)]
    return [
        _Told(text=text[a:b], in_place=in_place(text[a:b], title, last), paragraph=paragraph, start=a, end=b)
        for (a, b), last in zip(spans, before, strict=False)
        if len(text[a:b].split()) <= LONGEST
    ]


def _nearest(embedder: Embedder, questions: Sequence[str], told: Sequence[_Told]) -> Iterator[list[_Told]]:
    """For each question the sentences, the nearest in meaning first."""
    cosines = embedder.embed_documents(questions) @ embedder.embed_documents([t.text for t in told]).T
    for row in cosines:
        yield [told[n] for n in np.argsort(-row)]


def _rows(name: str) -> list[dict[str, Any]]:
    return read_rows(QUESTIONS / f"{name}.jsonl", dict)


def _on_sources(name: str) -> list[Written]:
    return [_written(row, row["source"] or row["near"], row["source"]) for row in _rows(name)]


def _on_passages(name: str) -> list[Written]:
    return [_written(row, row["passage"], row["answer"] and row["passage"]) for row in _rows(name)]


def _written(row: dict[str, Any], group: str, home: str | None) -> Written:
    return Written(
        text=row["question"], group=group, homes=frozenset([home, *row.get("also", ())] if home else ()),
        answers=tuple(tuple(strings) for strings in (row["answer"], *row.get("or", ()))) if home else (),
        reworded=row.get("reworded", ""),
    )  # fmt: skip


def _alike(one: str, other: str) -> bool:
    a, b = set(terms(one)), set(terms(other))
    return len(a & b) >= SAME * len(a | b)
