"""Near-identical texts by MinHash (Broder, 1997): one wire story in ten newspapers, one report under two names.

A text is taken as the set of its runs of four words; its sketch keeps the least of each of 128 hashes over that set.
Forms filled in for many countries or years share most of their words too, so what looks alike must also agree in its
figures and in the countries it names.
"""

import re
import unicodedata
import zlib
from collections.abc import Hashable, Iterable, Sequence
from decimal import Decimal
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from corpus.countries import countries_in
from corpus.quantities import read_quantities
from corpus.readers.characters import written_without_spaces

Sketch = NDArray[np.uint32]
"""The number of a text's shingles, then the least of each hash: (WIDTH,)."""
Sketches = NDArray[np.uint32]
"""(n, WIDTH)"""
PERMUTATIONS = 128
WIDTH = PERMUTATIONS + 1
SHINGLE = 4  # words
MIN_WORDS = 25  # two shorter texts are alike by chance
MAX_WORDS = 200_000  # texts alike so far are alike
SHARED = 0.75  # of the shorter text stands in the longer; an editor changes a word in thirty
ALIKE = 0.4  # of both texts together: an excerpt is no copy
STRAYS = 0.05  # of the shorter text's figures, and of the countries it names, may be missing in the longer
_WORD = re.compile(r"[^\W_]+")


def sketch(texts: Iterable[str]) -> Sketch | None:
    """The sketch of a document's pages; None where it is too short to tell."""
    words = list(islice((word for text in texts for word in _words(text)), MAX_WORDS))
    if len(words) < MIN_WORDS:
        return None
    from datasketch import MinHash

    shingles = {" ".join(words[at : at + SHINGLE]).encode() for at in range(len(words) - SHINGLE + 1)}
    minhash = MinHash(num_perm=PERMUTATIONS, hashfunc=zlib.crc32)
    minhash.update_batch(sorted(shingles))
    return np.array([len(shingles), *minhash.hashvalues], np.uint32)


def alike(one: Sketch, others: Sketches) -> NDArray[np.intp]:
    """The rows of `others` that may be copies of `one`, likeliest first: most of the shorter text is in the longer."""
    jaccard = (others[:, 1:] == one[1:]).mean(axis=1)
    near = np.flatnonzero(jaccard >= ALIKE)
    near = near[np.argsort(-jaccard[near], kind="stable")]
    sizes, mine = others[near, 0].astype(np.int64), int(one[0])
    shared = jaccard[near] / (1 + jaccard[near]) * (sizes + mine)
    rows: NDArray[np.intp] = near[shared >= SHARED * np.minimum(sizes, mine)]
    return rows


def agree(one: str, other: str) -> bool:
    """Whether two texts alike give the same figures and name the same countries; dates may differ, as of newspapers."""
    shorter, longer = sorted((one, other), key=len)
    return _mostly_within(_figures(shorter), _figures(longer)) and _mostly_within(
        [mention.code for mention in countries_in(shorter)], [mention.code for mention in countries_in(longer)]
    )


def _mostly_within(some: Sequence[Hashable], more: Sequence[Hashable]) -> bool:
    known = set(more)
    return sum(each not in known for each in some) <= STRAYS * len(some)


def _figures(text: str) -> list[Decimal]:
    return [each.value for each in read_quantities(text) if each.kind in ("number", "money", "percent")]


def _words(text: str) -> Iterable[str]:
    """Words, folded; of scripts without spaces, the single characters."""
    for match in _WORD.finditer(unicodedata.normalize("NFKC", text).casefold()):
        if written_without_spaces(match[0][0]):
            yield from match[0]
        else:
            yield match[0]
