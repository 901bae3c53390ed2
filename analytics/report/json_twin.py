"""The report for machines: every printed number by name, the outcome, and where it all comes from."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from analytics.report.document import Document, Headline

FORMAT = "snokyla-report-1"


def headline_twin(headline: Headline) -> dict[str, Any]:
    """The headline with its contract's keys."""
    return asdict(headline) | {"interval_90": list(headline.interval_90)}


def figures_twin(document: Document) -> list[dict[str, Any]]:
    """`{id, value, unit}` of every printed number."""
    return [{"id": figure.id, "value": figure.value, "unit": figure.unit or "1"} for figure in document.figures]


def twin(document: Document) -> dict[str, Any]:
    """The document as JSON data."""
    return {
        "format": FORMAT,
        "headline": headline_twin(document.headline),
        "figures": figures_twin(document),
        "meta": dict(document.meta),
    }


def render_json(document: Document) -> bytes:
    """The twin as a file; the same document gives the same bytes."""
    return (json.dumps(twin(document), ensure_ascii=False, indent=1) + "\n").encode()
