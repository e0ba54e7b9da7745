"""The words of a text as the word index and the evidence check see them: folded, stemmed, in any script.

British and American spellings are one: what the ILO calls forced labour is forced labor to the US Department of State.
"""

import re
import unicodedata
from functools import lru_cache

import Stemmer

_UNSPACED_SCRIPTS = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]"
_UNSPACED = re.compile(_UNSPACED_SCRIPTS)
_WORD = re.compile(rf"{_UNSPACED_SCRIPTS}+|\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*\d*|[^\W_]+")
_STEMMER = Stemmer.Stemmer("english")
_ENDS = r"(e|ed|es|ers?|ely|ements?|ing|ingly|able|ations?|ational(?:ly)?)$"
_AMERICAN = tuple(
    (re.compile(british), american)
    for british, american in (
        (rf"^(?!\w*vis|(?:pre|con|in|ex|exer|circum)cis)(\w{{3,}})is{_ENDS}", r"\1iz\2"),  # revise goes with revision
        (r"^(anal|paral|catal)ys(e|ed|es|ing)$", r"\1yz\2"),
        (r"^(lab|behavi|col|fav|flav|hon|arm|hum|rum|vap|rig|vig|tum|harb|neighb|endeav)our", r"\1or"),
        (r"^(cent|theat|lit|fib|(?:kilo|centi|milli)?met)re(s?)$", r"\1er\2"),
        (r"^(def|off|pret|lic)ence", r"\1ense"),
        (r"^(program)me(s?)$", r"\1\2"),
        (r"^(travel|cancel|counsel|model|label|fuel|channel|signal|tunnel)l(ed|ing|ers?|ors?)$", r"\1\2"),
        (r"^(judg|acknowledg)e(ments?)$", r"\1\2"),
    )
)
_IRREGULAR = dict(
    pair.split()
    for pair in (
        "arisen arise, arose arise, awoke awake, beaten beat, began begin, begun begin, bought buy, bred "
        "breed, broke break, broken break, brought bring, built build, burnt burn, caught catch, children "
        "child, chose choose, chosen choose, drew draw, drawn draw, driven drive, drove drive, dug dig, eaten "
        "eat, fed feed, fallen fall, fell fall, fled flee, flew fly, flown fly, forbidden forbid, forgotten "
        "forget, fought fight, froze freeze, frozen freeze, grew grow, grown grow, heard hear, held hold, "
        "hidden hide, kept keep, learnt learn, led lead, lent lend, lost lose, meant mean, men man, met meet, "
        "mistaken mistake, overthrown overthrow, paid pay, proven prove, rebuilt rebuild, ridden ride, risen "
        "rise, rose rise, sank sink, sent send, shaken shake, shot shoot, sold sell, sought seek, spent "
        "spend, spoke speak, spoken speak, stole steal, stolen steal, struck strike, sunk sink, swore swear, "
        "sworn swear, swum swim, taken take, taught teach, threw throw, thrown throw, told tell, took take, "
        "torn tear, undertaken undertake, understood understand, undertook undertake, upheld uphold, "
        "withdrawn withdraw, withdrew withdraw, withheld withhold, woken wake, women woman, won win, wore "
        "wear, worn wear, written write, wrote write"
    ).split(", ")
)
_NOUNS = dict(
    pair.split()
    for pair in (
        "advice advise, analysis analyze, belief believe, choice choose, closure close, comparison compare, complaint "
        "complain, dead die, death die, deception deceive, decision decide, denial deny, description describe, "
        "detention detain, expansion expand, failure fail, freedom free, growth grow, identification identify, "
        "introduction introduce, loss lose, marriage marry, payment pay, poverty poor, proof prove, pursuit pursue, "
        "receipt receive, reduction reduce, referral refer, response respond, robbery rob, sale sell, seizure seize, "
        "theft steal, variation vary"
    ).split(", ")
)
_VERBS = {
    **_IRREGULAR,
    **_NOUNS,
    **{f"{noun}{'es' if noun.endswith('s') else 's'}": verb for noun, verb in _NOUNS.items()},
}


def terms(text: str) -> list[str]:
    """Index terms in order: English words in American spelling and stemmed (`fled` as `flee`, `loss` as `lose`),
    accents and case folded, 100,000 as 100000, and pairs of characters for scripts written without spaces (Thai, Lao,
    Khmer, Burmese, Chinese, Japanese, Korean).
    """
    found: list[str] = []
    for match in _WORD.finditer(text):
        found.extend(_of_word(match[0]))
    return found


@lru_cache(maxsize=65_536)
def _of_word(word: str) -> tuple[str, ...]:
    if _UNSPACED.search(word):
        return tuple(word[i : i + 2] for i in range(len(word) - 1)) or (word,)
    if word[0].isdigit():
        return (word.replace(",", "").lower(),)
    folded = fold(word)
    folded = re.sub(r"['’]s?$", "", folded).replace("'", "").replace("’", "")
    return (_STEMMER.stemWord(_american(_VERBS.get(folded, folded))),) if folded else ()


def _american(word: str) -> str:
    """A word in American spelling; some that are spelled alike everywhere (promise) change too, wherever they stand."""
    for british, american in _AMERICAN:
        word = british.sub(american, word)
    return word


def fold(text: str) -> str:
    """Case and accents folded; scripts whose marks carry meaning keep them."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not ("\u0300" <= c <= "\u036f"))
