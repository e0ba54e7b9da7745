"""Countries are found under any usual name, with exact spans, and words that only look like them are not."""

import csv
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.countries import countries_in, country_code, country_name, is_nationality

CSV = Path(__file__).parents[3] / "corpus" / "countries.csv"
with CSV.open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))
FORMS = [
    (form, row["code"])
    for row in ROWS
    for form in "|".join((row["name"], row["aliases"], row["demonyms"], row["places"])).split("|")
    if form
]
ISO_3166_1 = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD
CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF
GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN
KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI
SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI
VN VU WF WS YE YT ZA ZM ZW
""".split()
DEPENDENCIES = set(
    "AI AQ AS AW AX BL BM BQ BV CC CK CW CX EH FK FO GF GG GI GL GP GS GU HK HM IM IO JE KY MF MO MP MQ MS NC NF NU PF "
    "PM PN PR RE SH SJ SX TC TF TK UM VG VI WF YT".split()
)


def found(text: str) -> list[tuple[str, str]]:
    return [(text[mention.start : mention.end], mention.code) for mention in countries_in(text)]


def codes(text: str) -> list[str]:
    return [mention.code for mention in countries_in(text)]


def test_every_iso_country_is_listed_once_and_kosovo_is_the_only_addition() -> None:
    assert len(ISO_3166_1) == 249
    assert [row["code"] for row in ROWS] == sorted([*ISO_3166_1, "XK"])


def test_every_sovereign_state_has_nationals_and_names_in_other_scripts() -> None:
    for row in ROWS:
        if row["code"] not in DEPENDENCIES:
            assert row["demonyms"], row["code"]
            assert re.search("[\u0600-\u06ff]", row["aliases"]), row["code"]
            assert re.search("[\u4e00-\u9fff]", row["aliases"]) or row["code"] == "DM"


def test_every_listed_form_is_found_whole_and_names_its_own_country() -> None:
    wrong = [(form, code, found(form)) for form, code in FORMS if codes(form) != [code] or country_code(form) != code]
    assert not wrong


def test_every_listed_form_is_found_whole_between_other_words() -> None:
    wrong = []
    for form, code in FORMS:
        text = f"He left {form}, Mary said."
        whole = form.removesuffix(")") if form.isascii() else form
        if found(text) != [(whole, code)]:
            wrong.append((form, found(text)))
    assert not wrong


def test_spans_are_exact_and_in_the_order_of_the_text() -> None:
    text = "Kenyans and Filipinos were taken from Bangkok to KK Park in Myanmar, then to Cambodia."
    assert found(text) == [
        ("Kenyans", "KE"),
        ("Filipinos", "PH"),
        ("Bangkok", "TH"),
        ("KK Park", "MM"),
        ("Myanmar", "MM"),
        ("Cambodia", "KH"),
    ]
    assert [(m.start, m.end) for m in countries_in("In Laos and Lao PDR")] == [(3, 7), (12, 19)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Equatorial Guinea, Papua New Guinea, Guinea-Bissau and Guinea", ["GQ", "PG", "GW", "GN"]),
        ("Papua New Guineans, Equatorial Guineans, Bissau-Guineans, Guineans", ["PG", "GQ", "GW", "GN"]),
        ("Niger, Nigeria, a Nigerien and a Nigerian", ["NE", "NG", "NE", "NG"]),
        ("the Niger Delta and Niger State", ["NG", "NG"]),
        ("Dominica, the Dominican Republic and a Dominican", ["DM", "DO", "DO"]),
        ("the Republic of the Congo and the Democratic Republic of the Congo", ["CG", "CD"]),
        ("Congo-Brazzaville, Congo, DR Congo, the DRC", ["CG", "CD", "CD", "CD"]),
        ("South Sudan and Sudan", ["SS", "SD"]),
        ("South Korea, North Korea, South Koreans, North Koreans, Koreans", ["KR", "KP", "KR", "KP", "KR"]),
        ("the Democratic People's Republic of Korea and the Republic of Korea", ["KP", "KR"]),
        ("the Republic of China and the People's Republic of China", ["TW", "CN"]),
        ("the British Virgin Islands, British Columbia and a British man", ["VG", "CA", "GB"]),
        ("American Samoa, Samoa, the U.S. Virgin Islands and Americans", ["AS", "WS", "VI", "US"]),
        ("Northern Ireland and Ireland", ["GB", "IE"]),
        ("Mexico City, Mexico", ["MX", "MX"]),
        ("Benin City in Edo State; Benin", ["NG", "NG", "BJ"]),
        ("the Turks and Caicos Islands and two Turks", ["TC", "TR"]),
        ("the British Indian Ocean Territory", ["IO"]),
    ],
)
def test_the_longest_name_wins(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "fishing in the South China Sea",
        "boats on the Indian Ocean and in the Gulf of Thailand",
        "in New Mexico and New Jersey",
        "Latin America and the Inter-American Court",
        "the Palermo Protocol, the Rome Statute, the Budapest Convention and the Bali Process",
        "as the Bangkok Post and the South China Morning Post wrote",
        "Chinese-speaking victims read the Khmer language",
        "they lost US$ 3 million, or US$5, or 40 US dollars",
    ],
)
def test_phrases_that_only_contain_a_name_mean_no_country(text: str) -> None:
    assert found(text) == []
    assert found(text.lower()) == []


def test_a_name_inside_a_longer_word_is_not_found() -> None:
    assert found("A woman from Romania, not Omania or Malicious") == [("Romania", "RO")]
    assert found("Indianapolis, Cubans, Chadwick, Iranica, Perugia") == [("Cubans", "CU")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("trafficking in cambodia", [("cambodia", "KH")]),
        ("what does the UN report say about myanmar?", [("myanmar", "MM")]),
        ("Is it in lao pdr? Or georgia?", [("lao pdr", "LA"), ("georgia", "GE")]),
        ("scam compounds in kk park", [("kk park", "MM")]),
        ("south korea's victims", [("south korea", "KR")]),
    ],
)  # fmt: skip
def test_capitals_do_not_count_where_a_text_has_none(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_capitals_count_where_a_text_has_them() -> None:
    assert found("In Cambodia they polish china.") == [("Cambodia", "KH")]
    assert found("PEOPLE FROM CAMBODIA AND LAOS") == [("CAMBODIA", "KH"), ("LAOS", "LA")]


def test_names_that_are_english_words_always_need_their_capital() -> None:
    assert found("they ate turkey with chad and jordan, wore jersey and polish") == []
    assert codes("Turkey, Chad, Jordan, Jersey and Polish") == ["TR", "TD", "JO", "JE", "PL"]


def test_abbreviations_always_need_their_capitals() -> None:
    assert found("tell us about the uk, uae, usa, drc and the u.s.") == []
    assert codes("US, U.S., USA, U.S.A., UK, U.K., UAE, DRC, PRC") == "US US US US GB GB AE CD CN".split()
    assert found("HELP US STOP TRAFFICKING IN LAOS") == [("LAOS", "LA")]
    assert found("CONTACT US for help") == []
    assert codes("US TIP REPORT") == ["US"]


def test_a_long_text_in_capitals_takes_no_longer_than_any_other() -> None:
    begun = time.process_time()
    assert found("US " * 20_000) == [("US", "US")]
    assert time.process_time() - begun < 2


def test_a_dotted_abbreviation_takes_its_full_stop_with_it() -> None:
    assert found("the U.S. State Department in Washington, D.C.") == [("U.S.", "US"), ("Washington, D.C.", "US")]
    assert found("the old U.S.S.R.") == []


def test_possessives_hyphens_and_footnote_marks_end_a_name() -> None:
    text = "Cambodia's, Laos’, Thailand-based, Myanmar12 and Vietnam³"
    assert found(text) == [("Cambodia", "KH"), ("Laos", "LA"), ("Thailand", "TH"), ("Myanmar", "MM"), ("Vietnam", "VN")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Côte d’Ivoire", "CI"),
        ("Cote d'Ivoire", "CI"),
        ("CÔTE D'IVOIRE", "CI"),
        ("Co\u0302te d'Ivoire", "CI"),
        ("Turkiye", "TR"),
        ("Curacao", "CW"),
        ("Guinea\u2011Bissau", "GW"),
        ("Timor Leste", "TL"),
        ("Bosnia & Herzegovina", "BA"),
        ("St Lucia", "LC"),
        ("St. Lucia", "LC"),
        ("Sri\nLanka", "LK"),
        ("Cam\u00adbodia", "KH"),
        ("N’Djamena", "TD"),
        ("O’Smach", "KH"),
    ],
)
def test_accents_apostrophes_hyphens_and_line_breaks_may_differ(text: str, code: str) -> None:
    assert found(f"In {text} on Monday") == [(text, code)]


def test_a_name_does_not_reach_over_a_sentence_or_a_paragraph() -> None:
    assert codes("They left Guinea. Bissau is far.") == ["GN", "GW"]
    assert codes("North\n\nKorea") == ["KR"]


def test_words_that_differ_only_by_an_accent_are_not_taken_for_places() -> None:
    assert found("Male victims met at a Reunion. Sofía, 19, spoke.") == []
    assert codes("Malé, Réunion, Sofia") == ["MV", "RE", "BG"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La traite au Cambodge, en Thaïlande et d'Haïti", [("Cambodge", "KH"), ("Thaïlande", "TH"), ("Haïti", "HT")]),
        ("Víctimas en Camboya y los Emiratos Árabes Unidos", [("Camboya", "KH"), ("Emiratos Árabes Unidos", "AE")]),
        ("ការជួញដូរមនុស្សនៅកម្ពុជានិងថៃ", [("កម្ពុជា", "KH"), ("ថៃ", "TH")]),
        ("នៅភ្នំ\u200bពេញ", [("ភ្នំ\u200bពេញ", "KH")]),
        ("เหยื่อค้ามนุษย์ในกัมพูชาและเมียวดี", [("กัมพูชา", "KH"), ("เมียวดี", "MM")]),
        ("柬埔寨和缅甸的诈骗园区", [("柬埔寨", "KH"), ("缅甸", "MM")]),
        ("南苏丹、苏丹、印度", [("南苏丹", "SS"), ("苏丹", "SD"), ("印度", "IN")]),
        ("印度尼西亚和赤道几内亚", [("印度尼西亚", "ID"), ("赤道几内亚", "GQ")]),
        ("الاتجار بالبشر في كمبوديا", [("كمبوديا", "KH")]),
        ("بكمبوديا وتايلاند وللأردن", [("كمبوديا", "KH"), ("تايلاند", "TH"), ("لأردن", "JO")]),
    ],
)  # fmt: skip
def test_names_are_found_in_other_languages(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_neutral_phrases_hold_in_other_scripts() -> None:
    assert found("发展中国家与沿海地区，印度洋，南中国海") == []
    assert found("اتجار في المحيط الهندي ونظام مالي") == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("KH", "KH"),
        ("kh", "KH"),
        (" Cambodia ", "KH"),
        ("the Gambia", "GM"),
        ("The Netherlands", "NL"),
        ("south korea", "KR"),
        ("uk", "GB"),
        ("Burma", "MM"),
        ("Filipina", "PH"),
        ("Dutch", "NL"),
        ("Swaziland", "SZ"),
        ("Congo, Democratic Republic of the", "CD"),
        ("turkey", "TR"),
        ("泰国", "TH"),
        ("កម្ពុជា", "KH"),
        ("Dubai", "AE"),
        ("Kosovo", "XK"),
        ("Southeast Asia", None),
        ("New Mexico", None),
        ("Cambodia and Laos", None),
        ("", None),
        ("?", None),
    ],
)
def test_one_name_or_code_gives_its_code(name: str, code: str | None) -> None:
    assert country_code(name) == code


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("LA", "Laos"),
        ("KR", "South Korea"),
        ("RU", "Russia"),
        ("VN", "Vietnam"),
        ("TW", "Taiwan"),
        ("CI", "Ivory Coast"),
        ("CZ", "Czechia"),
        ("ae", "United Arab Emirates"),
        ("ZZ", None),
        ("", None),
    ],
)
def test_a_code_gives_the_name_people_use(code: str, name: str | None) -> None:
    assert country_name(code) == name


def test_a_people_is_told_from_its_country() -> None:
    assert [is_nationality(name) for name in ("Indians", "Thai", "India", "Bangkok")] == [True, True, False, False]


@given(st.lists(st.one_of(st.sampled_from([form for form, _ in FORMS]), st.text(max_size=8)), max_size=8).map("".join))
def test_mentions_never_overlap_or_leave_the_text(text: str) -> None:
    edges = [edge for mention in countries_in(text) for edge in (mention.start, mention.end)]
    assert edges == sorted(edges)
    assert all(mention.start < mention.end <= len(text) for mention in countries_in(text))
