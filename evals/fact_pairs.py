"""Our own pairs of claim and text: a fact of corpus/facts.yaml and the digest sentence that states it in other words.

True as it stands and a little reworded; false with one thing changed, against another sentence of its source, or where
what another fact tells is told of those it names.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.library.starter import starter_files
from assistant.questions.question import content_terms, names_in
from assistant.questions.terms import terms
from corpus.digest import parse_digest
from corpus.quantities import read_quantities, same_quantity
from corpus.sentences import sentence_spans
from evals.claim_changes import SPEAKERS, another_deed, changes, short_deed

SUPPORTED, UNSUPPORTED, CONTRADICTED = 0, 1, 2
DEEDS_TRIED = 8
FACTS = Path(__file__).parents[1] / "corpus" / "facts.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """`label` is SUPPORTED, UNSUPPORTED or CONTRADICTED; `group` keeps pairs of one origin in one fold."""

    claim: str
    text: str
    label: int
    group: str
    kind: str


def fact_pairs(rng: random.Random) -> Iterator[Pair]:
    rows = list(stated_facts())
    for source, fact, sentence, paragraph in rows:
        text = sentence if rng.random() < 0.6 else paragraph
        for claim in (fact, varied(fact, rng)) if rng.random() < 0.5 else (fact,):
            yield Pair(claim=claim, text=text, label=SUPPORTED, group=source, kind="fact")
        names = [n.text for n in names_in(paragraph)]
        options = list(changes(fact, rng, [*names, *SPEAKERS]))
        for change in rng.sample(options, min(len(options), 2)):
            yield Pair(claim=change.text, text=text, label=CONTRADICTED, group=source, kind=change.kind)
        others = [r for r in rows if r[0] == source and r[2] != sentence]
        if others:
            yield Pair(claim=fact, text=rng.choice(others)[2], label=UNSUPPORTED, group=source, kind="other fact")


def deed_pairs(rng: random.Random) -> Iterator[Pair]:
    """The right names and figures with another deed, against the sentence or paragraph that names them."""
    rows = list(stated_facts())
    for source, fact, sentence, paragraph in rows:
        others = [row[1] for row in rng.sample(rows, DEEDS_TRIED) if row[0] != source]
        made = next(filter(None, (another_deed(fact, other) for other in others)), None)
        for claim in filter(None, (made, short_deed(fact, rng))):
            text = sentence if rng.random() < 0.6 else paragraph
            yield Pair(claim=sentence_of(claim), text=text, label=UNSUPPORTED, group=source, kind="deed")


def sentence_of(text: str) -> str:
    text = " ".join(text.split())
    return text[:1].upper() + text[1:].rstrip(".") + "."


_SWAPS = (
    ("approximately", "about"), ("about", "around"), ("however, ", ""), ("more than", "over"), ("such as", "like"),
    ("because", "since"),
    ("large", "big"), ("began", "started"), ("many", "numerous"), ("use", "employ"), ("also ", ""), ("people",
    "persons"),
    ("per cent", "%"), ("several", "a number of"), ("obtain", "get"), ("located in", "situated in"), ("known as",
    "called"),
    ("children", "minors"), ("country", "nation"), ("important", "significant"), ("throughout", "across"), ("killed",
    "slain"),
    ("victims of trafficking", "trafficking victims"), ("buy", "purchase"), ("help", "assist"), ("show", "demonstrate"),
)  # fmt: skip


def varied(sentence: str, rng: random.Random) -> str:
    """A faithful rewording: an aside or a part left out, synonyms, figures written in another way."""
    text = re.sub(r"\s*[(\[][^()\[\]]*[)\]]", "", sentence)
    if rng.random() < 0.6 and (
        match := re.match(r"(.{25,}?), (?:which|who|where|while|although|but|and|with|including|as) .*[.]?$", text)
    ):
        text = match[1]
    if rng.random() < 0.5 and (
        match := re.match(r"(?:In|On|By|During|After|With|As|For|From|At) [^,]{3,40}, (.{25,})$", text)
    ):
        text = match[1]
    for old, new in _SWAPS:
        if rng.random() < 0.7:
            text = re.sub(rf"\b{re.escape(old)}" + (r"\b" if old[-1].isalnum() else ""), new, text, count=1)
    text = _rewritten_figures(text, rng)
    if match := re.match(r"(.+), according to ([^,.]+)\.$", text):
        text = rng.choice(
            [
                text,
                f"According to {match[2]}, {match[1][:1].lower()}{match[1][1:]}.",
                f"{match[2]} says that {match[1]}.",
            ]
        )
    return sentence_of(text.rstrip(".,; "))


def _rewritten_figures(text: str, rng: random.Random) -> str:
    for q in reversed(read_quantities(text)):
        if (
            q.kind == "number"
            and q.value >= 10_000
            and rng.random() < 0.5
            and text[q.start : q.end].strip().replace(",", "").isdigit()
        ):
            for size, word in ((10**9, "billion"), (10**6, "million"), (1_000, "thousand")):
                if q.value >= size and (q.value / size * 10) % 1 == 0:
                    text = text[: q.start] + f"{q.value / size:f}".rstrip("0").rstrip(".") + f" {word}" + text[q.end :]
                    break
        elif q.kind == "percent" and rng.random() < 0.5 and "point" not in text[q.start : q.end]:
            text = (
                text[: q.start]
                + re.sub(r"\s?(?:%|per\s?cent)", rng.choice(["%", " per cent", " percent"]), text[q.start : q.end])
                + text[q.end :]
            )
    return text


def stated_facts() -> Iterator[tuple[str, str, str, str]]:
    """(source id, fact, digest sentence that states it, its paragraph), where the two can be lined up."""
    facts = {f["id"]: " ".join(f["fact"].split()) for f in yaml.load(FACTS.read_text("utf-8"), Loader=yaml.CSafeLoader)}
    for file in starter_files():
        digest = parse_digest(file.read_text("utf-8"))
        for paragraph in digest.paragraphs:
            sentences = [paragraph.text[a:b] for a, b in sentence_spans(paragraph.text)]
            sentences = [s for s in sentences if not s.startswith(("(First-hand", "(Second-hand"))]
            for fact in (facts[name] for name in paragraph.facts if name in facts):
                closest = max(sentences, key=lambda s: _likeness(fact, s))
                rivals = [
                    _likeness(other, closest) for other in map(facts.get, paragraph.facts) if other and other != fact
                ]
                if _likeness(fact, closest) >= max([0.3, *rivals]):
                    yield str(digest.metadata["id"]), fact, closest, paragraph.text


def _likeness(fact: str, sentence: str) -> float:
    """Share of the fact's content words in the sentence, and nothing where a figure is missing."""
    words = set(content_terms(fact))
    given = read_quantities(sentence)
    if not all(any(same_quantity(q, g) for g in given) for q in read_quantities(fact) if q.value > 3):
        return 0.0
    return len(words & set(terms(sentence))) / max(len(words), 1)
