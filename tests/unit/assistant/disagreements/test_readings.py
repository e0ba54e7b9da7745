"""Figures, dates and names that a question does not ask about are no readings; those of other extent are told apart."""

from itertools import combinations

import pytest

from assistant.disagreements.comparability import clash, comparison, differ_in_answer, of_one_unit, reason
from assistant.disagreements.readings import Found, readings_of
from assistant.questions.question import read_question
from tests.unit.assistant.sentences import hit


def readings(question: str, *texts: str, **source: object) -> list[Found]:
    hits = [hit(text, number=i, id=f"s{i}", **source) for i, text in enumerate(texts)]
    return readings_of(read_question(question), hits, lambda _: 1.0, lambda _: True)


def written(question: str, *texts: str, **source: object) -> list[str]:
    return [found.written for found in readings(question, *texts, **source)]


@pytest.mark.parametrize(
    ("question", "answers", "others"),
    [
        (
            "How many Peruvians were stuck in Chile in 2021?",
            ["The Peruvians trapped in Chile in March 2021 numbered up to 5,000."],
            [
                "Nearly 360 Peruvians had been rescued in Chile by May 2021.",
                "A revolt of around 300 Peruvians took place in Chile on 20 May 2021.",
            ],
        ),
        (
            "When was Bo Salas arrested?",
            ["Bo Salas was arrested on 6 January 2021."],
            [
                "Sanctions were imposed on Bo Salas on 14 October 2020.",
                "State television showed Bo Salas on 8 January 2021, after his arrest in Chile.",
                "One report of 14 October 2020 on the case gives the age of Bo Salas.",
            ],
        ),
    ],
)
def test_other_deeds_than_those_asked_about_are_no_readings(
    question: str, answers: list[str], others: list[str]
) -> None:
    assert len(written(question, *answers)) == len(answers)
    assert written(question, *others) == []


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        (
            "How many people who fled Peru were registered abroad?",
            "More than 8.13 million people who fled Peru were registered abroad.",
            "More than 4.86 million people who fled Peru had registered abroad for temporary protection.",
        ),
        (
            "How much did people in Amel lose to crypto fraud?",
            "People in Amel lost 5.8 billion dollars to crypto fraud.",
            "People aged 60 and over in Amel lost 2.8 billion dollars to crypto fraud.",
        ),
        (
            "How much did people lose to crypto investment fraud?",
            "Crypto investment fraud alone made people lose 3.9 billion dollars.",
            "All crypto fraud taken together made people lose 5.6 billion dollars.",
        ),
        (
            "How many defendants in the Heron family case were sentenced to death?",
            "In the Heron case 39 defendants were sentenced to death.",
            "Five defendants of the Egret family were sentenced to death.",
        ),
        (
            "How many members of the Heron and Egret families were executed altogether?",
            "In the two cases of the Heron and Egret families 15 members were executed.",
            "Four members of the Egret family were executed.",
        ),
        (
            "How much money went through Heron Bank?",
            "Money of 8.4 billion dollars went through Heron Bank.",
            "Money of 27 billion dollars went through Egret Bank.",
        ),
        (
            "How much money went through Heron Bank?",
            "Money of 8.4 billion dollars went through Heron Bank.",
            "Heron Bank and Egret Bank between them had money of 2 billion dollars go through.",
        ),
        (
            "Kenyans among those freed near Amel, how many?",
            "The press lists 23 Kenyans freed near Amel.",
            "The first group consisted of about 260 people freed near Amel.",
        ),
    ],
)
def test_some_of_those_asked_about_or_more_than_them_are_no_reading(question: str, answer: str, other: str) -> None:
    title = "Heron Bank, the Heron and Egret families, and the Kenyans"
    assert len(written(question, answer, title=title)) == 1
    assert written(question, other, title=title) == []


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        (
            "How much profit does one bonded worker generate on average?",
            "On average each bonded worker generates a profit of 9,995 dollars.",
            "Bonded labour generates 236 billion dollars in profit every year.",
        ),
        (
            "How much did victims lose to fraud?",
            "The victims lost 3.9 billion dollars to fraud.",
            "The average victim lost 115,499 dollars to fraud.",
        ),
        (
            "What does an illegally traded kidney cost?",
            "Prices of a kidney run from 30,000 to 150,000 dollars.",
            "Studies put the yearly value of the kidney trade at 840 million dollars.",
        ),
        (
            "How much is the illegal kidney trade worth a year?",
            "Studies put the yearly worth of the illegal kidney trade at 840 million dollars.",
            "Prices of a kidney in the illegal trade run from 30,000 to 150,000 dollars.",
        ),
    ],
)
def test_averages_and_totals_are_two_measures(question: str, answer: str, other: str) -> None:
    assert len(written(question, answer)) == 1
    assert written(question, other) == []


def test_whose_word_is_asked_for_is_no_average() -> None:
    told = "The profits from bonded labour, per the Delta Office, are 236 million dollars."
    assert written("How much profit comes from bonded labour, per the Delta Office?", told) == ["236 million dollars"]


def test_people_of_one_country_are_some_of_those_asked_about() -> None:
    question = "How many people were in the first group that was released?"
    everybody = "The first group that was released consisted of about 260 people."
    kenyans = "The ministry counted 24 Kenyans in the first group that was released."
    assert written(question, everybody, kenyans) == ["260"]
    assert written(question, kenyans) == ["24"], "where there is no figure of all"


def test_a_name_that_the_question_says_is_no_answer() -> None:
    question = "Who rescued victims in the Golden Heron zone?"
    about = "The Golden Heron"
    assert written(question, "The victims in the zone were rescued by Bo Salas.", title=about) == ["Bo Salas"]
    assert (
        written(
            question,
            "Victims were rescued from the Golden Heron Special Economic Zone between 2007 and 2022.",
            title=about,
        )
        == []
    )


def test_a_place_that_is_compared_with_is_not_that_of_the_figure() -> None:
    question = "How many people are held in camps in Peru?"
    told = (
        "For Chile, the report says that 100,000 people may be held in conditions comparable to those of the camps in"
    )
    assert written(question, f"{told} Peru.") == []
    assert written(question, "In Peru 120,000 people are held in camps.") == ["120,000"]


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("about half of Peru's GDP", "about 40 per cent of the GDP of Peru, Chile and Bolivia", "place"),
        ("half of the GDP of Chile, Peru and Bolivia", "40 per cent of the GDP of Peru, Chile and Bolivia", None),
        ("half of Peru's GDP", "40 per cent of Peru's GDP", None),
        ("half of the GDP that Peru gains from Chile", "40 per cent of the GDP that Peru gains from Bolivia", "place"),
    ],
)
def test_figures_of_other_places_are_not_set_against_each_other(one: str, other: str, why: str | None) -> None:
    told = [f"Smuggling came to {text}." for text in (one, other)]
    a, b = readings("What share of GDP does smuggling come to?", *told)
    assert comparison(a, b) == why and clash(a, b) is (why is None)


@pytest.mark.parametrize(("by", "why"), [("24 October 2021", "period"), ("October 2021", None)])
def test_days_are_told_apart_where_a_question_asks_by_day(by: str, why: str | None) -> None:
    told = [f"By {day} October 2021, {n} people had left Amel." for day, n in ((23, 1_667), (24, 1_049))]
    a, b = readings(f"How many people had left Amel by {by}?", *told, published="2021-10-24")
    assert comparison(a, b) == why
    assert [reason(f, "period") for f in (a, b)] == (["23 October 2021", "24 October 2021"] if why else ["2021"] * 2)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ("More than 1,667 people had crossed the river.", None),
        ("Some 1,667 people are believed to be at the river.", "definition"),
    ],
)
def test_those_counted_as_they_crossed_are_those_who_crossed(other: str, why: str | None) -> None:
    a, b = readings("How many people crossed the river?", "Officials counted 677 people crossing the river.", other)
    assert comparison(a, b) == why


def test_the_day_of_a_report_is_not_that_of_its_figure() -> None:
    told = [
        "The 24 people freed in Amel were brought out on 12 May 2021.",
        "Press reports of 13 May 2021 list 23 people freed in Amel.",
        "By the end of June 2021 as many as 180 people were freed in Amel.",
    ]
    asked = "How many people were freed in Amel on 12 May 2021?"
    hits = [hit(text, number=i, id=f"s{i}", section="The group of 12 May 2021") for i, text in enumerate(told)]
    a, b = readings_of(read_question(asked), hits, lambda _: 1.0, lambda _: True)
    assert [f.written for f in (a, b)] == ["24", "23"] and clash(a, b)


def test_years_that_the_question_asks_about_both_are_no_two_accounts() -> None:
    told = [f"In {year}, people in Amel lost {n} million dollars to fraud." for year, n in ((2021, 3), (2022, 5))]
    asked = "How much did people in Amel lose to fraud"
    both, one = f"{asked} in 2021, and in 2022?", f"{asked}?"
    a, b = readings(one, *told)
    assert not differ_in_answer(read_question(both), a, b) and differ_in_answer(read_question(one), a, b)


def test_a_figure_of_so_long_before_an_edition_is_of_that_year() -> None:
    told = [
        "For the period a decade before its 2024 edition, the office gives a profit of 8,269 dollars.",
        "The office gives a profit of 9,995 dollars in its 2024 edition.",
    ]
    assert [f.as_of for f in readings("How much profit does it give?", *told)] == ["2014", "2024"]


def test_another_currency_stands_beside_nothing() -> None:
    found = readings(
        "How much profit is there?",
        *(f"There is a profit of {n}." for n in ("9,995 dollars", "8,269 dollars", "21,000 pounds")),
    )
    assert [f.written for f in of_one_unit(found)] == ["9,995 dollars", "8,269 dollars"]
    assert not any(clash(a, b) for a, b in combinations(found, 2) if a.value.unit != b.value.unit)


def test_countries_that_attend_are_not_people() -> None:
    question = "How many people attended the conference?"
    assert written(question, "Over 300 participants from 60 countries attended the conference.") == ["300"]
    assert written(question, "Over 60 countries attended the conference.") == []


def test_the_country_of_who_reports_or_is_compared_with_is_not_that_of_a_figure() -> None:
    text = "In Peru about 900 people are held in camps, more than in Chile, says the US Department of Ports."
    [found] = readings("How many people are held in camps in Peru?", text)
    assert found.places == {"PE"}
    [found] = readings("How many people are held in camps?", text)
    assert found.places > {"PE"}, "no country is asked about"
