"""The workbook as a person and a program open it."""

from __future__ import annotations

import zipfile
from io import BytesIO

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from analytics.report.document import Document, Figure
from analytics.report.excel import render_xlsx


@pytest.fixture(scope="module")
def content(document: Document) -> bytes:
    return render_xlsx(document)


@pytest.fixture(scope="module")
def book(content: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def test_every_table_is_a_sheet_with_numbers_as_numbers(book: Workbook, document: Document):
    for table, sheet in zip(document.tables(), book.worksheets[1:], strict=False):
        assert sheet["A1"].value == table.caption
        for row, cells in enumerate(table.rows):
            for column, cell in enumerate(cells):
                value = sheet.cell(row + 5, column + 1).value
                assert value == (cell.value if isinstance(cell, Figure) else cell)


def test_heads_are_frozen_and_units_have_a_row(book: Workbook, document: Document):
    for table, sheet in zip(document.tables(), book.worksheets[1:], strict=False):
        assert sheet.freeze_panes == "B5"
        units = [sheet.cell(4, index + 1).value or "" for index in range(len(table.columns))]
        assert units == [column.unit for column in table.columns]


def test_every_figure_stands_by_name_with_its_unit(book: Workbook, document: Document):
    rows = list(book["Siffror"].iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[1]) for row in rows] == [(figure.id, figure.value) for figure in document.figures]


def test_there_is_a_sheet_of_provenance(book: Workbook, document: Document):
    values = [row[1] for row in book["Ursprung"].iter_rows(values_only=True)]
    assert document.meta["data_sha256"] in values
    assert document.meta["site"] in values


def test_charts_carry_their_alternative_text(content: bytes):
    with zipfile.ZipFile(BytesIO(content)) as package:
        drawings = [package.read(name).decode() for name in package.namelist() if "drawings/drawing" in name]
        charts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) >= 5
    assert sum(text.count("descr=") for text in drawings) == len(charts)


def test_the_workbook_names_its_language_and_author(book: Workbook, content: bytes):
    assert book.properties.creator == "Byn"
    with zipfile.ZipFile(BytesIO(content)) as package:
        assert "sv-SE" in package.read("docProps/custom.xml").decode()


def test_the_same_document_gives_the_same_bytes(document: Document, content: bytes):
    assert render_xlsx(document) == content


def test_english_is_english(document_en: Document):
    book = openpyxl.load_workbook(BytesIO(render_xlsx(document_en)))
    assert book.sheetnames[0] == "Summary"
