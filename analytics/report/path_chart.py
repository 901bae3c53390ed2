"""The chart of outcome against the path to the target."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.report.charts import COLOURS, WIDTH
from analytics.report.drawing import GRID, INK, QUIET, Sheet


@dataclass(frozen=True, slots=True)
class Path:
    """Target path and outcome by year, as shares; the last outcome carries its band."""

    years: tuple[int, ...]
    target: tuple[float, ...]
    outcome: tuple[float | None, ...]
    band: tuple[float, float]
    outcome_text: str
    target_text: str


def target_path(path: Path, names: tuple[str, str]) -> str:
    """Outcome (line with dots) against the straight path to the target (dashed)."""
    height = 190.0
    sheet = Sheet(WIDTH, height)
    left, right, top, bottom = 20.0, WIDTH - 44, 30.0, height - 20
    known = [value for value in path.outcome if value is not None]
    low, high = min([*path.target, *known, path.band[0]]), max([*path.target, *known, path.band[1], 0.0])

    def x_of(year: int) -> float:
        return left + (right - left) * (year - path.years[0]) / (path.years[-1] - path.years[0])

    def y_of(share: float) -> float:
        return bottom - (bottom - top) * (share - low) / (high - low or 1.0)

    sheet.line((0, 7.5), (20, 7.5), COLOURS["electricity"], 2)
    sheet.text((24, 11), names[0])
    sheet.line((110, 7.5), (130, 7.5), INK, 1.5, "5 3")
    sheet.text((134, 11), names[1])
    sheet.line((left, y_of(0)), (right, y_of(0)), GRID, 0.8)
    for year in path.years:
        if year % 5 == 0 or year == path.years[0]:
            sheet.text((x_of(year), height - 6), str(year), 8.5, "middle", QUIET)
    sheet.path([(x_of(y), y_of(t)) for y, t in zip(path.years, path.target, strict=True)], INK, 1.3, "5 3")
    sheet.text((right + 5, y_of(path.target[-1]) + 3), path.target_text)
    seen = [(x_of(y), y_of(o)) for y, o in zip(path.years, path.outcome, strict=False) if o is not None]
    sheet.path(seen, COLOURS["electricity"], 1.8)
    for spot in seen:
        sheet.dot(spot, 2.4, COLOURS["electricity"])
    x, y = seen[-1]
    for end in path.band:
        sheet.line((x - 3, y_of(end)), (x + 3, y_of(end)), COLOURS["electricity"], 1)
    sheet.line((x, y_of(path.band[0])), (x, y_of(path.band[1])), COLOURS["electricity"], 1)
    sheet.text((x + 7, y - 5 if y > top + 12 else y + 12), path.outcome_text, 9.5, bold=True)
    return sheet.svg()
