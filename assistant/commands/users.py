"""`user …`: who may use a served library."""

import sys
from getpass import getpass
from typing import Annotated

import typer

from assistant.access.accounts import Accounts
from assistant.access.people import Role
from assistant.settings import load_settings
from corpus.errors import UsageError

Name = Annotated[str, typer.Argument(metavar="NAME")]

commands = typer.Typer(no_args_is_help=True, help="Who may use a served library. With one user, everybody must log in.")


def register(app: typer.Typer) -> None:
    app.add_typer(commands, name="user")


@commands.command()
def add(
    name: Name,
    role: Annotated[
        Role, typer.Option(help="Editors also add to the library that all share, and change it.")
    ] = "reader",
) -> None:
    """Let a person in. The password is asked for, or read from standard input where that is no terminal."""
    accounts = _accounts()
    first = not accounts.any()
    accounts.add(name, _new_password(), role)
    print(f"{name} can log in as {role}.")
    if first:
        print(
            "From its next start, a server asks everybody to log in, and `assistant mcp --http` for a key.",
            file=sys.stderr,
        )


@commands.command("list")
def list_people() -> None:
    """Names, roles, how many keys, how many sessions."""
    for one in _accounts().listed():
        print(one.person.name, one.person.role, f"{one.keys} key(s)", f"{one.sessions} session(s)", sep="\t")


@commands.command()
def password(name: Name) -> None:
    """Give a person another password, and end their sessions and keys."""
    accounts = _accounts()
    accounts.named(name)
    accounts.set_password(name, _new_password())
    print(f"{name} has a new password; earlier sessions and keys are no longer valid.")


@commands.command()
def remove(name: Name) -> None:
    """Shut a person out at once, with their keys and sessions, and forget the conversations kept for them."""
    from assistant.records import Records

    settings = load_settings()
    person = Accounts(settings.library_folder).remove(name)
    forgotten = Records(settings.library_folder).delete(person.id)
    print(f"{person.name} is removed, with {forgotten} kept conversation(s).")


@commands.command()
def key(
    name: Name, revoke_all: Annotated[bool, typer.Option("--revoke-all", help="End every key of this person.")] = False
) -> None:
    """Make a key for the API. It is shown once and kept nowhere."""
    accounts = _accounts()
    if revoke_all:
        print(f"{accounts.revoke_keys(name)} key(s) of {name} are no longer valid.")
        return
    print(accounts.make_key(name))
    print("Keep it now: it cannot be shown again. Send it as `Authorization: Bearer KEY`.", file=sys.stderr)


def _accounts() -> Accounts:
    return Accounts(load_settings().library_folder)


def _new_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    given = getpass("Password: ")
    if given != getpass("The same again: "):
        raise UsageError(what="Cannot use the password", why="the two differ", fix="Try again")
    return given
