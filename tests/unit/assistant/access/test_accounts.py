"""Accounts: passwords, keys and sessions that cannot be read back, and end when they should."""

from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from assistant.access.accounts import Accounts
from assistant.commands.app import app
from corpus.errors import UsageError

PASSWORD = "correct horse battery"


class Clock:
    now = 1_900_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock) -> Accounts:
    made = Accounts(tmp_path, clock=clock)
    made.add("Chenda", PASSWORD, "editor")
    return made


def test_nobody_has_a_file_until_somebody_is_added(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path)
    assert not accounts.any()
    assert accounts.verified("Chenda", PASSWORD) is None
    assert accounts.of_session("x") is accounts.of_key("x") is None
    assert not accounts.path.exists()


def test_a_person_is_known_by_name_and_password_only(accounts: Accounts) -> None:
    person = accounts.verified("chenda", PASSWORD)
    assert person is not None
    assert (person.name, person.may_edit) == ("Chenda", True)
    for name, password in (("Chenda", PASSWORD + "x"), ("Chenda", ""), ("nobody", PASSWORD), ("Chenda", "\ud800")):
        assert accounts.verified(name, password) is None


def test_the_file_is_the_owners_alone_and_holds_no_secret(accounts: Accounts) -> None:
    person = accounts.named("Chenda")
    key, token = accounts.make_key("Chenda"), accounts.begin_session(person, 60)
    assert accounts.path.stat().st_mode & 0o777 == 0o600
    stored = b"".join(path.read_bytes() for path in accounts.path.parent.iterdir())
    assert b"$argon2id$" in stored
    for secret in (PASSWORD, key, token):
        assert secret.encode() not in stored


@pytest.mark.parametrize(
    ("name", "password"),
    [("Dara", "short"), ("Dara", "x" * 2_000), ("dara-of-the-desk", "Dara-of-the-desk1"), ("", PASSWORD),
     ("a\nb", PASSWORD), (" Dara", PASSWORD), ("CHENDA", PASSWORD), ("x" * 65, PASSWORD)],
)  # fmt: skip
def test_unusable_names_and_passwords_are_explained(accounts: Accounts, name: str, password: str) -> None:
    with pytest.raises(UsageError):
        accounts.add(name, password)
    assert len(accounts.listed()) == 1


def test_a_session_ends_at_its_time_at_logout_and_with_the_password(accounts: Accounts, clock: Clock) -> None:
    person = accounts.named("Chenda")
    first, second, third = (accounts.begin_session(person, 60) for _ in range(3))
    assert accounts.of_session(first) == person
    accounts.end_session(first)
    assert accounts.of_session(first) is None
    assert accounts.of_session(second) == person
    accounts.set_password("Chenda", "another horse battery")
    assert accounts.of_session(second) is None
    last = accounts.begin_session(person, 60)
    clock.now += 61
    assert accounts.of_session(last) is accounts.of_session(third) is None
    clock.now -= 3_600  # the clock is put back: what has not been forgotten yet counts again, but never longer
    assert accounts.of_session(last) == person
    clock.now += 3_600
    assert accounts.of_session(last) is None


def test_a_key_ends_when_it_is_revoked_with_the_password_and_with_its_person(accounts: Accounts) -> None:
    key = accounts.make_key("Chenda")
    assert accounts.of_key(key) == accounts.named("Chenda")
    assert accounts.of_key(key[:-1]) is None
    assert accounts.revoke_keys("Chenda") == 1
    assert accounts.of_key(key) is None
    key, others = accounts.make_key("Chenda"), accounts.make_key(accounts.add("Dara", PASSWORD).name)
    accounts.set_password("Chenda", "another horse battery")
    assert accounts.of_key(key) is None and accounts.of_key(others) is not None
    key, old = accounts.make_key("Chenda"), accounts.remove("Chenda")
    assert accounts.of_key(key) is None
    assert accounts.add("Chenda", PASSWORD).id != old.id  # a later person of that name inherits nothing


def run(library: Path, *arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, ["--library", str(library), "user", *arguments], input=typed)


def test_the_command_adds_lists_and_removes_people(tmp_path: Path) -> None:
    added = run(tmp_path, "add", "Dara", "--role", "editor", typed=f"{PASSWORD}\n")
    assert added.exit_code == 0, added.output
    assert "asks everybody to log in" in added.stderr
    assert isinstance(run(tmp_path, "add", "Sok", typed="short\n").exception, UsageError)
    key = run(tmp_path, "key", "Dara").stdout.strip()
    assert Accounts(tmp_path).of_key(key) is not None
    assert run(tmp_path, "list").stdout == "Dara\teditor\t1 key(s)\t0 session(s)\n"
    assert run(tmp_path, "password", "Dara", typed="another horse battery\n").exit_code == 0
    assert Accounts(tmp_path).verified("Dara", "another horse battery") is not None
    assert run(tmp_path, "remove", "Dara").exit_code == 0
    assert isinstance(run(tmp_path, "remove", "Dara").exception, UsageError)
    assert not Accounts(tmp_path).any()
