"""The report as a workbook: numbers as numbers, a unit row, frozen heads, native charts, a sheet of provenance."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from analytics.report.document import Chart, Document, Figure, NativeChart, Table
from analytics.report.numbers import unit_text
from analytics.report.texts import Texts, load_texts

_HEAD_ROWS = 4  # caption, empty, titles, units
_LANGUAGE = {"sv": "sv-SE", "en": "en-GB"}


def render_xlsx(document: Document) -> bytes:
    """The workbook; the same document gives the same bytes."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    issued = datetime(document.issued.year, document.issued.month, document.issued.day, tzinfo=UTC)
    book.set_properties(
        {"title": document.title, "author": document.author, "created": issued.replace(tzinfo=None)}
    )
    book.set_custom_property("Language", _LANGUAGE[document.language])
    writer = _Workbook(book, document)
    writer.summary()
    for table in document.tables():
        writer.table(table)
    writer.figures()
    book.close()
    return buffer.getvalue()


class _Workbook:
    """Sheets of one report in an xlsxwriter workbook."""

    def __init__(self, book: Any, document: Document) -> None:
        self.book, self.document = book, document
        self.texts: Texts = load_texts(document.language)
        self.bold = book.add_format({"bold": True})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.units = book.add_format({"italic": True, "font_color": "#55606C", "bottom": 1})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self._formats: dict[tuple[int, bool, bool], Any] = {}

    def number(self, figure: Figure, bold: bool = False) -> Any:
        """The format of a figure: its decimals, thousands apart, a sign where it is a change."""
        key = (figure.digits, figure.signed, bold)
        if key not in self._formats:
            plain = "#,##0" + ("." + "0" * figure.digits if figure.digits else "")
            code = f"+{plain};\u2212{plain};{plain}" if figure.signed else plain
            self._formats[key] = self.book.add_format({"num_format": code, "bold": bold})
        return self._formats[key]

    def summary(self) -> None:
        """The cover's sentences and numbers."""
        cover = self.document.cover
        sheet = self.book.add_worksheet(self.texts("excel.summary"))
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 1, 14)
        sheet.set_column(2, 2, 12)
        sheet.set_column(3, 3, 48)
        sheet.write_string(0, 0, self.document.title, self.title)
        sheet.merge_range(1, 0, 1, 3, cover.outcome, self.bold)
        sheet.merge_range(2, 0, 2, 3, cover.reason, self.wrap)
        sheet.set_row(2, 62)
        if cover.demo:
            sheet.merge_range(3, 0, 3, 3, cover.demo, self.bold)
        for row, tile in enumerate(cover.tiles, start=5):
            sheet.write_string(row, 0, tile.label)
            sheet.write_number(row, 1, tile.figure.value, self.number(tile.figure))
            sheet.write_string(row, 2, unit_text(tile.figure.unit))
            sheet.write_string(row, 3, tile.note)
        sheet.freeze_panes(1, 0)

    def table(self, table: Table) -> None:
        """A table on a sheet of its own, with the charts that draw from it."""
        sheet = self.book.add_worksheet(self.texts(f"sheet.{table.id}"))
        sheet.write_string(0, 0, table.caption, self.title)
        for index, column in enumerate(table.columns):
            sheet.write_string(2, index, column.title, self.head)
            sheet.write_string(3, index, column.unit, self.units)
            words = [cell for row in table.rows if isinstance(cell := row[index], str)]
            longest = max((len(word) for word in words), default=0)
            sheet.set_column(index, index, min(max(longest, len(column.title), 9) + 2, 60))
        for row, cells in enumerate(table.rows):
            for index, cell in enumerate(cells):
                bold = row in table.strong
                if isinstance(cell, Figure):
                    sheet.write_number(_HEAD_ROWS + row, index, cell.value, self.number(cell, bold))
                elif cell is not None:
                    sheet.write_string(_HEAD_ROWS + row, index, cell, self.bold if bold else None)
        if table.note:
            sheet.write_string(_HEAD_ROWS + len(table.rows) + 1, 0, table.note)
        sheet.freeze_panes(_HEAD_ROWS, 1)
        charts = [chart for chart in self.document.charts() if chart.native and chart.native.table == table.id]
        for place, chart in enumerate(charts):
            self._chart(sheet, table, chart, place)

    def _chart(self, sheet: Any, table: Table, chart: Chart, place: int) -> None:
        native = chart.native
        assert native is not None
        kind = {"type": native.kind} | ({"subtype": "stacked"} if native.stacked else {})
        drawn = self.book.add_chart(kind)
        first, last = _HEAD_ROWS, _HEAD_ROWS + _drawn_rows(table, native) - 1
        for x, y in _pairs(native):
            drawn.add_series(
                {
                    "name": [sheet.name, 2, y],
                    "categories": [sheet.name, first, x, last, x],
                    "values": [sheet.name, first, y, last, y],
                }
            )
        drawn.set_title({"name": chart.caption, "name_font": {"size": 11}})
        drawn.set_legend({"position": "bottom"})
        drawn.set_y_axis({"name": unit_text(table.columns[native.columns[-1]].unit)})
        drawn.set_size({"width": 720, "height": 360})
        options = {"description": chart.alt, "object_position": 2}
        sheet.insert_chart(2 + 20 * place, len(table.columns) + 1, drawn, options)

    def figures(self) -> None:
        """Every figure by name."""
        sheet = self.book.add_worksheet(self.texts("excel.figures"))
        sheet.set_column(0, 0, 42)
        for index, key in enumerate(("excel.id", "excel.value", "excel.unit")):
            sheet.write_string(0, index, self.texts(key), self.head)
        for row, figure in enumerate(self.document.figures, start=1):
            sheet.write_string(row, 0, figure.id)
            sheet.write_number(row, 1, figure.value, self.number(figure))
            sheet.write_string(row, 2, unit_text(figure.unit))
        sheet.freeze_panes(1, 1)


def _pairs(native: NativeChart) -> list[tuple[int, int]]:
    """(category column, value column) of each series; a scatter has a column of its own for each."""
    if native.kind == "scatter":
        return list(zip(native.columns[::2], native.columns[1::2], strict=True))
    return [(native.columns[0], column) for column in native.columns[1:]]


def _drawn_rows(table: Table, native: NativeChart) -> int:
    """Rows that are drawn: the sum under a stack of months is not a month."""
    has_sum = native.stacked and table.id == "months"
    return len(table.rows) - (1 if has_sum else 0)
