"""OpenAI's own client against our completions, over real HTTP."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from openai import BadRequestError, NotFoundError, OpenAI, UnprocessableEntityError

from assistant.generation.model_tokens import count_model_tokens
from tests.unit.assistant.api.conftest import ORDER

QUESTION = "How many trafficking victims did Harbour Watch count in Cambodia in 2022?"
NAME = "trafficking-assistant"


@pytest.fixture
def openai(address: str) -> Iterator[OpenAI]:
    with OpenAI(base_url=f"{address}/v1", api_key="unused", max_retries=0) as opened:
        yield opened


def user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def test_models_are_listed_and_looked_up(openai: OpenAI) -> None:
    assert [model.id for model in openai.models.list()] == [NAME, f"{NAME}-quotes"]
    assert openai.models.retrieve(NAME).owned_by == NAME


def test_an_answer_is_read_with_its_references_and_holds_its_citations(openai: OpenAI) -> None:
    done = openai.chat.completions.create(model=NAME, messages=[user(QUESTION)])
    said, answer = done.choices[0].message.content or "", done.model_extra["answer"]
    assert "590" in said and done.choices[0].finish_reason == "stop"
    reference = re.search(r"^\[1\] (.*)$", said, re.MULTILINE)
    assert reference is not None
    for part in ("Harbour Watch", "Harbour Watch annual report 2023", "1 March 2023", "p. 1"):
        assert part in reference[1]
    assert (answer["schema"], answer["status"], answer["citations"][0]["source_id"]) == (1, "answered", "harbour-2023")
    assert done.usage is not None
    assert done.usage.completion_tokens == count_model_tokens(said)
    assert done.usage.total_tokens == done.usage.prompt_tokens + done.usage.completion_tokens


def test_the_pieces_of_a_stream_are_the_whole_answer(openai: OpenAI) -> None:
    whole = openai.chat.completions.create(model=NAME, messages=[user(QUESTION)])
    with openai.chat.completions.create(
        model=NAME,
        messages=[user(QUESTION)],
        stream=True,
        stream_options={"include_usage": True},
    ) as stream:
        chunks = list(stream)
    said = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert said == whole.choices[0].message.content
    last = [c for c in chunks if c.choices][-1]
    assert last.choices[0].finish_reason == "stop"
    assert last.model_extra["answer"]["claims"] == whole.model_extra["answer"]["claims"]
    assert chunks[-1].usage == whole.usage
    assert len({c.id for c in chunks}) == 1


def test_a_refusal_is_a_message_like_any_other(openai: OpenAI) -> None:
    done = openai.chat.completions.create(model=NAME, messages=[user("What is the population of Laos?")])
    message = done.choices[0].message
    assert message.content is not None and "do not answer this" in message.content and message.refusal is None
    answer = done.model_extra["answer"]
    assert (answer["status"], answer["citations"], done.choices[0].finish_reason) == ("refused", [], "stop")


def test_earlier_messages_make_a_follow_up_stand_alone(openai: OpenAI) -> None:
    first = openai.chat.completions.create(model=NAME, messages=[user(QUESTION)])
    history = [user(QUESTION), {"role": "assistant", "content": first.choices[0].message.content}]
    then = openai.chat.completions.create(model=NAME, messages=[*history, user("And in 2020?")])
    answer = then.model_extra["answer"]
    assert "2020" in answer["standalone_question"] and "Harbour Watch" in answer["standalone_question"]
    assert "412" in answer["text"] and "Understood as:" in (then.choices[0].message.content or "")


def test_what_has_no_effect_is_taken_and_said(openai: OpenAI) -> None:
    parts = [{"type": "text", "text": QUESTION}, {"type": "image_url", "image_url": {"url": "data:,"}}]
    messages = [{"role": "system", "content": "Answer in French."}, {"role": "user", "content": parts}]
    done = openai.chat.completions.create(
        model=NAME, messages=messages, temperature=0.9, n=2, tools=[], max_tokens=5, user="u",
        extra_body={"filters": {"publisher": ["Harbour Watch"]}},
    )  # fmt: skip
    answer = done.model_extra["answer"]
    notices = {n["code"]: n["message"] for n in answer["notices"]}
    assert {"system_ignored", "parts_ignored", "parameters_ignored"} <= set(notices)
    assert all(name in notices["parameters_ignored"] for name in ("temperature", "n", "max_tokens", "tools"))
    assert answer["filters"] == {"publisher": ["Harbour Watch"]} and len(done.choices) == 1
    said = done.choices[0].message.content or ""
    assert notices["parts_ignored"] in said and notices["system_ignored"] not in said


def test_no_other_model_takes_the_place_of_one_that_is_not_there(openai: OpenAI) -> None:
    with pytest.raises(NotFoundError) as refused:
        openai.chat.completions.create(model="gpt-4o", messages=[user(QUESTION)])
    assert refused.value.code == "model_not_found" and "gpt-4o" in str(refused.value)


@pytest.mark.parametrize("stream", [False, True])
def test_a_question_that_cannot_be_used_has_its_own_status(openai: OpenAI, stream: bool) -> None:
    for messages in ([{"role": "assistant", "content": "Yes."}], [user("   ")], [user("a " * 6_000)]):
        with pytest.raises((UnprocessableEntityError, BadRequestError)) as refused:
            openai.chat.completions.create(model=NAME, messages=messages, stream=stream)
        assert {"message", "type", "code", "param", "what", "why", "fix"} == set(refused.value.body or {})


def test_instructions_in_documents_are_not_handed_to_other_models(client: TestClient) -> None:
    body = {"model": NAME, "messages": [user("How many labourers did ferry crews free at Kampot pier in May 2022?")]}
    response = client.post("/v1/chat/completions", json=body)
    said, answer = response.json()["choices"][0]["message"]["content"], response.json()["answer"]
    assert "31 labourers" in said and ORDER not in response.text
    assert "document_instructions" in [n["code"] for n in answer["notices"]] and "contains instructions" in said
