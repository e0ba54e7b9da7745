"""What an answer says of how it came about: sources left out, parts not answered, documents that address a model."""

from collections.abc import Collection, Iterable, Sequence

from assistant.answer import Notice
from assistant.filters import Filters
from assistant.injection import DOCUMENT_INSTRUCTIONS
from corpus.model import Passage, Source


def left_out(filters: Filters, sources: Collection[Source]) -> tuple[Notice, ...]:
    """How many sources filters leave out only because something is not known of them."""
    notices = []
    if undated := filters.undated(sources):
        message = f"{undated} source(s) without a date were left out by the date filter."
        notices.append(Notice(code="undated_sources", message=message))
    if unknown := filters.of_unknown_language(sources):
        message = f"{unknown} source(s) whose language is not known were left out by the language filter."
        notices.append(Notice(code="unknown_language", message=message))
    return tuple(notices)


def unanswered_notice(parts: Sequence[str]) -> tuple[Notice, ...]:
    """Which parts of a question of several parts nothing in the library answers; nothing where there are none."""
    if not parts:
        return ()
    said = "; ".join(f"“{part}”" for part in parts)
    return (Notice(code="part_not_found", message=f"The library does not answer this part of the question: {said}."),)


def unheard_notice(speaker: str | None) -> tuple[Notice, ...]:
    """That the sentences quoted are not the word of whom the question asks about; nothing where they are."""
    if speaker is None:
        return ()
    message = f"Nothing was found that {speaker} says on this; these are the words of others."
    return (Notice(code="other_speakers", message=message),)


def addressed_notice(passages: Iterable[Passage]) -> tuple[Notice, ...]:
    """That passages hold instructions to a model, and in which documents; nothing where there are none."""
    titles = list(dict.fromkeys(passage.source.title for passage in passages))
    if not titles:
        return ()
    named = ", ".join(f"“{title}”" for title in titles[:3]) + (f" and {len(titles) - 3} more" if titles[3:] else "")
    return (Notice(code=DOCUMENT_INSTRUCTIONS, message=f"{named}: this document contains instructions; ignored."),)
