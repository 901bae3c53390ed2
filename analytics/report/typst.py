"""PDF/UA-1 and PDF/A-2a in one file: typst lays out what the document says."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import singledispatch
from importlib import resources

from analytics.report.document import (
    Cell,
    Chart,
    Column,
    Cover,
    Definitions,
    Document,
    Figure,
    Paragraph,
    Table,
)
from analytics.report.numbers import printed, unit_text, with_unit
from analytics.report.texts import load_texts
from domain.errors import SnokylaError

UNKNOWN = "–"
# Tables with more columns than this are set smaller, so that a year's row stays one line.
_ROOMY_COLUMNS, _ROOMY_PT, _TIGHT_PT = 6, 9.5, 8.6
# Up to so many columns are equally wide; more get room by what stands in them.
_EVEN_COLUMNS = 7

Json = dict[str, object]


class TypstMissing(SnokylaError):  # noqa: N818 - names the condition
    """The program that lays out pages is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "a PDF needs typst, which is not installed; run: pip install 'snokyla[report]' "
            "(or leave PDF out: --format xlsx,json)"
        )


def render_pdf(document: Document) -> bytes:
    """The report as PDF; the same document gives the same bytes."""
    try:
        import typst
    except ImportError as error:
        raise TypstMissing from error
    template = resources.files("analytics.report").joinpath("report.typ").read_bytes()
    issued = datetime(document.issued.year, document.issued.month, document.issued.day, tzinfo=UTC)
    pdf = typst.compile(
        template,
        sys_inputs={"document": json.dumps(page_data(document), ensure_ascii=False)},
        # Only the fonts inside typst, so that every machine prints the same page.
        ignore_system_fonts=True,
        pdf_standards=["ua-1", "a-2a"],
        timestamp=int(issued.timestamp()),
    )
    if not isinstance(pdf, bytes):
        raise TypeError(f"typst gave {type(pdf).__name__} instead of a PDF")
    return pdf


def page_data(document: Document) -> Json:
    """Everything the page shows, as words ready to print."""
    texts = load_texts(document.language)
    return {
        "language": document.language,
        "title": document.title,
        "author": document.author,
        "issued": [document.issued.year, document.issued.month, document.issued.day],
        "words": {
            "figure": texts("figure"),
            "table": texts("table"),
            "contents": texts("contents"),
            "glossary": texts("method.glossary"),
        },
        "cover": _cover(document.cover, document),
        "sections": [
            {"title": section.title, "blocks": [_block(block, document.language) for block in section.blocks]}
            for section in document.sections
        ],
    }


def _cover(cover: Cover, document: Document) -> Json:
    texts, language = load_texts(document.language), document.language
    return {
        "kicker": cover.kicker,
        "title": cover.title,
        "subtitle": cover.subtitle,
        "outcome": cover.outcome,
        "reason": cover.reason,
        "issued": texts("issued").format(date=texts.long_date(document.issued)),
        "demo": cover.demo,
        "mark": "DEMO" if cover.demo else "",
        "chart": _block(cover.chart, language),
        "tiles": [
            {
                "label": tile.label,
                "value": with_unit(tile.figure, language)
                if tile.figure.unit == "%"
                else printed(tile.figure, language),
                "unit": "" if tile.figure.unit == "%" else unit_text(tile.figure.unit),
                "note": tile.note,
            }
            for tile in cover.tiles
        ],
    }


def shown(cell: Cell, language: str) -> str:
    """A cell as it is printed; its unit stands in the head of the column."""
    if cell is None:
        return UNKNOWN
    return printed(cell, language) if isinstance(cell, Figure) else cell


def _share(column: Column, cells: list[str]) -> int:
    """Width of a column beside others: its longest word, and room around it."""
    return max(len(column.title), len(column.unit), *map(len, cells)) + 4


@singledispatch
def _block(block: object, language: str) -> Json:
    raise TypeError(f"a report has no {type(block).__name__} ({language})")


@_block.register
def _(block: Paragraph, language: str) -> Json:  # noqa: ARG001
    return {"kind": "paragraph", "text": block.text}


@_block.register
def _(block: Chart, language: str) -> Json:  # noqa: ARG001
    return {"kind": "chart", "svg": block.svg, "alt": block.alt, "caption": block.caption}


@_block.register
def _(block: Definitions, language: str) -> Json:  # noqa: ARG001
    return {"kind": "definitions", "items": [list(item) for item in block.items]}


@_block.register
def _(block: Table, language: str) -> Json:
    rows = [[shown(cell, language) for cell in row] for row in block.rows]
    dense = len(block.columns) > _EVEN_COLUMNS
    words = sum(not column.numeric for column in block.columns)
    return {
        "kind": "table",
        "caption": block.caption,
        "note": block.note,
        "size": _ROOMY_PT if len(block.columns) <= _ROOMY_COLUMNS else _TIGHT_PT,
        "wide": words == len(block.columns),
        "columns": [
            {
                "title": column.title,
                "unit": column.unit,
                "numeric": column.numeric,
                "share": _share(column, [row[index] for row in rows]) if dense else 1,
            }
            for index, column in enumerate(block.columns)
        ],
        "rows": rows,
        "strong": sorted(block.strong),
    }
