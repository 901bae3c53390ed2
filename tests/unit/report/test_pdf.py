"""The PDF as a reader with a screen reader, an archive and a checksum meet it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from analytics.report.document import Document
from analytics.report.typst import TypstMissing, render_pdf


@pytest.fixture(scope="module")
def pdf(document: Document) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(render_pdf(document))) as opened:
        yield opened


def elements(node: Any) -> Iterator[pikepdf.Dictionary]:
    """Every element of the structure tree."""
    if isinstance(node, pikepdf.Array):
        for part in node:
            yield from elements(part)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node.K)


def test_it_has_language_title_and_tags(pdf: pikepdf.Pdf, document: Document):
    assert str(pdf.Root.Lang) == "sv"
    assert bool(pdf.Root.MarkInfo.Marked)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_metadata() as meta:
        assert meta["dc:title"] == document.title
        assert meta["dc:creator"] == ["Byn"]


def test_it_declares_pdf_ua_and_pdf_a(pdf: pikepdf.Pdf):
    with pdf.open_metadata() as meta:
        assert meta["pdfuaid:part"] == "1"
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "A")


def test_every_figure_has_an_alternative_text(pdf: pikepdf.Pdf, document: Document):
    figures = [element for element in elements(pdf.Root.StructTreeRoot.K) if element.S == "/Figure"]
    assert len(figures) == len(list(document.charts()))
    assert all(len(str(figure.get("/Alt", ""))) > 40 for figure in figures)


def test_tables_have_head_cells_with_a_scope(pdf: pikepdf.Pdf, document: Document):
    found = list(elements(pdf.Root.StructTreeRoot.K))
    kinds = Counter(str(element.S) for element in found)
    assert kinds["/Table"] == len(list(document.tables()))
    heads = [element for element in found if element.S == "/TH"]
    assert len(heads) >= sum(len(table.columns) for table in document.tables())
    assert all("/Scope" in attributes for head in heads for attributes in [head.A[0]])
    assert kinds["/H1"] >= len(document.sections)


def test_its_date_is_the_documents(pdf: pikepdf.Pdf):
    with pdf.open_metadata() as meta:
        assert meta["xmp:CreateDate"].startswith("2023-01-01")


def test_the_same_document_gives_the_same_bytes(document: Document):
    assert render_pdf(document) == render_pdf(document)


def test_english_is_english(document_en: Document):
    with pikepdf.open(BytesIO(render_pdf(document_en))) as opened:
        assert str(opened.Root.Lang) == "en"


def test_fonts_lie_in_the_file(pdf: pikepdf.Pdf):
    fonts = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.get("/Font", {}).values()}
    assert fonts
    assert all("Libertinus" in font for font in fonts)


def test_a_missing_typst_is_said_with_the_command_that_helps(document: Document, monkeypatch: pytest.MonkeyPatch):
    import sys

    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(TypstMissing, match=r"pip install 'snokyla\[report\]'"):
        render_pdf(document)
