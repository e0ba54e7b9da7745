"""What others tell of the same is set against a source; what it counts besides is not."""

from pathlib import Path

import pytest

from assistant.disagreements.disagreement import ACCOUNTS, AS_OTHERS_SAY
from assistant.encoders.embedding import Embedder
from assistant.engine import Engine
from assistant.library.store import Library
from assistant.settings import Settings
from tests.conftest import add

RAID = """---
title: The raid on Amel Park
publisher: Amel Gazette
published: 2021-07-01
---

## The raid

In Amel Park police raided seven buildings on 3 June 2021 and found 2,724 people there. Two days later police
handed over another 11 people from the buildings raided in Amel Park. Among the people found in Amel Park, 604 were
sailors.

The Amel free zone was established in 2007, according to the Gazette. The man said to run the zone was arrested on
12 May 2019.

Bo Salas, who built the Amel free zone, was in a jail of Port Quill, waiting for his trial, when the Gazette reported
in July 2021.

## How others report it

A trade site reports 2,714 people rescued in the raid in Amel Park of June 2021.

The Delta Institute, unlike the Gazette, gives 2008 as the year in which the Amel free zone opened.

Later accounts say that Bo Salas, who built the Amel free zone and was in a jail of Port Quill when the Gazette
reported in July 2021, had been sent home by 2022.
"""
BRIDES = """---
title: Brides of the Quill coast
publisher: Quill Watch
published: 2019-03-01
---

## What it rests on

Interviews with 37 survivors are the basis of the report by Quill Watch on the trafficking of Quill brides. Twelve of
the survivors of bride trafficking whom Quill Watch interviewed were from the north.

The operation of Quill Watch and the police in 2019 rescued 322 trafficking victims. The operation of Quill Watch and
the police in 2019 found 7,793 irregular migrants.
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Engine:
    folder: Path = tmp_path_factory.mktemp("voices")
    for name, text in (("raid", RAID), ("brides", BRIDES)):
        (folder / f"{name}.md").write_text(text, "utf-8")
    library = Library(folder / "library", create=True)
    add(library, embedder, folder / "raid.md", folder / "brides.md")
    return Engine(Settings(library=library.folder), library)


def values(told: Engine, question: str) -> set[str]:
    return {reading.value for d in told.ask(question).disagreements for reading in d.readings}


def test_what_others_count_in_other_words_is_set_against_it(told: Engine) -> None:
    assert values(told, "How many people did police come upon when the seven buildings were searched?") == {
        "2,724",
        "2,714",
    }


def test_what_others_report_is_not_passed_off_as_the_publication(told: Engine) -> None:
    [dates] = told.ask("When was the Amel free zone founded?").disagreements
    assert {reading.value: reading.definition for reading in dates.readings} == {"2007": None, "2008": AS_OTHERS_SAY}


def test_one_source_may_give_two_dates_where_one_is_what_others_say(told: Engine) -> None:
    assert values(told, "When was the Amel free zone founded?") == {"2007", "2008"}


def test_accounts_without_a_value_stand_side_by_side(told: Engine) -> None:
    [accounts] = told.ask("What has become of Bo Salas?").disagreements
    assert accounts.note == ACCOUNTS
    assert [reading.value.split(",")[0] for reading in accounts.readings] == [
        "Bo Salas",
        "Later accounts say that Bo Salas",
    ]


@pytest.mark.parametrize(
    "question",
    [
        "How many survivors of the trafficking of Quill brides did Quill Watch interview?",
        "How many trafficking victims did the operation of Quill Watch and the police rescue in 2019?",
    ],
)
def test_some_of_them_and_others_counted_besides_are_no_other_account(told: Engine, question: str) -> None:
    answer = told.ask(question)
    assert answer.status == "answered" and answer.disagreements == ()


def test_those_who_say_the_same_give_no_two_accounts(told: Engine) -> None:
    about = "(on: when the Amel free zone was founded)?"
    assert told.ask(f"Who says something {about}").disagreements
    answer = told.ask(f"Who says so {about}")
    assert answer.status == "answered" and answer.disagreements == ()
