"""The parts of a long text that bear on a claim: runs of sentences short enough to be read at once."""

from assistant.questions.question import content_terms
from assistant.questions.terms import terms
from corpus.sentences import sentence_spans

WORDS = 110  # of a window; with the claim it fits what the encoder reads
COUNT = 3


def windows(claim: str, text: str, count: int = COUNT) -> list[str]:
    """The runs of sentences that hold most of the claim's content words, best first; the whole text where it is short.

    Of two runs with the same words the shorter one comes first; a sentence longer than a window is cut into windows.
    """
    if len(text.split()) <= WORDS:
        return [text]
    wanted = set(content_terms(claim))
    pieces = [piece for a, b in sentence_spans(text) for piece in _cut(text[a:b])]
    sizes = [len(piece.split()) for piece in pieces]
    held = [wanted & set(terms(piece)) for piece in pieces]
    runs: list[tuple[int, int]] = []
    for start in range(len(pieces)):
        end, size = start + 1, sizes[start]
        while end < len(pieces) and size + sizes[end] <= WORDS:
            size += sizes[end]
            end += 1
        if not runs or runs[-1][1] < end:
            runs.append((start, end))
    ranked = sorted(runs, key=lambda r: (-len(set().union(*held[r[0] : r[1]])), -sum(map(len, held[r[0] : r[1]]))))
    chosen: list[tuple[int, int]] = []
    for start, end in ranked:
        if all(min(end, b) - max(start, a) <= (end - start) // 2 for a, b in chosen):  # no two much the same
            chosen.append((start, end))
    return [" ".join(pieces[a:b]) for a, b in chosen[:count]]


def _cut(sentence: str) -> list[str]:
    words = sentence.split()
    if len(words) <= WORDS:
        return [sentence]
    return [" ".join(words[n : n + WORDS]) for n in range(0, len(words), WORDS)]
