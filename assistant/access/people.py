"""A person who is logged in, as the rest of the program meets them."""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

Role = Literal["reader", "editor"]
"""A reader asks; an editor also adds to the library all share, changes it and removes from it."""
ROLES: tuple[Role, ...] = get_args(Role)
_KEY = "assistant.person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    id: str  # owns what is kept for them; no later person of the same name has it
    name: str
    role: Role

    @property
    def may_edit(self) -> bool:
        return self.role == "editor"


def introduce(scope: MutableMapping[str, Any], person: Person) -> None:
    """Say to what handles a request (an ASGI scope) who sent it."""
    scope[_KEY] = person


def person_of(scope: Mapping[str, Any]) -> Person | None:
    """Who sent a request; None where no login is asked for."""
    person = scope.get(_KEY)
    return person if isinstance(person, Person) else None
