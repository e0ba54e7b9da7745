"""How briefs look in Word: pandoc's own reference document with quiet serif type and ruled tables."""

import subprocess
from pathlib import Path

SERIF, SANS = "Georgia", "Calibri"
SIZES = {"Footnote Text": 9, "Block Text": 10, "Compact": 8.5}
INK = (0x1C, 0x1C, 0x1C)
_BORDERS = ("top", "bottom", "insideH")
_HEADINGS = (("Title", 24), ("Heading 1", 16), ("Heading 2", 12))


def reference_document(out: Path) -> None:
    """Write the reference document that pandoc takes styles from."""
    import pypandoc
    from docx import Document
    from docx.shared import Cm, Pt, RGBColor

    pandoc = pypandoc.get_pandoc_path()
    data = subprocess.run(
        [pandoc, "--print-default-data-file", "reference.docx"], capture_output=True, check=True, timeout=60
    )
    out.write_bytes(data.stdout)
    document = Document(str(out))
    for name in ("Normal", "Body Text", "First Paragraph", "Compact", "Footnote Text", "Block Text"):
        style = document.styles[name]
        style.font.name = SERIF
        style.font.size = Pt(SIZES.get(name, 11))
    for name, size in _HEADINGS:
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = SANS, Pt(size), RGBColor(*INK)
    for section in document.sections:
        section.left_margin = section.right_margin = Cm(2.2)
    _rule_tables(document)
    document.save(str(out))


def _rule_tables(document: object) -> None:
    """Thin lines between rows; pandoc's tables have none."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    style = document.styles["Table"]  # type: ignore[attr-defined]  # python-docx's own class
    properties = style.element.find(qn("w:tblPr"))
    if properties is None:
        properties = OxmlElement("w:tblPr")
        style.element.append(properties)
    borders = OxmlElement("w:tblBorders")
    for side in _BORDERS:
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "999999")):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    properties.append(borders)
