"""The head of a United Nations document: symbol, organ, day of distribution, language and title, in its six languages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.metadata.opening import Line
from corpus.metadata.written_dates import dates_in, only_date
from corpus.metadata.symbols import SYMBOL, tidy_symbol

_HEAD = 40  # lines
_NAME = re.compile(r"^(?:United Nations|Nations Unies|Naciones Unidas|Организация Объединенных Наций|联合国|الأمم المتحدة)", re.I)
_DISTRIBUTION = re.compile(r"\bDistr\b\.?|Distribución|Distribution\s*:", re.IGNORECASE)
_ORIGINAL = re.compile(r"\bOriginal\s*:\s*([\w ]+)", re.IGNORECASE)
_ORGANS = (
    "General Assembly|Security Council|Economic and Social Council|Trade and Development Board|Secretariat"
    "|Assemblée générale|Conseil de sécurité|Conseil économique et social|Secrétariat"
    "|Asamblea General|Consejo de Seguridad|Consejo Económico y Social|Secretaría"
    "|Генеральная Ассамблея|Совет Безопасности|Экономический и Социальный Совет"
    "|大会|安全理事会|经济及社会理事会|الجمعية العامة|مجلس الأمن|المجلس الاقتصادي والاجتماعي"
)
_ORGANS_ONLY = re.compile(rf"(?:(?:{_ORGANS})\s*)+", re.IGNORECASE)
_LANGUAGES = {
    "english": "en", "anglais": "en", "inglés": "en", "английский": "en", "french": "fr", "français": "fr",
    "francés": "fr", "французский": "fr", "spanish": "es", "español": "es", "espagnol": "es", "испанский": "es",
    "russian": "ru", "russe": "ru", "ruso": "ru", "русский": "ru", "russian only": "ru", "russe seulement": "ru",
    "russkij": "ru", "chinese": "zh", "chinois": "zh", "chino": "zh", "китайский": "zh", "arabic": "ar",
    "arabe": "ar", "árabe": "ar", "арабский": "ar",
}  # fmt: skip
_SESSION = re.compile(
    r"(?:[\w()–-]+\s){1,5}(?:sessions?|year|session ordinaire|session de fond|année|годы?|год|сессия)"
    r"|(?:\S+\s){0,3}(?:período de sesiones|Año)(?:\s\S+){0,2}|第.{1,6}届会议|الدورة\s.{3,30}",
    re.IGNORECASE,
)
_AGENDA = re.compile(
    r"(?:provisional )?agenda items?\b|items?\s+\d.*\b(?:agenda|list|programme)\b|points?\s+\d.*ordre du jour"
    r"|temas?\s+\d.*(?:programa|lista|agenda)|пункты?\s+\d|(?:临时)?议程项目|البنود?\s",
    re.IGNORECASE,
)
_LETTER = re.compile(
    r"(?:(?:identical )?letters?|note verbale|notes verbales) dated\b|lettres?(?: identiques)? datées? du\b"
    r"|cartas?(?: idénticas)? de fecha\b|(?:идентичные )?письм[оа] .{0,40}от \d|note verbale (?:datée|en date) d|nota verbal de fecha",
    re.IGNORECASE,
)
_END = re.compile(
    r"(?:contents|summary|page|paragraphs|chapter|annex(?:es)?|rapporteur:|prepared by|introduction|distribution|background)\b"
    r"|résumé|resumen|índice|table des matières|sommaire|[IVX]{1,4}\.\s|[A-H]\.\s|\(?[a1i][.)]\s|\d+\.\s|[“\"(]",
    re.IGNORECASE,
)
_QUALIFIER = re.compile(
    r"(?:(?:progress|interim|joint|final|annual|revised|consolidated) )*(?:report of|report by|note by|notes? of|memorandum by"
    r"|working paper|background paper|conference room paper|statement by|statement submitted|progress report"
    r"|informe de|nota de|documento de|rapport d|note d|доклад|записка)\b"
    r"|(?:addendum|corrigendum|adición|corrección|additif|rectificatif|добавление|исправление|summary report)$"
    r"|(?:.*: ?)?(?:revised )?draft (?:resolution|decision)\b",
    re.IGNORECASE,
)
_ADOPTED = re.compile(r"(?:adopted by|adoptée par|aprobad[ao] (?:por|en)|принята|resolution adopted)", re.IGNORECASE)
_RESOLUTION = re.compile(r"(?:resolution|résolution|resolución|резолюция)\s+\d[\d/]*(?:\s*\(\d{4}\))?$", re.IGNORECASE)
_BODY = re.compile(
    r"(?:special |standing |ad hoc |preparatory |open-ended )*(?:committee|commission|working group|conference of|council|forum|executive board"
    r"|comité|comisión|grupo de trabajo|groupe de travail|conférence|conferencia)\b",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"(?:revised |provisional |annotated |draft )*(?:agenda|report|programme of work|summary record|list of participants|proposal)"
    r"(?: of the [\w-]+ meeting)?$",
    re.IGNORECASE,
)
_PUBLISHERS = (
    ("S/", "UN Security Council"), ("A/HRC/", "UN Human Rights Council"), ("A/", "UN General Assembly"),
    ("E/", "UN Economic and Social Council"), ("TD/", "UN Trade and Development (UNCTAD)"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class UnHeader:
    """What the head says; joint documents carry several symbols, the first of which stands for the document."""

    symbols: tuple[str, ...]
    publisher: str
    published: str | None
    language: str | None
    title: str | None


def read_un_header(lines: Sequence[Line]) -> UnHeader | None:
    """The head on the first page, whose lines are given; None where it is no United Nations document."""
    lines = lines[:_HEAD]
    named = any(_NAME.match(line.text) for line in lines[:6])
    at = next((n for n, line in enumerate(lines[:14]) if _DISTRIBUTION.search(line.text)), None)
    symbols = _symbols(lines[: 14 if at is None else at + 4])
    if not named or not symbols or (at is None and not symbols[0].startswith(("A/", "S/", "E/"))):
        return None
    return UnHeader(
        symbols=symbols,
        publisher=next((name for prefix, name in _PUBLISHERS if symbols[0].startswith(prefix)), "United Nations"),
        published=None if at is None else _distributed(lines, at),
        language=_language(lines),
        title=_title(lines, symbols[0]),
    )


def _symbols(lines: Sequence[Line]) -> tuple[str, ...]:
    """Of the first line that holds any, since further down symbols are those of other documents."""
    for line in lines:
        if found := SYMBOL.findall(line.text):
            return tuple(dict.fromkeys(map(tidy_symbol, found)))
    return ()


def _distributed(lines: Sequence[Line], at: int) -> str | None:
    """The first whole day written after Distr., before the document begins."""
    for line in lines[at : at + 6]:
        days = [found.date for found in dates_in(line.text) if len(found.date) == 10]
        if days and line.words <= 12:
            return days[0]
    return None


def _language(lines: Sequence[Line]) -> str | None:
    """The line above `Original:`, else that of the original itself."""
    for number, line in enumerate(lines):
        if found := _ORIGINAL.search(line.text):
            above = [*line.text[: found.start()].split(), *([lines[number - 1].text] if number else [])]
            stated = [_LANGUAGES.get(word.lower()) for word in [*above, found[1].strip().split()[0]]]
            return next(filter(None, stated), None)
    return None


def _title(lines: Sequence[Line], symbol: str) -> str | None:
    end = next((n for n, line in enumerate(lines) if line.words > 70 or re.match(r"(?:1|I)\.\s", line.text)), len(lines))
    last = max((n for n, line in enumerate(lines[:end]) if _is_head(line.text)), default=-1)
    items = sum(_items(line.text) for line in lines[: last + 1])
    after = lines[last + 1 :]
    if letter := next((line.text for line in after[: items + 5] if _LETTER.match(line.text)), None):
        return letter
    found = _titles(after)
    if found and _RESOLUTION.match(found[0]):
        organ = next((name for prefix, name in _PUBLISHERS[:3] if symbol.startswith(prefix)), "")
        return f"{organ.removeprefix('UN ')} {found[0][0].lower()}{found[0][1:]}" if organ else found[0]
    main = [text for text in found if not _QUALIFIER.match(text)]
    main = main[min(items, len(main) - 1) :] if main else []
    if len(main) > 1 and _BODY.match(main[0]):
        main = main[1:]
    if len(main) == 1 and _GENERIC.match(main[0]):
        main = [*_bodies(lines[: last + 1]), *main]
    kept = [*main, *(text for text in found if _QUALIFIER.match(text))]
    return ". ".join(text.rstrip(".") for text in kept) or None


def _titles(after: Sequence[Line]) -> list[str]:
    """The lines before the document's text begins."""
    found: list[str] = []
    for line in after:
        if _ADOPTED.match(line.text):
            break
        if line.words > 70 or _END.match(line.text) or line.text.endswith((",", ":", ";")):
            break
        if not line.heading and line.text.endswith(".") and not _QUALIFIER.match(line.text):
            break
        found.append(line.text)
    return found


def _bodies(head: Sequence[Line]) -> list[str]:
    """The committee or conference a document belongs to: what of the head is neither organ nor rubric."""
    names = [line.text for line in head if not _is_head(line.text)]
    return names[:1]


def _is_head(line: str) -> bool:
    """Whether a line belongs to the head: symbol, organs, distribution, date, language, session, place, agenda item."""
    if _NAME.match(line) and (SYMBOL.search(line) or len(line.split()) <= 4 and only_name(line)):
        return True
    if _DISTRIBUTION.search(line) or _ORIGINAL.search(line) or _ORGANS_ONLY.fullmatch(line) or only_date(line):
        return True
    if line.lower() in _LANGUAGES or _AGENDA.match(line) or _SESSION.fullmatch(line):
        return True
    return _is_venue(line)


def only_name(line: str) -> bool:
    return not _NAME.sub("", line).strip()


def _is_venue(line: str) -> bool:
    """A place and days: `New York, 18–26 February 2025`."""
    if not re.search(r"\b(?:19|20)\d\d\.?$", line) or not re.search(r"\b[0-3]?\d\b", line) or len(line.split()) > 14:
        return False
    if not re.search(r"\d\s+(?:de\s+)?[^\W\d]{3,}\s+(?:de\s+)?(?:19|20)\d\d\.?$", line):
        return False
    return len(line[: re.search(r"\d", line).start()].strip(" ,").split()) <= 4  # type: ignore[union-attr]  # it holds digits


def _items(line: str) -> int:
    """How many titles of agenda items follow."""
    return len(re.findall(r"\d+", line)) if _AGENDA.match(line) else 0
