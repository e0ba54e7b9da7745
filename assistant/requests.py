"""What requests are made of: text, filters, earlier turns."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

LAST_PAGE = 10_000_000


def require_text(value: str) -> str:
    """JSON can spell half a character, which no later part can read."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError("holds half a surrogate pair, which is no character") from None
    return value


Text = Annotated[str, AfterValidator(require_text)]


class TurnIn(BaseModel):
    """One earlier exchange, oldest first; the answer is plain text."""

    model_config = ConfigDict(extra="forbid")
    question: Text
    answer: Text = ""


class FiltersIn(BaseModel):
    """Limits on the sources an answer may rest on. Values of one kind widen each other, kinds narrow each other."""

    model_config = ConfigDict(extra="forbid")
    source: list[Text] = []
    publisher: list[Text] = []
    publisher_type: list[Text] = []
    country: list[Text] = Field(default=[], description="ISO 3166-1 codes such as KH, or names")
    language: list[Text] = Field(default=[], description="ISO 639 codes such as en, as the sources state theirs")
    since: Text | None = Field(default=None, description="YYYY, YYYY-MM or YYYY-MM-DD")
    until: Text | None = None
