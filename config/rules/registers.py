"""Register and value type of a point, as far as they can be read from a document."""

from __future__ import annotations

from config.document import Document, Place
from config.grammar.words import parse_register
from domain.device import Register, ValueType


def register_of(document: Document, place: Place) -> Register | None:
    """The register of the point at `place`, None when it has none that can be read."""
    text = document.text((*place, "register"))
    try:
        return parse_register(text) if text is not None else None
    except ValueError:
        return None


def type_of(document: Document, place: Place) -> ValueType | None:
    """The value type of the point at `place`, None when it is not known."""
    register, text = register_of(document, place), document.at((*place, "type"))
    if text is None:
        return ValueType.BOOL if register is not None and register.kind.is_bit else ValueType.UINT16
    return next((kind for kind in ValueType if kind.value == text), None)
