"""YAML that people write: every scalar is its text, so that `NO` is Norway and not False."""

import re
from typing import Any

import yaml

_Base: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NULL = "tag:yaml.org,2002:null"


class _Texts(_Base):  # type: ignore[misc]
    """Texts, lists and mappings; None only where nothing is written, or null."""


_Texts.add_implicit_resolver(_NULL, re.compile(r"(?:~|null|Null|NULL)?$"), ["~", "n", "N", ""])
_Texts.add_constructor(_NULL, lambda loader, node: None)


def yaml_texts(text: str) -> Any:
    """What a YAML text says. Raises yaml.YAMLError, also for aliases: a few of them can unfold into gigabytes."""
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_Texts)):
            raise yaml.YAMLError("aliases (*name) are not read")
        return yaml.load(text, Loader=_Texts)  # noqa: S506  makes nothing but texts, lists and mappings
    except RecursionError as error:
        raise yaml.YAMLError("it is nested too deeply") from error
