"""Groups of sources with nearly the same text, kept up as sources come and change."""

import sqlite3
from collections.abc import Iterator

import numpy as np

from corpus.sameness import WIDTH, Sketch, Sketches, agree, alike

READ = 8  # of the sources that look alike: a form filled in a thousand times looks like itself


class CopyFinder:
    """Holds the sketches of a library while documents are added: 0.5 KB a source, compared one by one."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        rows = connection.execute("SELECT id, sketch FROM source WHERE sketch IS NOT NULL").fetchall()
        self._ids: list[str] = [row[0] for row in rows]
        self._table: Sketches = np.frombuffer(b"".join(row[1] for row in rows), "<u4").reshape(-1, WIDTH).copy()

    def group(self, source_id: str, stored: bytes | None) -> None:
        """Store a source's sketch and put the source into one group with its copies.

        Call inside the transaction that stores its pages. What looks alike is read, and must agree in its figures and
        countries. Editions of one series are no copies, however little changed between them.
        """
        self._connection.execute("UPDATE source SET sketch = ?, copy_group = NULL WHERE id = ?", (stored, source_id))
        if stored is None:
            return
        sketch: Sketch = np.frombuffer(stored, "<u4")
        copies = dict(self._copies(source_id, sketch))
        self._remember(source_id, sketch)
        if copies:
            name = min(copies.values())
            self._connection.execute("UPDATE source SET copy_group = ? WHERE id = ?", (name, source_id))
            for sid, group in copies.items():
                self._connection.execute(
                    "UPDATE source SET copy_group = ? WHERE id = ? OR copy_group = ?", (name, sid, group)
                )

    def _copies(self, source_id: str, sketch: Sketch) -> Iterator[tuple[str, str]]:
        """Copies of a source that is stored already, with the group of each; the likeliest few are read."""
        near = dict.fromkeys(self._ids[row] for row in alike(sketch, self._table[: len(self._ids)]))
        candidates = [sid for sid in near if sid != source_id][:READ]
        text = self._text(source_id) if candidates else ""
        for sid in candidates:
            row = self._connection.execute(
                """SELECT coalesce(o.copy_group, o.id) FROM source o JOIN source s ON s.id = ?
                   WHERE o.id = ? AND (o.edition_of IS NULL OR o.edition_of IS NOT s.edition_of
                                       OR o.published IS s.published)""",
                (source_id, sid),
            ).fetchone()
            if row and agree(text, self._text(sid)):
                yield sid, row[0]

    def _remember(self, source_id: str, sketch: Sketch) -> None:
        """Room doubles as it runs out. A sketch of the source's last revision stays: a text it no longer has does no
        harm, since what looks alike is read."""
        if len(self._ids) == len(self._table):
            room = np.zeros((max(64, 2 * len(self._table)), WIDTH), np.uint32)
            room[: len(self._ids)] = self._table
            self._table = room
        self._table[len(self._ids)] = sketch
        self._ids.append(source_id)

    def _text(self, source_id: str) -> str:
        rows = self._connection.execute(
            "SELECT text FROM page WHERE revision = (SELECT revision FROM source WHERE id = ?) ORDER BY number",
            (source_id,),
        )
        return "\n".join(row[0] for row in rows)
