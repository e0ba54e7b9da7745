"""A sentence that introduces a list is quoted with the items: `The term means` says nothing without them."""

import re

from assistant.evidence.passage_sentences import Sentence
from assistant.injection import is_instruction
from corpus.sentences import ITEM, sentence_spans

LONGEST = 120  # words of introduction and items
_INTRODUCES = re.compile(r"(?::|[–—]|\b(?:means?|includes?|including|of|for|to|by|that|either|who|if|is|are))$")
_GOES_ON = re.compile(r";\s*(?:and|or)?$")
_NUMBERED = re.compile(r"(?:\(?(?:[A-Za-z]|[ivxIVX]{1,5}|\d{1,2})[).]|»|o)\s")


def introduces(text: str) -> bool:
    return bool(_INTRODUCES.search(text))


def is_piece(text: str) -> bool:
    """Whether a text says nothing whole: it introduces a list, or more of its items follow."""
    return introduces(text) or bool(_GOES_ON.search(text))


def end_with_items(sentence: Sentence) -> int:
    """Where the sentence ends, on its page, or the last item of the list it introduces: as many of those of its passage
    as LONGEST holds, one at least, and none that addresses a model or follows one that does."""
    passage, end = sentence.passage, sentence.end
    if not introduces(sentence.text):
        return end
    words = len(sentence.text.split())
    for a, b in sentence_spans(passage.text, sentence.end - passage.start):
        words += len(passage.text[a:b].split())
        is_item = ITEM.match(passage.text, a, b) or _NUMBERED.match(passage.text, a, b)
        if not is_item or is_instruction(passage.text[a:b]) or (words > LONGEST and end > sentence.end):
            break
        end = passage.start + b
    return end
