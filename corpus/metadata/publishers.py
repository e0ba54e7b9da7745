"""Well-known publishers by their usual names and sites (publishers.csv), so that an imprint can be recognised."""

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

_CSV = Path(__file__).with_name("publishers.csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    name: str
    type: str | None  # one of corpus.model.PUBLISHER_TYPES; None where it is not in the list


def known_publisher(name: str) -> Publisher | None:
    """The publisher that is named alone, by any of its names, in any case; None if it is not in the list."""
    return _table()[0].get(_key(name))


def publisher_of_site(url: str) -> Publisher | None:
    """The publisher whose own site an address belongs to."""
    host = (urlsplit(url if "//" in url else f"//{url}").hostname or "").removeprefix("www.")
    hosts = _table()[1]
    while host and host not in hosts:
        host = host.partition(".")[2]
    return hosts.get(host)


def names_at_start(text: str) -> tuple[Publisher, str] | None:
    """The publisher whose name a text begins with, longest name first, and the rest of the text."""
    words = text.split()
    for count in range(min(len(words), 14), 0, -1):
        if found := known_publisher(" ".join(words[:count])):
            return found, " ".join(words[count:])
    return None


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, Publisher], dict[str, Publisher]]:
    names: dict[str, Publisher] = {}
    hosts: dict[str, Publisher] = {}
    with _CSV.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            publisher = Publisher(name=row["name"], type=row["type"])
            for name in [row["name"], *filter(None, row["aliases"].split("|"))]:
                names[_key(name)] = publisher
            hosts |= dict.fromkeys(filter(None, row["hosts"].split("|")), publisher)
    return names, hosts


def _key(name: str) -> str:
    """Case, accents, punctuation and a leading article make no difference; `US` and `us` do."""
    plain = unicodedata.normalize("NFKD", name.replace("&", " and "))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).replace("U.S.", "US").replace("’", "'")
    words = re.findall(r"[\w']+", plain)
    if len(words) == 1:  # a single word may be a common noun (who, un, ice): its capitals count
        return words[0] if words[0][:1].isupper() else ""
    lowered = [word.lower() for word in words]
    return " ".join(lowered[1:] if lowered[:1] == ["the"] else lowered)
