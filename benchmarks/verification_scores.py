"""What one model of one side did: errors, bias, and how many totals its band holds."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from verification_cases import HIDINGS, Case

# A next year whose total moved by more than this factor is a change of the building.
CLEAN_LOG = 0.25


@dataclass
class Tally:
    """What one model of one side did."""

    costs: list[dict[str, float]] = field(default_factory=list)
    errors: dict[tuple[str, str], dict[tuple[str, int], dict[str, float]]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    def add(self, case: Case, cost: dict[str, Any], answer: Path) -> None:
        """Keep what a worker answered to a case."""
        if "failed" in cost:
            self.failed.append(f"{case.meter.stem}: {cost['failed']}")
            return
        self.costs.append(cost)
        found = np.load(answer)
        for ask in case.asks:
            observed, predicted = found[f"{ask}_observed"], found[f"{ask}_predicted"]
            day = found[f"{ask}_day"]
            widths = [
                float(found[f"{ask}_{name}"])
                for name in ("half_width", "all_half_width")
                if f"{ask}_{name}" in found
            ]
            if len(observed) and observed.mean() > 0:
                key = case.meter.stem, int(np.flatnonzero(case.learn_span)[0])
                found_here = measures(observed, predicted, day, *widths) | {"moved": case.moved(ask)}
                self.errors.setdefault((case.source, ask), {})[key] = found_here


def measures(
    observed: Any, predicted: Any, day: Any, width: float, all_width: float = math.nan
) -> dict[str, float]:
    """CV(RMSE) at the step and of sums by day, error of the total, whether the band holds it.

    `width` is that of noise and coefficients, `all_width` that of all parts, drift included.
    """
    _, index = np.unique(day, return_inverse=True)
    by_day = [np.bincount(index, weights=values) for values in (observed, predicted)]
    steps = np.bincount(index)
    enough = steps >= 0.8 * steps.max()
    error = float(predicted.sum() - observed.sum())
    return {
        "cv": cv(observed, predicted),
        "cv_daily": cv(by_day[0][enough], by_day[1][enough]),
        "bias": error / float(observed.sum()),
        "held": float(abs(error) <= width) if math.isfinite(width) else math.nan,
        "half_width": width / float(observed.sum()),
        "all_held": float(abs(error) <= all_width) if math.isfinite(all_width) else math.nan,
        "all_half_width": all_width / float(observed.sum()),
    }


def cv(observed: Any, predicted: Any) -> float:
    return float(np.sqrt(np.mean((observed - predicted) ** 2)) / observed.mean())


def spread(values: list[float]) -> dict[str, float]:
    """Median, least and most of a figure."""
    return {"median": float(np.median(values)), "min": min(values), "max": max(values), "rounds": len(values)}


def in_common(
    tallies: dict[str, dict[str, Tally]], names: tuple[str, ...]
) -> dict[tuple[str, str], set[tuple[str, int]]]:
    """By collection and test, what both sides' models `names` could fit: medians over others do not compare."""
    played = [
        tally for models in tallies.values() for name, tally in models.items() if name in names and tally.costs
    ]
    tests = {test for tally in played for test in tally.errors}
    return {test: set.intersection(*(set(tally.errors.get(test, {})) for tally in played)) for test in tests}


def figures(tally: Tally, common: dict[tuple[str, str], set[tuple[str, int]]]) -> dict[str, Any]:
    """The document of one model."""
    costs = tally.costs
    found: dict[str, Any] = {
        f"{name}_cpu_s": spread([cost[f"{name}_s"] for cost in costs if f"{name}_s" in cost])
        for name in ("fit", "predict", "data")
    }
    found["peak_mib"] = max(cost["peak_mib"] for cost in costs)
    for (source, ask), errors in sorted(tally.errors.items()):
        together = [error for key, error in errors.items() if key in common.get((source, ask), ())]
        found.setdefault(source, {})[ask] = summary(list(errors.values()))
        if together:
            found[source][f"{ask}_common"] = summary(together)
        if ask == "next_year":
            clean = [error for error in errors.values() if abs(error["moved"]) <= CLEAN_LOG]
            found[source]["next_year_clean"] = summary(clean)
    found["hidden_totals"] = {
        source: band_share([error for (at, ask), errors in tally.errors.items() if at == source and ask in HIDINGS
                            for error in errors.values()])
        for source in sorted({source for source, _ in tally.errors})
    }  # fmt: skip
    found["failed"] = tally.failed
    return found


def band_share(errors: list[dict[str, float]]) -> dict[str, Any]:
    """How many totals, the share that the band of noise and coefficients holds, how far they are off."""
    return {"totals": len(errors), **_bands(errors), **_biases(errors)}


def summary(errors: list[dict[str, float]]) -> dict[str, Any]:
    """Medians over meters, and how many of them the bands hold."""
    if not errors:
        return {"meters": 0}
    return {
        "meters": len(errors),
        "cv_rmse": spread([error["cv"] for error in errors]),
        "cv_rmse_daily_sums": spread([error["cv_daily"] for error in errors]),
        "bias": spread([error["bias"] for error in errors]),
        **_biases(errors),
        **_bands(errors),
    }


def _biases(errors: list[dict[str, float]]) -> dict[str, float | None]:
    """Median of the absolute bias, which no sign hides."""
    bias = [abs(error["bias"]) for error in errors]
    return {"absolute_bias_median": float(np.median(bias)) if bias else None}


def _bands(errors: list[dict[str, float]]) -> dict[str, float | None]:
    """Share of totals inside the band, and its median half-width: of noise and coefficients, and of all parts."""
    found: dict[str, float | None] = {}
    for name in ("", "all_"):
        held = [error for error in errors if not math.isnan(error[f"{name}held"])]
        share = float(np.mean([error[f"{name}held"] for error in held])) if held else None
        found[f"{name}band_holds_share"] = share
        width = float(np.median([error[f"{name}half_width"] for error in held])) if held else None
        found[f"{name}half_width_median"] = width
    return found
