"""Whether claim and quotation take the same stand: denied or not, certain or not, up or down."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.claims.finding import Finding, clause_at
from assistant.questions.question import content_terms
from assistant.questions.terms import terms
from corpus.sentences import sentence_spans

Stance = Literal["denied", "alleged", "possible"]
REACH = 3  # content words that a cue speaks of
ALIKE, CLOSE = 0.5, 0.65  # share of the claim's content words that a sentence must hold to speak of the same


def _words(patterns: str, flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    """Any of the patterns as a whole word; `_` stands for white space."""
    return re.compile(rf"\b(?:{'|'.join(patterns.split())})\b".replace("_", r"\s+"), flags)


_DENIALS = r"""
    no_evidence(?:_(?:that|of|for))? no_(?:clear|credible)_evidence(?:_(?:that|of|for))? not
    (?!(?-i:No)\.\s*\d)(?!(?<=\w\s)(?-i:No)\s\d)no never neither nor
    none cannot
    nobody den(?:y|ies|ied|ying) refus(?:e|es|ed|ing) fail(?:s|ed|ing)?_to unable_to reject(?:s|ed|ing)?
    rul(?:ed?|es)_out
    (?:false|untrue)_that \w+n['’]t
"""
_NO_DENIALS = r"""
    (?:not|\w+n['’]t)_(?:only|just|merely|least|yet|all|every|necessarily|always) not_(?:\w+_){0,4}until
    no_(?:\w+_){0,4}(?:was|is|were|are)_(?:more|\w+er) no_(?:fewer|less|more|later|longer) not_(?:fewer|less|more)_than
"""
_NEGATIVES = r"""
    un(?!der|til|ion|it|iv|iq|icef|odc)[a-z]{3,}
    dis(?:agree|miss|appear|card|contin|prov|put|reg|appr|sent|believ|claim)\w*
    illegal\w* illicit\w* im(?:possib|prop|unity)\w* ir(?:regular|relevan)\w*
    in(?:sufficien|adequa|correct|accura|complete|effective|comparab|valid)\w*
    without instead rather lack\w* absen\w+ rarely seldom hardly barely shortage missing missed except stop\w*
    prevent\w*
    avoid\w* nothing apart short_of false\w* wrong\w* oppos\w* stead weak\w* odds escap\w+ only yet less fewer
    contrar\w+
    contradict\w* gap\w* limit\w* abandon\w* cancel\w* suspend\w* withdr\w+ withheld bann?\w* end(?:s|ed)? halt\w*
    exempt\w*
    restrict\w* impede\w* hinder\w* block\w* declin\w+ drop\w* skip\w* elud\w+
"""
_DENIED, _NO_DENIAL, _NEGATIVE = _words(_DENIALS), _words(_NO_DENIALS), _words(_DENIALS + _NEGATIVES)
_CUES: tuple[tuple[Stance, re.Pattern[str]], ...] = (
    ("denied", _DENIED),
    ("alleged", _words(
        "alleg(?:e[sd]?|edly|ing|ations?) accus(?:e[sd]?|ing|ations?) suspected purported(?:ly)? charged_with")),
    ("possible", _words(  # in lower case: May is a month
        "may might could [Pp]ossibly [Pp]erhaps [Pp]otentially [Pp]robably likely [Rr]eportedly believed_to "
        "thought_to feared",
        re.RegexFlag(0))),
)  # fmt: skip
_HEDGED = _words(r"""
    said_to according_to estimat\w+ reported appears? seems? would will plans? planned claim(?:s|ed) deemed can
    suggests? expected
    risks? fears? suspects? thinks? believes? possib\w+ potential likelihood considered
""")  # fmt: skip
_SAYS = _words(r"sa(?:ys?|id) according alleg\w+ accus\w+ claim\w* report\w* charg\w+ suspect\w*")
_OPPOSITES = tuple(
    tuple(frozenset(side.split()) for side in line.split("/"))
    for line in """
increase increased increasing increases rise rose risen rising rises grew grow grown growing climbed up higher
widened upgraded gained
  / decrease decreased decreasing decreases fall fell fallen falling falls declined decline drop dropped shrank down
  lower narrowed
    downgraded lost;
more / fewer less; most / least; highest / lowest; largest biggest / smallest; above over / below under; before / after;
first / last; majority / minority; legal lawful / illegal unlawful; men male males / women female females; boys / girls;
accepted / rejected; included / excluded; allowed permitted / forbidden banned prohibited; opened / closed; arrived /
left;
improved / worsened; always / never; all every / none; many / few; success successful / failure unsuccessful; older /
younger;
north northern / south southern; east eastern / west western; domestic / foreign international; imported imports /
exported exports;
adults / children; acquitted / convicted; won / lost; earliest oldest / latest newest youngest; better / worse; best
/ worst;
stronger / weaker""".split(";")
)


_BOUND = re.compile(
    r"\b(?:over|under|above|below)[\s-]+(?=(?:the\s+age\s+of\s+)?\d)"
)  # as the check of figures reads it


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    stance: Stance
    written: str
    scope: tuple[str, ...]  # the content words it speaks of, nearest first


def read_cues(text: str) -> Iterator[Cue]:
    """Each sign of denial, allegation or doubt with what follows it in its clause."""
    for stance, pattern in _CUES:
        for match in pattern.finditer(text):
            if stance == "denied" and _NO_DENIAL.match(text, match.start()):
                continue
            _, end = clause_at(text, match.start())
            scope = tuple(content_terms(text[match.end() : max(end, match.end())]))[:REACH]
            if not scope and match.end() >= end:  # the clause ends with the cue: what follows, or what stands before
                scope = tuple(content_terms(text[match.end() :]))[:REACH]
            yield Cue(stance=stance, written=match[0].lower(), scope=scope)


def closest_sentence(claim: str, quote: str) -> tuple[str, float]:
    """The sentence of the quotation that holds most of the claim's content words, and their share."""
    wanted = set(content_terms(claim))
    best, share = quote, 0.0
    for a, b in sentence_spans(quote):
        held = len(wanted & set(terms(quote[a:b]))) / len(wanted) if wanted else 0.0
        if held > share:
            best, share = quote[a:b], held
    return best, share


def stance_findings(claim: str, quote: str) -> list[Finding]:
    """A denial on one side only, doubt left out, or an opposite put in place of what the quotation says."""
    sentence, share = closest_sentence(claim, quote)
    if share < ALIKE:
        return []
    asked, given = list(read_cues(claim)), list(read_cues(sentence))
    denied = set(_heads(list(read_cues(quote))))
    found = [_denial(claim, sentence, asked, given, denied, share), _doubt(claim, asked, given)]
    if share >= CLOSE:
        found.append(_opposite(claim, sentence))
    return [finding for finding in found if finding]


def _denial(
    claim: str, sentence: str, asked: list[Cue], given: list[Cue], denied: set[str], share: float
) -> Finding | None:
    """A denial on one side, of what the other side says without anything negative about it; `denied` is what the whole
    quotation denies, so a claim that denies the same is left alone."""
    here, there = _heads(asked), _heads(given)
    if here and not set(here) & denied:
        unopposed = share >= CLOSE and not _is_negative(sentence, claim)
        if unopposed or _plainly_said(here[0], sentence, claim):
            return Finding(verdict="contradicted", reason="it denies what its source says")
    if there and not _is_negative(claim, sentence) and set(there) & set(terms(claim)):
        return Finding(verdict="contradicted", reason="its source denies it")
    return None


def _is_negative(text: str, other: str) -> bool:
    """Whether anything negative is in the text that is not in the other too: `false job offers` on both sides denies
    nothing, a `not` does."""
    shared = {sign for sign in _signs(other) if not _DENIED.fullmatch(sign)}
    return bool(_signs(text) - shared)


def _signs(text: str) -> set[str]:
    return {match[0].lower() for match in _NEGATIVE.finditer(text)}


def _plainly_said(head: str, text: str, other: str) -> bool:
    """Whether the word stands in the text, never in a clause with anything negative."""
    places = [match.start() for match in re.finditer(r"\w+", text) if head in terms(match[0])]
    return bool(places) and not any(_is_negative(text[slice(*clause_at(text, at))], other) for at in places)


def _heads(cues: list[Cue]) -> list[str]:
    """What each denial denies; two denials of one word make none."""
    heads = [head for cue in cues if cue.stance == "denied" for head in cue.scope[:2]]
    return [head for head in heads if heads.count(head) % 2]


def _doubt(claim: str, asked: list[Cue], given: list[Cue]) -> Finding | None:
    if any(cue.stance != "denied" for cue in asked):
        return None
    meant = set(terms(claim))
    for cue in given:
        if cue.stance == "denied" or not set(cue.scope[:2]) & meant:
            continue
        if cue.stance == "alleged" and not _SAYS.search(claim):
            return Finding(verdict="unsupported", reason=f"its source only says “{cue.written}”")
        if cue.stance == "possible" and not _HEDGED.search(claim):
            return Finding(verdict="partly", reason=f"its source is less sure: it says “{cue.written}”")
    return None


def _opposite(claim: str, sentence: str) -> Finding | None:
    here, there = (set(re.findall(r"[a-z]+", _BOUND.sub("", text.lower()))) for text in (claim, sentence))
    for pair in _OPPOSITES:
        one, other = pair
        for mine, theirs in ((one, other), (other, one)):
            if here & mine and there & theirs and not there & mine and not here & theirs:
                reason = f"its source says “{min(there & theirs)}”, not “{min(here & mine)}”"
                return Finding(verdict="contradicted", reason=reason)
    return None
