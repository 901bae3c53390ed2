"""The figure of the calibration: every pair of years as a dot, held or missed, against the median band."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

PANEL, HEIGHT, TOP, LEFT, BOTTOM = 270, 400, 64, 62, 96
# Errors beyond this stand on the edge, as triangles.
MOST = 0.6
HELD, MISSED, BAND, INK, GRID = "#2b6f8a", "#c2452d", "#d7e6ea", "#22303a", "#dfe4e7"


def band_figure(groups: dict[str, list[dict[str, Any]]]) -> str:
    """SVG: a panel a group, a column a gap of 1, 2, 3 years; band of the median pair, dots of all pairs."""
    width = LEFT + PANEL * len(groups) + 12
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT + TOP + BOTTOM}" '
        f'font-family="Source Sans 3, Helvetica, Arial, sans-serif" font-size="13" fill="{INK}">',
        f'<rect width="{width}" height="{HEIGHT + TOP + BOTTOM}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="22" font-size="15" font-weight="600">'
        "Later years of buildings without a measure: error of the total against the 90 % band</text>",
        *_scale(width),
    ]
    for number, (group, pairs) in enumerate(groups.items()):
        parts += _panel(LEFT + number * PANEL, group, pairs)
    parts += [*_legend(), "</svg>"]
    return "\n".join(parts) + "\n"


def _y(share: float) -> float:
    return TOP + HEIGHT * (MOST - share) / (2 * MOST)


def _scale(width: int) -> Iterator[str]:
    for percent in range(-60, 61, 20):
        at = _y(percent / 100)
        sign = "−" if percent < 0 else "+" if percent else ""
        yield f'<line x1="{LEFT}" x2="{width - 12}" y1="{at:.1f}" y2="{at:.1f}" stroke="{GRID}"/>'
        yield f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{sign}{abs(percent)} %</text>'


def _panel(left: float, group: str, pairs: list[dict[str, Any]]) -> Iterator[str]:
    middle = left + PANEL / 2
    yield f'<text x="{middle}" y="{TOP - 14}" text-anchor="middle" font-weight="600">{group}</text>'
    gaps = sorted({pair["gap"] for pair in pairs})
    column = PANEL / 3
    for place, gap in enumerate(gaps):
        chosen = [pair for pair in pairs if pair["gap"] == gap]
        centre = left + column * (place + 0.5) if len(gaps) > 1 else middle
        half = float(np.median([pair["half"] for pair in chosen]))
        top, bottom = _y(half), _y(-half)
        yield (f'<rect x="{centre - 34:.1f}" y="{top:.1f}" width="68" height="{bottom - top:.1f}" fill="{BAND}"/>')
        yield from _dots(centre, chosen)
        inside = np.mean([abs(pair["error"]) <= pair["half"] for pair in chosen])
        foot = TOP + HEIGHT
        yield f'<text x="{centre:.1f}" y="{foot + 20}" text-anchor="middle">{gap} y, n = {len(chosen)}</text>'
        bold = 'text-anchor="middle" font-weight="600"'
        yield f'<text x="{centre:.1f}" y="{foot + 38}" {bold}>{inside:.0%} held</text>'


def _dots(centre: float, pairs: list[dict[str, Any]]) -> Iterator[str]:
    """Dots spread sideways so that they are seen apart; those held first, the missed on top."""
    spread = np.random.default_rng(1).permutation(np.linspace(-28, 28, max(len(pairs), 2)))
    placed = sorted(zip(pairs, spread, strict=False), key=lambda item: abs(item[0]["error"]) > item[0]["half"])
    for pair, aside in placed:
        colour = HELD if abs(pair["error"]) <= pair["half"] else MISSED
        x, y = centre + aside, _y(float(np.clip(pair["error"], -MOST, MOST)))
        if abs(pair["error"]) > MOST:
            tip = -5 if pair["error"] > 0 else 5
            yield f'<path d="M{x - 4:.1f} {y:.1f}h8l-4 {tip}z" fill="{colour}"/>'
        elif pair["clean"]:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}" fill-opacity="0.8"/>'
        else:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="none" stroke="{colour}" stroke-width="1.3"/>'


def _legend() -> Iterator[str]:
    y = TOP + HEIGHT + 68
    items = ((HELD, "inside its own band"), (MISSED, "outside"))
    for place, (colour, text) in enumerate(items):
        x = LEFT + 160 * place
        yield f'<circle cx="{x + 4}" cy="{y - 4}" r="4" fill="{colour}"/><text x="{x + 14}" y="{y}">{text}</text>'
    x = LEFT + 260
    yield f'<rect x="{x}" y="{y - 11}" width="16" height="12" fill="{BAND}"/>'
    yield f'<text x="{x + 22}" y="{y}">band of the median pair</text>'
    yield f'<circle cx="{x + 196}" cy="{y - 4}" r="3.5" fill="none" stroke="{INK}" stroke-width="1.3"/>'
    yield f'<text x="{x + 206}" y="{y}">total moved by more than e^(0.25·√years): something happened</text>'
