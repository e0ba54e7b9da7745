"""The starter corpus keeps its promises: every fact told once, with its figures, its evidence and its date."""

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from corpus.digest import parse_digest
from corpus.quantities import read_quantities, same_quantity

CORPUS = Path(__file__).parents[3] / "corpus"
CATALOGUE = {s["id"]: s for s in yaml.load((CORPUS / "catalogue.yaml").read_text("utf-8"), yaml.CSafeLoader)}
FACTS = {f["id"]: f for f in yaml.load((CORPUS / "facts.yaml").read_text("utf-8"), yaml.CSafeLoader)}
DIGESTS = sorted((CORPUS / "starter").glob("*.md"))
EVIDENCE = {"primary": "first-hand", "secondary": "second-hand"}
FRONT_MATTER = "title publisher publisher_type published language countries topics edition_of url licence_note".split()

BARE_PRONOUN = re.compile(
    r"(?:^|[.!?] )(?:It|They|He|She|These|Those|This|That) "
    r"(?:is|are|was|were|has|have|had|also|said|says|say|found|can|may|will|would|could|did|does|do)\b"
)

by_file = pytest.mark.parametrize("path", DIGESTS, ids=lambda p: p.stem)


def digest(path):
    return parse_digest(path.read_text("utf-8"))


def test_every_catalogued_publication_has_a_digest():
    assert {p.stem for p in DIGESTS} == set(CATALOGUE)
    assert len(CATALOGUE) == 90


@by_file
def test_front_matter_agrees_with_the_catalogue(path):
    metadata = digest(path).metadata
    assert metadata["id"] == path.stem
    assert metadata["kind"] == "digest"
    assert {k: metadata.get(k) for k in FRONT_MATTER} == {k: CATALOGUE[path.stem].get(k) for k in FRONT_MATTER}


@by_file
def test_every_fact_is_told_in_exactly_one_paragraph(path):
    told = Counter(fact for p in digest(path).paragraphs for fact in p.facts)
    assert told == {fid: 1 for fid, fact in FACTS.items() if fact["source"] == path.stem}


@by_file
def test_every_figure_of_a_fact_stands_in_its_paragraph(path):
    for paragraph in digest(path).paragraphs:
        given = read_quantities(paragraph.text)
        for fact in paragraph.facts:
            for figure in FACTS[fact]["figures"]:
                for asked in read_quantities(figure):
                    assert any(same_quantity(asked, q) for q in given), f"{fact}: {figure!r} not in {paragraph.text!r}"


@by_file
def test_paragraphs_state_their_evidence_and_date(path):
    for paragraph in digest(path).paragraphs:
        facts = [FACTS[f] for f in paragraph.facts]
        assert facts, f"a paragraph without facts: {paragraph.text!r}"
        assert {EVIDENCE[f["evidence"]] for f in facts} == {paragraph.evidence}
        assert paragraph.as_of == max(str(f["date_of_fact"]) for f in facts)
        note = re.search(r"\((First|Second)-hand, as of ([^()]+)\.\)$", paragraph.text)
        assert note, f"no closing evidence note: {paragraph.text[-60:]!r}"
        assert note[1].lower() + "-hand" == paragraph.evidence
        stated = read_quantities(note[2])[0].date
        assert stated is not None and paragraph.as_of is not None
        assert stated == paragraph.as_of


@by_file
def test_what_others_report_stands_under_its_own_heading(path):
    for paragraph in digest(path).paragraphs:
        elsewhere = {bool(FACTS[f].get("third_party_account")) for f in paragraph.facts}
        assert elsewhere == {paragraph.section == "How others report it"}


@by_file
def test_digests_do_not_quote_nor_copy_the_fact_base(path):
    for paragraph in digest(path).paragraphs:
        assert not re.search(r"[\"“”«»]", paragraph.text)
        assert len(paragraph.text.split()) <= 130
        for fact in paragraph.facts:
            words = FACTS[fact]["fact"].rstrip(".")
            assert len(words.split()) < 6 or words not in paragraph.text, f"{fact} is copied"


@by_file
def test_no_sentence_opens_with_a_bare_pronoun(path):
    for paragraph in digest(path).paragraphs:
        opening = BARE_PRONOUN.search(paragraph.text)
        assert opening is None, opening[0]
