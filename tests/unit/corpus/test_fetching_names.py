"""What fetched bytes are, and file names that can do no harm."""

import time

import pytest

from corpus.fetching.names import DOCX, declared, media_type, safe_name, stated_name

URL = "https://harbour.example/docs/Annual%20report%202023.pdf?version=2"


@pytest.mark.parametrize(
    ("said", "head", "name", "is_"),
    [
        ("application/pdf", b"%PDF-1.4", "a", "application/pdf"),
        ("text/html", b"\n%PDF-1.4", "a.html", "application/pdf"),
        ("application/octet-stream", b"%PDF-1.4", "a", "application/pdf"),
        ("application/pdf", b"<!DOCTYPE html><title>Sign in</title>", "a.pdf", "text/html"),
        ("application/pdf", b"<!-- a --> <!-- b -->\n<html lang=en>", "a.pdf", "text/html"),
        ("application/octet-stream", b"PK\x03\x04", "a.docx", DOCX),
        ("application/zip", b"PK\x03\x04", "a.zip", "application/zip"),
        (None, b"words", "a.txt", "text/plain"),
        (None, b"words", "a", "application/octet-stream"),
        ("text/plain; charset=utf-8", b"# Words", "a.md", "text/markdown"),
        ("pdf", b"words", "a", "application/octet-stream"),
        ("application/xhtml+xml", b'<?xml version="1.0"?><!DOCTYPE html>', "a", "application/xhtml+xml"),
    ],
)
def test_bytes_count_for_more_than_what_the_server_says(said: str | None, head: bytes, name: str, is_: str) -> None:
    assert media_type(said, head, name) == is_


def test_many_comments_before_the_markup_take_no_time() -> None:
    started = time.perf_counter()
    media_type("text/html", b"<!-- -->" * 500, "a")
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        (None, "Annual report 2023.pdf"),
        ("inline", "Annual report 2023.pdf"),
        ('attachment; filename="Harbour report.pdf"', "Harbour report.pdf"),
        ("attachment; filename*=UTF-8''H%C3%A4fen.pdf", "Häfen.pdf"),
        ("attachment; filename=plain.pdf", "plain.pdf"),
    ],
)
def test_the_server_names_the_file_else_the_address_does(disposition: str | None, name: str) -> None:
    assert stated_name(disposition, URL) == name


def test_an_address_without_a_name_gives_that_of_its_host() -> None:
    assert stated_name(None, "https://www.harbour.example/") == "www.harbour.example"


@pytest.mark.parametrize(
    ("name", "kind", "safe"),
    [
        ("../../etc/passwd", "text/plain", "passwd.txt"),
        ("..\\..\\windows\\system.ini", "text/html", "system.ini.html"),
        ("C:\\report.pdf", "application/pdf", "report.pdf"),
        ("/", "text/html", "document.html"),
        ("...", "application/pdf", "document.pdf"),
        (".htaccess", "text/plain", "htaccess.txt"),
        ("a\x00b\r\nc.pdf", "application/pdf", "a b c.pdf"),
        ("report\u202efdp.exe", "application/pdf", "report fdp.exe.pdf"),
        ("con.pdf", "application/pdf", "_con.pdf"),
        ("a<b>:|?*.pdf", "application/pdf", "a b.pdf"),
        ("index.php", "text/html", "index.html"),
        ("report.pdf", "text/html", "report.html"),
        ("page.htm", "text/html", "page.htm"),
        ("www.harbour.example", "text/html", "www.harbour.example.html"),
        ("archive.ZIP", "application/zip", "archive.zip"),
        ("nothing", "application/octet-stream", "nothing.bin"),
        ("របាយការណ៍.pdf", "application/pdf", "របាយការណ៍.pdf"),
        ("", "application/pdf", "document.pdf"),
    ],
)
def test_a_name_becomes_safe_and_ends_in_what_the_file_is(name: str, kind: str, safe: str) -> None:
    assert safe_name(name, kind) == safe


def test_a_long_name_is_cut_between_characters() -> None:
    name = safe_name("ក" * 500 + ".pdf", "application/pdf")
    assert name == "ក" * 40 + ".pdf"


def test_the_charset_is_told_where_the_server_states_one() -> None:
    assert declared('text/html; charset="Windows-1256"') == ("text/html", "windows-1256")
    assert declared("text/html") == ("text/html", None)
