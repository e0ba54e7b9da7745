"""The claim checker: figures, names and who said it, denial and doubt, then the words."""

import pytest

from assistant.claims import Verified, WordsJudge, check_claim

QUOTE = "UNODC estimated in May 2023 that at least 120,000 people across Myanmar may be held in scam compounds."
CONTEXT = "Casinos and scams UNODC 2023-09-26 26 September 2023 Myanmar"


def check(claim: str, quote: str = QUOTE, context: str = CONTEXT) -> Verified:
    return check_claim(claim, quote, context, WordsJudge())


@pytest.mark.parametrize(
    "claim",
    [
        "At least 120,000 people may be held in scam compounds in Myanmar.",
        "UNODC estimated that at least 120 thousand people in Myanmar may be held in scam compounds.",
        "In May 2023 UNODC estimated that at least 120,000 people across Burma may be held in scam compounds.",
        "The UN Office on Drugs and Crime estimated that at least 0.12 million people may be held in scam compounds.",
        "1. At least **120,000** people may be held in scam compounds in Myanmar [2].",
        QUOTE,
    ],
)
def test_a_claim_that_says_what_its_quote_says_is_supported(claim: str) -> None:
    assert check(claim).verdict == "supported", check(claim).reason


@pytest.mark.parametrize(
    ("claim", "verdict", "reason"),
    [
        (
            "At least 12,000 people may be held in scam compounds in Myanmar.",
            "contradicted",
            "says 120,000, not 12,000",
        ),
        ("At least 120,000 people may be held in scam compounds in Cambodia.", "contradicted", "speaks of Myanmar"),
        (
            "Interpol estimated that at least 120,000 people in Myanmar may be held in scams.",
            "contradicted",
            "to UNODC",
        ),
        ("In May 2024 UNODC estimated at least 120,000 people held in Myanmar.", "contradicted", "says May 2023"),
        ("At least 120,000 per cent of people in Myanmar may be held in compounds.", "unsupported", "does not say"),
        ("No people may be held in scam compounds across Myanmar, UNODC estimated.", "contradicted", "denies"),
        ("Up to 120,000 people in Myanmar may be held in scam compounds.", "contradicted", "at least 120,000"),
        ("In Myanmar 120,000 people may be held in scam compounds.", "partly", "at least 120,000"),
        ("At least 120,000 people across Myanmar are held in scam compounds.", "partly", "less sure"),
        ("At least 120,000 people across Myanmar may be held by Prince Group.", "unsupported", "Prince Group"),
        ("Tea is grown on hills and drunk with milk.", "unsupported", "does not say this"),
    ],
)
def test_what_its_quote_does_not_say_is_not_supported_and_the_reader_is_told_why(
    claim: str, verdict: str, reason: str
) -> None:
    found = check(claim)
    assert found.verdict == verdict
    assert reason in found.reason


@pytest.mark.parametrize(
    ("claim", "quote", "verdict"),
    [
        ("Half of the victims were children.", "50 per cent of the victims were children.", "supported"),
        ("About a third of the victims were boys.", "Boys made up 33 per cent of the victims.", "supported"),
        ("The share rose by 5 per cent.", "The share rose by 5 percentage points.", "unsupported"),
        ("The profit was 12.5 to 20 billion dollars.", "The profit is put at 12.5 to 20 billion dollars.", "supported"),
        ("The profit was 12.5 billion dollars.", "The profit was put at 12.5 to 20 billion dollars.", "partly"),
        ("The profit was at least 12.5 billion dollars.", "The profit was 12.5 to 20 billion dollars.", "supported"),
        ("The ransom was 3,000 euros.", "The ransom was 3,000 US dollars.", "contradicted"),
        ("They paid about 7,000 dollars.", "They paid 6,880 dollars.", "supported"),
        ("They paid about 6,880 dollars.", "They paid 7,000 dollars.", "contradicted"),
        ("They paid about 6,890 dollars.", "They paid about 6,880 dollars.", "contradicted"),
        ("Laos ranked 20th.", "Laos took rank 20.", "supported"),
        ("It rose from 2022 to 2022.", "It rose from 2020 to 2022.", "contradicted"),
        ("The score grew to 6.42 points.", "The score grew from 4.17 to 6.42 points.", "supported"),
    ],
)
def test_figures_agree_in_value_unit_and_bound(claim: str, quote: str, verdict: str) -> None:
    assert check(claim, quote, "").verdict == verdict, check(claim, quote, "").reason


def test_a_figure_given_for_one_country_is_not_told_of_another() -> None:
    quote = "At least 120,000 people are held in Myanmar and about 100,000 in Cambodia."
    assert check("About 100,000 people are held in Cambodia.", quote, "").verdict == "supported"
    swapped = check("About 100,000 people are held in Myanmar.", quote, "")
    assert (swapped.verdict, swapped.reason) == ("contradicted", "its source gives 100,000 for Cambodia")


@pytest.mark.parametrize(
    ("claim", "quote", "verdict"),
    [
        ("IOM counted 500 returns.", "The International Organization for Migration counted 500 returns.", "supported"),
        ("The GCRT met in Rome.", "The Global Commission on Refugee Trafficking met in Rome.", "supported"),
        ("European police freed 20 people.", "Police in Europe freed 20 people.", "supported"),
        ("Chinese courts jailed 11 people.", "Courts in China jailed 11 people.", "supported"),
        ("Margot Robbie led the project.", "Robbie led the project.", "supported"),
        ("Margot Robbie led the project.", "The actress Margot Robbie led the project.", "supported"),
        (
            "The Royal Society of Merchant Sailors and Fishers met.",
            "The Royal Society of Sailors and Fishers met.",
            "supported",
        ),
        ("Ana Teresa Ruiz Lopez led the project.", "Ana Elena Ruiz Lopez led the project.", "unsupported"),
        ("The Quay Group led the project.", "Quay led the project.", "supported"),
        ("Tilda Hope Elms was arrested.", "The recruiter was arrested.", "unsupported"),
        ("The National Referral Board met.", "The NRB met.", "supported"),
        ("The World Health Organization counted 5 sailors.", "Those who counted 5 sailors left.", "unsupported"),
        ("The World Health Organization counted 5 sailors.", "WHO counted 5 sailors.", "supported"),
        ("A court charged Rose in May.", "A court prosecuted her in May.", "unsupported"),
        ("The sailors named Ali.", "The sailors left Somalia.", "unsupported"),
        ("The boat reached Port Hope.", "The boat reached Porthope.", "supported"),
        ("Mary Robbie led the project.", "Margot Robbie led the project.", "unsupported"),
        ("Chen Zhi led the project.", "Chen Wei led the project.", "unsupported"),
        ("According to UNODC, 500 people fled.", "According to IOM, 500 people fled.", "contradicted"),
        ("UNODC says that IOM counted 500 people.", "IOM counted 500 people.", "unsupported"),
    ],
)
def test_names_are_known_by_alias_acronym_and_nationality_and_no_further(claim: str, quote: str, verdict: str) -> None:
    assert check(claim, quote, "").verdict == verdict, check(claim, quote, "").reason


def test_the_passage_may_say_in_full_who_goes_by_one_name_in_the_quotation() -> None:
    claim, quote = "Margot Robbie led the project.", "Robbie led the project."
    for nearby, verdict in (
        (f"Margot Robbie is an actress. {quote}", "supported"),
        (quote, "unsupported"),
        (None, "supported"),
    ):
        assert check_claim(claim, quote, "", WordsJudge(), nearby).verdict == verdict


def test_the_publication_itself_may_supply_its_publisher_date_and_place() -> None:
    quote = "Victims were often treated as offenders."
    assert (
        check("In 2023 UNODC said that victims in Myanmar were often treated as offenders.", quote).verdict
        == "supported"
    )
    assert check("In 2023 victims in Laos were often treated as offenders.", quote).verdict == "unsupported"


def test_the_publication_does_not_place_or_date_what_the_quote_places_and_dates_otherwise() -> None:
    quote = "In 2021 victims in Thailand were often treated as offenders."
    assert check("In 2021 victims in Myanmar were often treated as offenders.", quote).verdict == "contradicted"
    assert check("In 2023 victims in Thailand were often treated as offenders.", quote).verdict == "contradicted"


@pytest.mark.parametrize(
    ("claim", "quote", "verdict"),
    [
        ("The ministry punished the officials.", "The ministry never punished the officials.", "contradicted"),
        ("The ministry did not punish the officials.", "The ministry punished the officials.", "contradicted"),
        ("Officials took bribes.", "There is no evidence that officials took bribes.", "contradicted"),
        ("Chen Zhi ran the compounds.", "Chen Zhi allegedly ran the compounds.", "unsupported"),
        ("Chen Zhi is said to run the compounds.", "Chen Zhi may run the compounds.", "supported"),
        ("Detections of victims rose in Asia.", "Detections of victims fell in Asia.", "contradicted"),
        ("Laos ratified ILO Convention 29 in 1964.", "Laos ratified ILO Convention No. 29 in 1964.", "supported"),
        ("Laos ratified Convention 29 in 1964.", "Laos ratified Convention No 29 in 1964.", "supported"),
        ("Laos jailed 29 smugglers in 1964.", "Laos jailed no smugglers in 1964, not 29.", "contradicted"),
        ("Over 300 sailors were freed.", "More than 300 sailors under 18 were freed.", "supported"),
        ("Wages fell over the average.", "Wages fell under the average.", "contradicted"),
        ("Over 300 sailors were freed.", "Under 300 sailors were freed.", "contradicted"),
        ("Not only women but men were freed.", "Women and men were freed, not only women.", "supported"),
    ],
)
def test_denial_doubt_and_direction_are_kept(claim: str, quote: str, verdict: str) -> None:
    assert check(claim, quote, "").verdict == verdict, check(claim, quote, "").reason


def test_the_checks_say_which_of_them_failed() -> None:
    found = check("At least 12,000 people may be held in scam compounds in Cambodia.").checks
    assert (found.figures, found.names, found.negation) == ("differs", "differs", "ok")
    assert check("People may be held in compounds.").checks.figures == "none"


def test_a_rounded_figure_is_not_borne_out_by_one_that_is_said_exactly_beside_it() -> None:
    quote = "In Saudi Arabia over 10.1 million foreigners lived among about 30 million people."
    claim = "In Saudi Arabia over 10.1 million foreigners lived among about 10 million people."
    assert check(claim, quote, "").verdict == "contradicted"
    assert check(quote.replace("over 10.1", "about 10"), quote, "").verdict == "supported"
