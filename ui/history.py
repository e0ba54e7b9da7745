"""History: conversations kept where that is switched on, and answers within reach to be judged."""

from collections import OrderedDict
from threading import Lock
from typing import Any

from assistant.library.store import Library
from assistant.records import Conversation, Kept, Records, Verdict
from corpus.dates import written_out
from corpus.errors import UsageError
from ui.conversation import Exchange, as_exchange
from ui.markup import Markup, join, tag
from ui.words import counted

RECENT = 1_000  # answers within reach of a judgement where conversations are not kept
OFF = (
    "Conversations are not kept: they are gone when the page is closed or loaded anew. To keep them on this machine, "
    "in a file beside the library, start the assistant with ASSISTANT_HISTORY=true. A judgement you give on an answer "
    "is always kept, with its question and answer."
)
ON = (
    "Conversations are kept on this machine, in a file beside the library. Only this browser lists them; "
    "whoever has the link to an answer can open that answer."
)
ON_WITH_LOGIN = (
    "Conversations are kept on the server, in a file beside the library. Only you can list them; whoever has a login "
    "and the link to an answer can open that answer."
)


class History:
    """What has been answered: in memory for a while, and on disk where that is switched on."""

    def __init__(self, records: Records, *, on: bool, login: bool = False) -> None:
        """`on`: conversations are kept; `login`: they belong to people who log in, not to browsers."""
        self.on, self.login = on, login
        self.records = records
        self._recent: OrderedDict[str, Kept] = OrderedDict()
        self._lock = Lock()

    def keep(self, kept: Kept, conversation: str, owner: str | None) -> None:
        """Raises LibraryError where the file cannot be written."""
        with self._lock:
            self._recent[kept.id] = kept
            if len(self._recent) > RECENT:
                self._recent.popitem(last=False)
        if self.on and owner:
            self.records.keep(kept, conversation, owner)

    def judge(self, answer_id: str, verdict: Verdict | None, reason: str) -> str:
        """Store or withdraw a judgement; returns what to tell the reader. Raises UsageError for an unknown answer."""
        if verdict is None:
            self.records.withdraw(answer_id)
            return "Withdrawn."
        kept = self._recent.get(answer_id) or self.records.answer(answer_id)
        if kept is None:
            raise UsageError(
                what="Cannot keep the judgement", why="the answer is no longer at hand", fix="Ask the question again"
            )
        self.records.judge(kept, verdict, reason)
        return "Saved here, with the question and the answer. Thank you."

    def restored(self, conversation: str | None, owner: str | None, library: Library) -> list[Exchange]:
        """An own conversation as it stood; empty where there is none."""
        if not (self.on and conversation and owner):
            return []
        return [as_exchange(kept, library, linked=True) for kept in self.records.conversation(conversation, owner)]

    def delete(self, owner: str | None, conversation: str | None) -> None:
        """Forget one of a reader's conversations, or all, here and on disk."""
        if not (self.on and owner):
            return
        gone = [conversation] if conversation else [c.id for c in self.records.conversations(owner)]
        ids = [kept.id for cid in gone for kept in self.records.conversation(cid, owner)]
        with self._lock:
            for answer_id in ids:
                self._recent.pop(answer_id, None)
        self.records.delete(owner, conversation)


def history_html(history: History, owner: str | None) -> Markup:
    if not history.on:
        return tag("p", OFF, class_="explained")
    kept = history.records.conversations(owner) if owner else []
    everything = tag("button", "Delete all", type="button", class_="quiet delete", data_delete="")
    rows = [_line(one) for one in kept]
    return join([
        tag("p", ON_WITH_LOGIN if history.login else ON, class_="explained"),
        tag("ol", *rows, class_="conversations") if rows else tag("p", "Nothing is kept yet.", class_="found"),
        tag("p", everything) if rows else "",
    ])  # fmt: skip


def _line(one: Conversation) -> Markup:
    name = f"Delete the conversation {one.title}"
    delete = tag("button", "Delete", type="button", class_="quiet delete", data_delete=one.id, aria_label=name)
    said = f"{written_out(one.at[:10])}, {counted(one.answers, 'answer')}"
    return tag("li", tag("a", one.title, href=f"./?c={one.id}", dir="auto"), tag("span", said, class_="when"), delete)


def named(detail: Any) -> tuple[bool, str | None]:
    """Whether something is to be deleted, and which conversation; None is all of them. A browser may send anything."""
    wanted = detail.get("delete") if isinstance(detail, dict) else None
    return (True, wanted or None) if isinstance(wanted, str) else (False, None)
