"""How well a model follows what was measured."""

from __future__ import annotations

import numpy as np

from analytics.arrays import Floats


def cv_rmse(observed: Floats, predicted: Floats, parameters: int = 0) -> float | None:
    """sqrt(SSE / (n − p)) / mean [1] (ASHRAE Guideline 14); None without degrees of freedom or mean."""
    freedom = len(observed) - parameters
    if freedom <= 0 or (mean := observed.mean()) == 0.0:
        return None
    return float(np.sqrt(((observed - predicted) ** 2).sum() / freedom) / mean)


def nmbe(observed: Floats, predicted: Floats, parameters: int = 0) -> float | None:
    """Σ(E − Ê) / ((n − p) · mean) [1] (ASHRAE Guideline 14); positive where the model expects too little."""
    freedom = len(observed) - parameters
    if freedom <= 0 or (mean := observed.mean()) == 0.0:
        return None
    return float((observed - predicted).sum() / (freedom * mean))


def r2(observed: Floats, predicted: Floats) -> float | None:
    """Share [1] of the variance that the model explains; None where nothing varies."""
    total = ((observed - observed.mean()) ** 2).sum() if len(observed) else 0.0
    return float(1 - ((observed - predicted) ** 2).sum() / total) if total > 0 else None


def autocorrelation(residuals: Floats) -> float:
    """Correlation ρ of each residual with the one before; 0 where nothing varies."""
    before, after = residuals[:-1], residuals[1:]
    if len(before) < 2 or before.std() == 0.0 or after.std() == 0.0:
        return 0.0
    return float(np.corrcoef(before, after)[0, 1])


def effective_points(points: int, rho: float) -> float:
    """Independent points n' = n (1 − ρ)/(1 + ρ) that `points` correlated ones are worth (Guideline 14)."""
    return points * (1 - rho) / (1 + rho)
