"""Words that say the same on this subject: a question on youngsters is answered by a sentence on children."""

from assistant.questions.terms import terms

_GROUPS = (
    "child kid youngster minor juvenile",
    "army military junta soldiers troops",
    "refuse deny reject",
    "sanction blacklist",
    "free rescue liberate release save",
    "compound centre site hub",
    "fraud scam swindle",
    "police cops",
    "shut close",
    "arrest detain",
    "ship vessel boat",
    "consignment shipment",
    "quota target",
    "nation country",
    "worker labourer employee",
    "money cash",
    "buy purchase",
    "victim survivor",
    "murder kill",
    "verdict ruling judgment",
    "law act statute legislation",
    "rise increase grow climb",
    "fall decrease decline drop shrink",
    "earn yield generate",
    "gain profit proceeds",
    "begin start launch",
    "flee escape",
    "boss leader chief head",
    "report study paper",
    "border frontier",
    "recruit lure",
    "jail prison imprison",
)
_SAME: dict[str, frozenset[str]] = {}
for _group in _GROUPS:
    _words = frozenset(terms(_group))
    for _word in _words:
        _SAME[_word] = _SAME.get(_word, frozenset()) | _words


def said_otherwise(asked: frozenset[str] | set[str], words: frozenset[str] | set[str]) -> set[str]:
    """The terms of a question that a text says by another word."""
    return {term for term in asked if term not in words and _SAME.get(term, frozenset()) & words}
