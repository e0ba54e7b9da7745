import json
from pathlib import Path

import pytest

from assistant.brief.drafting import Kept, draft_brief
from assistant.brief.model import Brief, Line, brief_from_json
from assistant.brief.outline import Outline, parse_outline
from assistant.engine import Engine
from assistant.verify import load_answers, verify
from corpus.errors import UsageError
from tests.unit.assistant.brief.conftest import with_lines


class Stops(Exception):
    pass


def test_what_was_answered_before_a_stop_is_not_asked_again(outline: Outline, engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "kept.jsonl"

    def stop_at_third(done: int, total: int, following: str) -> None:
        if done == 2:
            raise Stops

    with pytest.raises(Stops):
        draft_brief(outline, engine, kept=Kept(path), on_question=stop_at_third)
    with path.open("a", encoding="utf-8") as file:
        file.write('{"key": "cut sho')
    kept = Kept(path)
    asked = []
    first = outline.sections[0].questions[0]
    real = engine.ask

    def ask(text, **options):  # type: ignore[no-untyped-def]
        asked.append(text)
        return real(text, **options)

    engine.ask = ask  # type: ignore[method-assign]
    brief = draft_brief(outline, engine, kept=kept)
    assert len(asked) == 3 and first not in asked
    assert [len(s.answers) for s in brief.sections] == [2, 2, 1]


@pytest.mark.parametrize("cut", [b'{"key": "cut sho', '{"key": "coupé'.encode()[:-1]], ids=["word", "letter"])
def test_a_line_that_a_stop_cut_short_spoils_no_other(engine: Engine, tmp_path: Path, cut: bytes) -> None:
    answer, path = engine.ask("How many boats?"), tmp_path / "kept.jsonl"
    Kept(path).put("before", answer)
    path.write_bytes(path.read_bytes() + cut)
    Kept(path).put("after", answer)
    kept = Kept(path)
    assert kept.get("before") == kept.get("after") == answer


def test_answers_are_kept_and_looked_up_whole_whatever_stands_in_them(engine: Engine, tmp_path: Path) -> None:
    answer, path = engine.ask("How many\u2028boats?"), tmp_path / "kept.jsonl"
    Kept(path).put("one", answer)
    assert Kept(path).get("one") == answer
    line = json.dumps({"id": "one", "answer": answer.as_json()}, ensure_ascii=False)
    path.write_text(f"{line}\n{line}\n", "utf-8")
    assert [name for name, _ in load_answers(path)] == ["one", "one"]


def test_a_sentence_stands_in_one_place_only(brief: Brief) -> None:
    lines = [line.text for item in brief.answered() for line in item.lines]
    assert len(lines) == len(set(lines)) > 0
    assert any(item.answer.claims and not item.lines for item in brief.answered())


def test_a_filter_that_cannot_be_used_names_its_section(engine: Engine) -> None:
    raw = {"title": "T", "sections": [{"title": "Odd", "questions": ["How many boats?"], "filters": {"colour": "x"}}]}
    with pytest.raises(UsageError, match="section 1, 'Odd'"):
        draft_brief(parse_outline(raw), engine)


def test_filters_that_match_nothing_are_a_silence_and_no_error(engine: Engine) -> None:
    raw = {
        "title": "T",
        "sections": [
            {
                "title": "S",
                "questions": ["How many victims?"],
                "filters": {"publisher": ["Harbour Watch"], "since": "2031"},
            }
        ],
    }
    brief = draft_brief(parse_outline(raw), engine)
    refusal = brief.sections[0].answers[0].answer.refusal
    assert refusal is not None and refusal.reason == "no_match_for_filters"


def test_the_record_reads_back_as_the_same_brief(brief: Brief) -> None:
    record = json.loads(json.dumps(brief.as_json()))
    assert json.loads(json.dumps(brief_from_json(record).as_json())) == record


@pytest.mark.parametrize("raw", [[], {"brief": 99}, {"brief": 1, "title": "T"}])
def test_what_is_no_record_is_refused(raw: object) -> None:
    with pytest.raises(UsageError):
        brief_from_json(raw)


def test_every_quote_of_a_record_is_looked_up_again(brief: Brief, engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "brief.json"
    path.write_text(json.dumps(brief.as_json()), "utf-8")
    found = [v for name, answer in load_answers(path) for v in verify(engine.library, name, answer)]
    assert found and all(v.verdict == "located" for v in found)
    assert found[0].answer.startswith("Counts / ")


def test_an_edited_line_that_fails_its_check_does_not_stand(brief: Brief) -> None:
    line = brief.sections[0].answers[0].lines[0]
    edited = Line(
        text="Harbour Watch counted 900 victims.", support=line.support, citations=line.citations, edited=True,
        was=line.text, verdict="unsupported",
    )  # fmt: skip
    changed = with_lines(brief, 0, 0, (edited,))
    before = {(c.source_id, c.start) for c in brief.citations()}
    assert {(c.source_id, c.start) for c in changed.citations()} < before
