"""The digits of a document: as many as every machine agrees on."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

import numpy as np

# Linear algebra of different processors differs from the 14th digit on; no meter has ten. What is left where large
# numbers cancel, as a bias of 1e-13, is nothing but that difference.
SIGNIFICANT, DECIMALS = 10, 9

Document = TypeVar("Document")


def steady(document: Document) -> Document:
    """The document with every number to ten significant digits, so that two machines write the same."""
    steadied: Document = _steady(document)
    return steadied


def _steady(value: Any) -> Any:
    if isinstance(value, float):
        return round(float(f"{value:.{SIGNIFICANT - 1}e}"), DECIMALS) if np.isfinite(value) else value
    if isinstance(value, tuple):
        return tuple(_steady(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{item.name: _steady(getattr(value, item.name)) for item in fields(value)})
    return value
