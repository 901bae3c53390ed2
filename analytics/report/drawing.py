"""SVG by hand: a sheet in points with a few strokes, the same on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

# The serif that typst carries inside itself; a browser without it takes its own.
FONT = "Libertinus Serif, Georgia, serif"
INK, QUIET, GRID = "#1c2733", "#5b6673", "#d9dee3"

Spot = tuple[float, float]


class Sheet:
    """A drawing of `width` × `height` points; y goes down."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._parts: list[str] = []

    def rect(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """A filled box."""
        self._parts.append(
            f'<rect x="{x:.2f}" y="{y:.2f}" width="{max(width, 0):.2f}" '
            f'height="{max(height, 0):.2f}" fill="{fill}"/>'
        )

    def line(self, start: Spot, end: Spot, stroke: str = QUIET, width: float = 0.6, dash: str = "") -> None:
        """A straight line."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(
            f'<line x1="{start[0]:.2f}" y1="{start[1]:.2f}" x2="{end[0]:.2f}" y2="{end[1]:.2f}" '
            f'stroke="{stroke}" stroke-width="{width}"{dashes}/>'
        )

    def path(self, spots: Sequence[Spot], stroke: str, width: float = 1.4, dash: str = "") -> None:
        """A line through `spots`."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        points = " ".join(f"{x:.2f},{y:.2f}" for x, y in spots)
        self._parts.append(
            f'<polyline points="{points}" fill="none" stroke="{stroke}" stroke-width="{width}" '
            f'stroke-linejoin="round"{dashes}/>'
        )

    def dot(self, spot: Spot, radius: float, fill: str, stroke: str = "none") -> None:
        """A round mark."""
        self._parts.append(
            f'<circle cx="{spot[0]:.2f}" cy="{spot[1]:.2f}" r="{radius}" fill="{fill}" stroke="{stroke}" '
            'stroke-width="1.2"/>'
        )

    def text(
        self,
        spot: Spot,
        text: str,
        size: float = 8.5,
        anchor: str = "start",
        fill: str = INK,
        *,
        bold: bool = False,
    ) -> None:
        """Words at `spot` (baseline); anchor start, middle or end."""
        weight = ' font-weight="700"' if bold else ""
        self._parts.append(
            f'<text x="{spot[0]:.2f}" y="{spot[1]:.2f}" font-size="{size}" text-anchor="{anchor}" '
            f'fill="{fill}"{weight}>{escape(text)}</text>'
        )

    def svg(self) -> str:
        """The drawing as a document of its own."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width:g}" height="{self.height:g}" '
            f'viewBox="0 0 {self.width:g} {self.height:g}" font-family="{FONT}">' + "".join(self._parts) + "</svg>"
        )
