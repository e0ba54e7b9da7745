"""Pairs of a claim and a text, with what the text says of the claim: what the claim encoder is fitted on.

From SQuAD 2 and Natural Questions (CC BY-SA): question and answer made one statement; false where the question has no
answer in the paragraph, where the answer is another's, or where the answering sentence is taken away. From the
same paragraphs and our own digests: a sentence of the text put a little differently, true as it stands and false
with one thing changed (evals/claim_changes.py). From corpus/facts.yaml: a fact and the digest sentence that states it.
"""

import csv
import html
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

from assistant.library.starter import starter_files
from assistant.questions.question import names_in
from corpus.digest import parse_digest
from corpus.sentences import sentence_spans
from evals.claim_changes import changes
from evals.fact_pairs import CONTRADICTED, SUPPORTED, UNSUPPORTED, Pair, fact_pairs, sentence_of, varied

_PREPOSITION = re.compile(
    r"^(?:in|on|at|by|from|during|after|before|since|to|for|with|about|between|near)\b", re.IGNORECASE
)
_SUBJECT = re.compile(
    r"^(?:who|what|which(?: \w+){0,2}?|what(?: \w+){1,2}?) "
    r"(?P<rest>(?:[a-z]+(?:ed|es|s)|made|gave|led|wrote|sang|plays|held|took|won|began) .+)$",
    re.IGNORECASE,
)
_BE = re.compile(r"^(?:who|what|which \w+|what \w+) (?P<be>is|was|are|were) (?P<rest>.+)$", re.IGNORECASE)
_FRONTED = re.compile(
    r"^(?P<pre>in |on |at |by |from |to |for |with )?(?P<wh>who|whom|what|which|when|where|how many|how much|how)\b"
    r"(?P<np>(?: (?!did|do|does|is|are|was|were|has|have|had|can|could|will|would)"
    r"\w+){0,4}) "
    r"(?P<aux>did|do|does|is|are|was|were|has|have|had|can|could|will|would) (?P<rest>.+)$",
    re.IGNORECASE,
)


def declarative(question: str, answer: str) -> str | None:
    """Question and answer as one statement; rough, but it means the same. None where no rule fits."""
    question = question.strip().rstrip("?. ")
    if match := _FRONTED.match(question):
        wh, rest = match["wh"].lower(), match["rest"]
        if wh in ("who", "what", "which") and match["aux"].lower() in ("is", "was", "are", "were") and not match["pre"]:
            hangs = rest.endswith((" of", " for", " as", " in", " to", " called"))
            return sentence_of(f"{rest} {answer}" if hangs else f"{answer} {match['aux']} {rest}")
        if wh in ("when", "where") and not _PREPOSITION.match(answer):
            answer = f"in {answer}"
        if wh.startswith("how m"):
            return sentence_of(f"{rest} {answer}{match['np']}")
        return sentence_of(f"{rest} {match['pre'] or ''}{answer}{match['np'] if wh == 'which' else ''}")
    if match := _SUBJECT.match(question):
        return sentence_of(f"{answer} {match['rest']}")
    return None


def window(text: str, at: int, rng: random.Random, limit: int = 80) -> str:
    """Sentences of the text around a place, as many as fit `limit` words."""
    spans = sentence_spans(text)
    here = next((n for n, (_, b) in enumerate(spans) if b > at), len(spans) - 1)
    first = last = here
    limit = rng.choice([limit, limit // 2, limit // 2, 25])
    while True:
        options = [n for n in (first - 1, last + 1) if 0 <= n < len(spans)]
        options = [n for n in options if len(text[spans[min(first, n)][0] : spans[max(last, n)][1]].split()) <= limit]
        if not options:
            return text[spans[first][0] : spans[last][1]]
        n = rng.choice(options)
        first, last = min(first, n), max(last, n)


def without(text: str, at: int) -> str:
    """The text without the sentence at a place."""
    return " ".join(text[a:b] for a, b in sentence_spans(text) if not a <= at < b)


def squad_pairs(path: Path, rng: random.Random) -> Iterator[Pair]:
    for article in json.loads(path.read_text("utf-8"))["data"]:
        paragraphs = [p["context"] for p in article["paragraphs"]]
        for paragraph in article["paragraphs"]:
            text = paragraph["context"]
            for qa in paragraph["qas"]:
                given = qa["plausible_answers"] if qa["is_impossible"] else qa["answers"]
                if not given:
                    continue
                answer, at = given[0]["text"], given[0]["answer_start"]
                claim = declarative(qa["question"], answer)
                if claim is None:
                    continue
                label = UNSUPPORTED if qa["is_impossible"] else SUPPORTED
                kind = "squad-unanswerable" if qa["is_impossible"] else "squad"
                yield Pair(claim=claim, text=window(text, at, rng), label=label, group=article["title"], kind=kind)
                if label == SUPPORTED:
                    yield from _made_false(claim, text, at, paragraphs, article["title"], rng)


def nq_pairs(path: Path, rng: random.Random) -> Iterator[Pair]:
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="|"))
    texts = [detokenised(r["long_answer"] or "") for r in rows]
    for row, text in zip(rows, texts, strict=True):
        answer = detokenised(row["short_answer"] or "")
        at = text.find(answer)
        claim = declarative(row["question"], answer) if answer and at >= 0 and len(answer.split()) < 12 else None
        if claim is None or len(text.split()) < 12:
            continue
        yield Pair(claim=claim, text=window(text, at, rng), label=SUPPORTED, group=row["doc_name"], kind="nq")
        same = [
            t for r, t in zip(rows, texts, strict=True) if r["doc_name"] == row["doc_name"] and answer not in t and t
        ]
        yield from _made_false(claim, text, at, same or [rng.choice(texts)], row["doc_name"], rng)


def detokenised(text: str) -> str:
    text = html.unescape(text).replace("``", '"').replace("''", '"').replace("\ufeff", "")
    return re.sub(r"\s+([.,;:!?)%]|'s\b|n't\b)", r"\1", re.sub(r"([($])\s+", r"\1", " ".join(text.split())))


def _made_false(claim: str, text: str, at: int, others: list[str], group: str, rng: random.Random) -> Iterator[Pair]:
    spoken = [n.text for n in names_in(text)]
    options = [(CONTRADICTED, c.text, window(text, at, rng), c.kind) for c in changes(claim, rng, spoken)]
    if options:
        label, changed, given, kind = rng.choice(options)
        yield Pair(claim=changed, text=given, label=label, group=group, kind=kind)
    if rng.random() < 0.5:
        rest = without(text, at)
        if len(rest.split()) > 12:
            yield Pair(
                claim=claim,
                text=window(rest, min(at, len(rest) - 1), rng),
                label=UNSUPPORTED,
                group=group,
                kind="sentence gone",
            )
    other = rng.choice(others)
    if rng.random() < 0.25 and other != text and other:
        yield Pair(claim=claim, text=window(other, 0, rng), label=UNSUPPORTED, group=group, kind="other text")


def sentence_pairs(texts: list[tuple[str, str]], rng: random.Random) -> Iterator[Pair]:
    """From (group, paragraph): its own sentences put a little differently, and with one thing changed."""
    for group, text in texts:
        spoken = [n.text for n in names_in(text)]
        for a, b in sentence_spans(text):
            sentence = text[a:b]
            if not 7 <= len(sentence.split()) <= 45:
                continue
            if rng.random() < 0.6:
                yield Pair(
                    claim=varied(sentence, rng), text=window(text, a, rng), label=SUPPORTED, group=group, kind="varied"
                )
            options = list(changes(varied(sentence, rng), rng, spoken))
            for change in rng.sample(options, min(len(options), 1)):
                yield Pair(
                    claim=change.text, text=window(text, a, rng), label=CONTRADICTED, group=group, kind=change.kind
                )
            rest = without(text, a)
            if rng.random() < 0.15 and len(rest.split()) > 12:
                yield Pair(
                    claim=varied(sentence, rng),
                    text=window(rest, 0, rng),
                    label=UNSUPPORTED,
                    group=group,
                    kind="sentence gone",
                )


def all_pairs(squad: Path, nq: Path, seed: int = 11) -> list[Pair]:
    """Everything but what people labelled; the same for the same seed and files."""
    rng = random.Random(seed)
    articles = json.loads(squad.read_text("utf-8"))["data"]
    texts = [(a["title"], p["context"]) for a in articles for p in a["paragraphs"]]
    with nq.open(encoding="utf-8") as file:
        texts += [(r["doc_name"], detokenised(r["long_answer"] or "")) for r in csv.DictReader(file, delimiter="|")]
    texts = [(g, t) for g, t in texts if 25 <= len(t.split()) <= 400]
    digests = [parse_digest(f.read_text("utf-8")) for f in starter_files()]
    texts += [(str(d.metadata["id"]), p.text) for d in digests for p in d.paragraphs]
    pairs = [
        *squad_pairs(squad, rng),
        *nq_pairs(nq, rng),
        *sentence_pairs(texts, rng),
        *fact_pairs(rng),
        *fact_pairs(rng),
    ]
    rng.shuffle(pairs)
    return pairs
