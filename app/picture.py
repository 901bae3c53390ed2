"""An SVG drawing as a file: as it is, or laid out by typst as PNG or PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from app.output import whole_file
from domain.errors import SnokylaError

ENDINGS = (".svg", ".png", ".pdf")
_PIXELS_PER_INCH = 144.0
# The page is as large as the drawing.
_PAGE = '#set page(width: auto, height: auto, margin: 12pt)\n#image(bytes(sys.inputs.at("svg")), format: "svg")'


class NoPicture(SnokylaError):  # noqa: N818 - names the condition
    """The picture cannot be laid out."""


def write_picture(svg: str, path: Path) -> None:
    """Write the drawing to `path` in the format of its ending, one of ENDINGS."""
    ending = path.suffix.lower()
    content = svg.encode() if ending == ".svg" else _laid_out(svg, "png" if ending == ".png" else "pdf")
    with whole_file(path, "--plot") as file:
        file.write_bytes(content)


def _laid_out(svg: str, form: Literal["png", "pdf"]) -> bytes:
    try:
        import typst
    except ImportError as error:
        raise NoPicture(
            f"a picture as {form} needs typst, which is not installed; run: pip install 'snokyla[report]' "
            "(or give a name that ends with .svg)"
        ) from error
    laid_out = typst.compile(
        _PAGE.encode(), sys_inputs={"svg": svg}, format=form, ppi=_PIXELS_PER_INCH, ignore_system_fonts=True
    )
    if not isinstance(laid_out, bytes):
        raise TypeError(f"typst gave {type(laid_out).__name__} instead of one picture")
    return laid_out
