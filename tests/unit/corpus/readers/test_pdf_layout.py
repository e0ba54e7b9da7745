"""Columns, tables and scripts on printed pages."""

from corpus.readers import pdf
from corpus.readers.compose import PageWriter, vocabulary, without_hyphen
from corpus.readers.order import in_reading_order
from corpus.readers.paragraphs import body_size, paragraphs
from corpus.readers.sheet import Line, Sheet, Word
from tests.unit.corpus.readers.conftest import Piece, Printed, column

LEFT = column(
    50, 120,
    "The first column tells of the ports in the",
    "south, where most of the ships were held",
    "for weeks while their crews went unpaid",
    "and could not leave without their papers.",
    "Nobody asked the owners for an answer.",
    "The files were closed in the autumn.",
)  # fmt: skip
RIGHT = column(
    310, 120,
    "The second column tells of the north and",
    "of the farms, whose owners kept the wages",
    "of whole families for the cost of housing",
    "that had no water and no doors at all.",
    "In the end eleven farms were fined.",
    "The fines were never paid in full.",
)  # fmt: skip


def test_two_columns_are_read_one_after_the_other(printed: Printed) -> None:
    [page] = pdf.read(printed(LEFT + RIGHT)).pages
    assert page.text.index("closed in the autumn") < page.text.index("The second column")


def test_columns_written_row_by_row_are_told_apart(printed: Printed) -> None:
    rows: list[Piece] = [piece for pair in zip(LEFT, RIGHT, strict=True) for piece in pair]
    [page] = pdf.read(printed(rows)).pages
    assert page.text.index("closed in the autumn") < page.text.index("The second column")
    assert "ports in the south, where most of the ships" in page.text


def test_a_row_keeps_its_words_and_its_section_names_the_columns(printed: Printed) -> None:
    cells = [("Country", "2021", "2022"), ("Cambodia", "412", "590"), ("Laos", "97", "101"), ("Viet Nam", "15", "8")]
    table = [(60.0 + 150 * x, 200.0 + 16 * y, cell) for y, row in enumerate(cells) for x, cell in enumerate(row)]
    [page] = pdf.read(printed([*LEFT[:3], (60.0, 180.0, "Table 2. Victims by country"), *table])).pages
    rows = {page.text[block.start : block.end]: block.section for block in page.blocks}
    assert rows["Cambodia 412 590"] == "Table 2. Victims by country | Country | 2021 | 2022"


def test_what_stands_in_one_drawn_cell_stays_together(printed: Printed) -> None:
    cells = [
        (65.0, 115.0, "Police"), (205.0, 115.0, "freed the crew of"), (345.0, 115.0, "41"),
        (205.0, 129.0, "the red ship"),
        (65.0, 155.0, "Courts"), (205.0, 155.0, "sentenced the"), (345.0, 155.0, "2"),
        (65.0, 169.0, "of appeal"), (205.0, 169.0, "owners"),
        (65.0, 195.0, "Union"), (205.0, 195.0, "paid the wages"), (345.0, 195.0, "38"),
    ]  # fmt: skip
    across = [(60.0, y, 400.0, y) for y in (100.0, 140.0, 180.0, 210.0)]
    down = [(x, 100.0, x, 210.0) for x in (60.0, 200.0, 340.0, 400.0)]
    [page] = pdf.read(printed(cells, strokes=across + down)).pages
    rows = [page.text[block.start : block.end] for block in page.blocks]
    assert rows[:2] == ["Police freed the crew of the red ship 41", "Courts of appeal sentenced the owners 2"]
    assert rows[2:] == ["Union paid the wages 38"]


def written(lines: list[Line]) -> str:
    sheet = Sheet(number=1, width=600, height=800, lines=lines)
    found = paragraphs(in_reading_order(sheet), sheet, body_size([sheet]))
    return PageWriter(sheet, vocabulary([sheet])).page(found, None).text


def test_scripts_without_spaces_are_joined_without_spaces() -> None:
    first = Line(cells=[[Word("ជនរងគ្រោះនៃការជួញដូរ", 60, 100, 300, 114)]])
    second = Line(cells=[[Word("មនុស្សត្រូវបានជួយសង្គ្រោះ", 60, 117, 300, 131)]])
    assert written([first, second]) == "ជនរងគ្រោះនៃការជួញដូរមនុស្សត្រូវបានជួយសង្គ្រោះ"


def test_right_to_left_lines_keep_the_order_of_their_words() -> None:
    first = Line(cells=[[Word("ضحايا", 260, 100, 300, 114), Word("الاتجار", 200, 100, 255, 114)]])
    second = Line(cells=[[Word("بالبشر", 255, 117, 300, 131), Word("والتهريب", 190, 117, 250, 131)]])
    assert written([first, second]) == "ضحايا الاتجار بالبشر والتهريب"


def test_hyphens_are_judged_by_the_words_of_the_document() -> None:
    known = {"trafficking", "long", "term", "anti-corruption"}
    assert without_hyphen("traffick", "ing", known)
    assert not without_hyphen("long", "term", known)
    assert not without_hyphen("anti", "corruption", known)
    assert not without_hyphen("2020", "2021", known)
    assert not without_hyphen("UN", "led", known)
    assert without_hyphen("un", "known", known)
