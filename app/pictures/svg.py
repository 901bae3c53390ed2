"""An SVG drawing as a file: as it is, or laid out by typst as PNG or PDF."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import click

from app.files.output import fit_to_write, whole_file
from domain.errors import SnokylaError

ENDINGS = (".svg", ".png", ".pdf")
_PIXELS_PER_INCH = 144.0
# The page is as large as the drawing.
_PAGE = '#set page(width: auto, height: auto, margin: 12pt)\n#image(bytes(sys.inputs.at("svg")), format: "svg")'

_NO_TYPST = (
    "a picture as {form} needs typst, which is not installed; run: pip install 'snokyla[report]' "
    "(or give a name that ends with .svg)"
)


class NoPicture(SnokylaError):  # noqa: N818 - names the condition
    """The picture cannot be laid out."""


def check_picture(path: Path | None) -> None:
    """Refuse a picture that could not be made, before the season is played that it is to show.

    BadParameter for a name or a folder that cannot be, NotPermitted, NoPicture without typst.
    """
    if path is None:
        return
    if path.suffix.lower() not in ENDINGS:
        found = path.suffix or "a name without an ending"
        raise click.BadParameter(f"{found} is none of {', '.join(ENDINGS)}", param_hint="--plot")
    fit_to_write(path, "--plot")
    if path.suffix.lower() != ".svg" and find_spec("typst") is None:
        raise NoPicture(_NO_TYPST.format(form=path.suffix.lower()[1:]))


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
        raise NoPicture(_NO_TYPST.format(form=form)) from error
    laid_out = typst.compile(
        _PAGE.encode(), sys_inputs={"svg": svg}, format=form, ppi=_PIXELS_PER_INCH, ignore_system_fonts=True
    )
    if not isinstance(laid_out, bytes):
        raise TypeError(f"typst gave {type(laid_out).__name__} instead of one picture")
    return laid_out
