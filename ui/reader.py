"""Who is at the other end of a page: what they may do, and under whose name things are kept for them."""

from collections.abc import Mapping
from typing import Any

import gradio as gr

from assistant.access.people import Person, person_of
from corpus.errors import UsageError

READER = "reader"  # the cookie that tells one browser's conversations from another's, where nobody logs in


def scope_of(request: gr.Request) -> Mapping[str, Any]:
    """What the server knows of a request; nothing where none came over HTTP."""
    return getattr(request.request, "scope", {})


def owner_of(request: gr.Request) -> str | None:
    """The person who is logged in; without a login the browser's own secret."""
    if person := _person(request):
        return person.id
    cookies = getattr(request.request, "cookies", {})
    owner = cookies.get(READER)
    return owner if isinstance(owner, str) and 16 <= len(owner) <= 64 else None


def may_edit(request: gr.Request) -> bool:
    """Whether a person may change the library all share; without a login whoever has the page may."""
    person = _person(request)
    return person is None or person.may_edit


def require_editor(request: gr.Request) -> None:
    """Raises UsageError for a person who may only read."""
    if not may_edit(request):
        raise UsageError(
            what="Cannot change the library", why="your login is for reading", fix="Ask an editor, or to be made one"
        )


def _person(request: gr.Request) -> Person | None:
    return person_of(scope_of(request))
